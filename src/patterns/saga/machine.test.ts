import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { nextMode } from '../machine/index';
import { compiled, machine, sagaChart, type SagaEvent, type SagaMode } from './machine';

const fact = fc.boolean();
const type = <T extends string>(name: T) => fc.constant(name);
const events: fc.Arbitrary<SagaEvent> = fc.oneof(
  fc.record({ type: type('stepDone'), isLast: fact, onlyForward: fact }),
  fc.record({ type: type('stepRefused'), attemptsLeft: fact, nothingLeft: fact }),
  fc.record({ type: type('stepUnanswered'), attemptsLeft: fact, isPivot: fact }),
  fc.record({ type: type('undone'), nothingLeft: fact }),
  fc.record({ type: type('undoUnanswered'), attemptsLeft: fact }),
  fc.record({ type: type('personRetries'), onlyForward: fact, isPivot: fact }),
);
const STARTS = ['forward', 'committed', 'compensating', 'needsPerson'] as const;

describe('the machine of a saga', () => {
  it("[MA1] the table follows XState's transition over every path", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...STARTS),
        fc.array(events, { maxLength: 30, size: 'max' }),
        (start, path) => {
          let snapshot = machine.resolveState({ value: start });
          let mode: SagaMode = start;
          for (const event of path) {
            [snapshot] = transition(machine, snapshot, event);
            mode = nextMode(compiled, mode, event).to;
            expect(mode).toBe(snapshot.value);
          }
        },
      ),
    );
  });

  it('ends done or compensated and nowhere else, and never leads back from committed', () => {
    const ends = sagaChart.modes.filter(({ id }) => !sagaChart.edges.some(({ from }) => from === id));
    expect(ends.map(({ id }) => id)).toEqual(['done', 'compensated']);
    const from = sagaChart.edges.filter((edge) => edge.from === 'committed').map(({ to }) => to);
    expect(new Set(from)).toEqual(new Set(['committed', 'done', 'needsPerson']));
  });
});
