import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { nextMode } from '../machine/index';
import { breakerChart, type BreakerMode } from './index';
import { compiled, machine, type BreakerEvent } from './machine';

const facts = fc.boolean();
const events: fc.Arbitrary<BreakerEvent> = fc.oneof(
  fc.record({ type: fc.constant('callArrives' as const), openTimeIsOver: facts, permitIsFree: facts }),
  fc.record({
    type: fc.constant('callEnds' as const),
    enoughCalls: facts,
    tooManyFailures: facts,
    tooManySlowCalls: facts,
  }),
  fc.record({
    type: fc.constantFrom('openTimeEnds', 'forceOpen', 'disable', 'reset'),
  }) as fc.Arbitrary<BreakerEvent>,
);
const MODES = ['closed', 'open', 'halfOpen', 'forcedOpen', 'disabled'] as const;

describe("the breaker's machine", () => {
  it("[CB1] [MA1] the table follows XState's transition over every path", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MODES),
        fc.array(events, { maxLength: 40, size: 'max' }),
        (start, path) => {
          let snapshot = machine.resolveState({ value: start });
          let mode: BreakerMode = start;
          for (const event of path) {
            [snapshot] = transition(machine, snapshot, event);
            mode = nextMode(compiled, mode, event).to;
            expect(mode).toBe(snapshot.value);
          }
        },
      ),
    );
  });

  it('[CB1] has five modes and starts closed', () => {
    expect(breakerChart.modes.map(({ id }) => id)).toEqual(MODES);
    expect(breakerChart.initial).toBe('closed');
  });

  it('[CB3] the hand reaches closed from everywhere, and forced open and disabled from every other mode', () => {
    const byHand = (event: string) =>
      breakerChart.edges
        .filter((edge) => edge.event === event)
        .map(({ from, guard, to }) => [from, guard, to]);
    expect(byHand('reset')).toEqual(MODES.map((from) => [from, '', 'closed']));
    const others = (mode: string) => MODES.filter((from) => from !== mode).map((from) => [from, '', mode]);
    expect(byHand('forceOpen')).toEqual(others('forcedOpen'));
    expect(byHand('disable')).toEqual(others('disabled'));
  });
});
