import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { nextMode } from '../machine';
import { healthChart, healthMachine, type HealthEvent, type HealthMode } from './index';
import { compiled } from './machine';

const MODES = ['healthy', 'unhealthy', 'ejected', 'warming', 'draining'] as const;
const fact = fc.boolean();
const events: fc.Arbitrary<HealthEvent> = fc.oneof(
  fc.record({ type: fc.constant('probeFails' as const), enoughFailed: fact }),
  fc.record({ type: fc.constant('probePasses' as const), enoughPassed: fact, slowStart: fact }),
  fc.record({
    type: fc.constant('requestFails' as const),
    tooManyInARow: fact,
    ratioTooHigh: fact,
    canBeSpared: fact,
  }),
  fc.record({ type: fc.constant('ejectionEnds' as const), slowStart: fact }),
  fc.record({ type: fc.constantFrom('warmUpEnds' as const, 'drain' as const) }),
  fc.record({ type: fc.constant('undrain' as const), lastProbeFailed: fact, slowStart: fact }),
);

/** An event with its facts, and where it leads from a mode. */
type Case = readonly [from: HealthMode, event: HealthEvent, to: HealthMode, guard: string];

const probeFails = (enoughFailed: boolean): HealthEvent => ({ type: 'probeFails', enoughFailed });
const probePasses = (enoughPassed: boolean, slowStart: boolean): HealthEvent => ({
  type: 'probePasses',
  enoughPassed,
  slowStart,
});
const requestFails = (tooManyInARow: boolean, ratioTooHigh: boolean, canBeSpared: boolean): HealthEvent => ({
  type: 'requestFails',
  tooManyInARow,
  ratioTooHigh,
  canBeSpared,
});
const ejectionEnds = (slowStart: boolean): HealthEvent => ({ type: 'ejectionEnds', slowStart });
const undrain = (lastProbeFailed: boolean, slowStart: boolean): HealthEvent => ({
  type: 'undrain',
  lastProbeFailed,
  slowStart,
});

const EDGES: readonly Case[] = [
  ['healthy', probeFails(true), 'unhealthy', 'enoughProbesFailed'],
  ['healthy', requestFails(true, true, false), 'healthy', 'cannotBeSpared'],
  ['healthy', requestFails(true, false, true), 'ejected', 'tooManyInARow'],
  ['healthy', requestFails(false, true, true), 'ejected', 'ratioTooHigh'],
  ['healthy', { type: 'drain' }, 'draining', ''],
  ['unhealthy', probePasses(false, true), 'unhealthy', 'tooFewProbesPassed'],
  ['unhealthy', probePasses(true, true), 'warming', 'slowStart'],
  ['unhealthy', probePasses(true, false), 'healthy', ''],
  ['unhealthy', { type: 'drain' }, 'draining', ''],
  ['ejected', probeFails(true), 'unhealthy', 'enoughProbesFailed'],
  ['ejected', ejectionEnds(true), 'warming', 'slowStart'],
  ['ejected', ejectionEnds(false), 'healthy', ''],
  ['ejected', { type: 'drain' }, 'draining', ''],
  ['warming', probeFails(true), 'unhealthy', 'enoughProbesFailed'],
  ['warming', requestFails(false, true, false), 'warming', 'cannotBeSpared'],
  ['warming', requestFails(true, true, true), 'ejected', 'tooManyInARow'],
  ['warming', requestFails(false, true, true), 'ejected', 'ratioTooHigh'],
  ['warming', { type: 'warmUpEnds' }, 'healthy', ''],
  ['warming', { type: 'drain' }, 'draining', ''],
  ['draining', undrain(true, true), 'unhealthy', 'lastProbeFailed'],
  ['draining', undrain(false, true), 'warming', 'slowStart'],
  ['draining', undrain(false, false), 'healthy', ''],
];

describe('the machine of server health', () => {
  it("[HC1] [MA1] the table follows XState's transition over every path", () => {
    fc.assert(
      fc.property(fc.constantFrom(...MODES), fc.array(events, { maxLength: 40 }), (start, path) => {
        let snapshot = healthMachine.resolveState({ value: start });
        let mode: HealthMode = start;
        for (const event of path) {
          [snapshot] = transition(healthMachine, snapshot, event);
          mode = nextMode(compiled, mode, event).to;
          expect(mode).toBe(snapshot.value);
        }
      }),
    );
  });

  it('[HC1] has five modes and starts healthy', () => {
    expect(healthChart.modes.map(({ id }) => id)).toEqual(MODES);
    expect(healthChart.initial).toBe('healthy');
  });

  it.each(EDGES)('[HC1] from %s on %o to %s [%s]', (from, event, to, guard) => {
    expect(nextMode(compiled, from, event)).toMatchObject({ to, guard, taken: true });
  });

  it('[HC1] has these edges and no others', () => {
    const expected = EDGES.map(([from, { type }, to, guard]) => ({ from, event: type, guard, to }));
    expect(healthChart.edges).toEqual(expected);
  });

  it.each<[HealthMode, HealthEvent, string[]]>([
    ['healthy', probeFails(false), ['enoughProbesFailed']],
    ['warming', requestFails(false, false, true), ['cannotBeSpared', 'tooManyInARow', 'ratioTooHigh']],
    ['healthy', requestFails(false, false, false), ['cannotBeSpared', 'tooManyInARow', 'ratioTooHigh']],
    ['ejected', probeFails(false), ['enoughProbesFailed']],
  ])('[HC2] in %s, %o is refused by %j', (mode, event, guards) => {
    const step = nextMode(compiled, mode, event);
    expect(step).toMatchObject({ to: mode, taken: false });
    expect(step.refused.map(({ guard }) => guard)).toEqual(guards);
  });

  it('[HC3] [HC9] nothing but time, probes and the hand brings a server back or takes it out twice', () => {
    const out = ['unhealthy', 'ejected', 'draining'];
    const by = healthChart.edges.filter(({ from }) => out.includes(from)).map(({ event }) => event);
    expect(new Set(by)).toEqual(new Set(['probePasses', 'probeFails', 'ejectionEnds', 'drain', 'undrain']));
  });
});
