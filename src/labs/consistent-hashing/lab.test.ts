/** What the lab must show, at the exact figures. Experiments and their claims are judged in `labs.test.ts`. */
import { describe, expect, it } from 'vitest';
import { US_PER_S } from '../../kernel/time';
import { nodeOf } from '../../kernel/world';
import type { HashRouterState } from '../../nodes/hash-router/index';
import { countsOf } from '../../patterns/consistent-hashing/index';
import { experimentRun } from '../../run/experiment';
import type { Session } from '../../run/session';
import { viewOf } from '../../run/view';
import type { KnobValues } from '../../scenario/build';
import { runFor, sessionOf, type RunParts } from '../testing/runs';
import { claims } from './claims';
import { lab } from './lab';
import story from './story.md?raw';

/** Runs take their time when the machine is busy. */
const BUSY = { timeout: 60_000 };

function routerOf({ sim }: Session): HashRouterState {
  return nodeOf(sim.world, 'router')?.state as HashRouterState;
}

/** The ring of GT H-3: ten nodes, 100,000 keys. */
const PUBLISHED: KnobValues = lab.presets?.find(({ id }) => id === 'hundred-thousand')?.knobs ?? {};

function published(virtualNodes: number, parts: RunParts = {}): Session {
  return runFor(lab, 2, { ...parts, knobs: { ...PUBLISHED, 'router.virtualNodes': virtualNodes } });
}

describe('the lab at rest', BUSY, () => {
  it('can be watched: some requests a second at 1:1', () => {
    const rate = viewOf(runFor(lab, 20)).rate('requests.arrived', 0, 20);
    expect(lab.scenario.pace).toBe(1);
    expect(rate).toBeGreaterThan(20);
    expect(rate).toBeLessThan(60);
  });
});

describe('GT H-3, on the router of the lab', BUSY, () => {
  it.each([
    [1, [3761, 20474, 5131, 1811, 28295, 2519, 1017, 5959, 30491, 542], 19738, 1811],
    [10, [8627, 12679, 12419, 8763, 11322, 7265, 6585, 10270, 11932, 10138], 7253, 8763],
    [100, [10290, 8751, 11766, 12962, 8404, 9517, 7466, 10976, 9407, 10461], 9635, 12962],
    [200, [10152, 9844, 9693, 10286, 10322, 10294, 9467, 10428, 9482, 10032], 9181, 10286],
  ])('%i points a node: keys of each, and keys that move', (virtualNodes, counts, added, removed) => {
    const { layout } = routerOf(published(virtualNodes));
    expect([...countsOf(layout.owners, 10)]).toEqual(counts);
    const moved = (input: string): number => {
      const run = viewOf(published(virtualNodes, { inputs: [input] }));
      expect(run.count('router.keysMovedNeedlessly')).toBe(0);
      expect(run.held('only-needed-keys-move')).toBe(true);
      return run.count('router.keysMoved');
    };
    expect(moved('1s join node-10')).toBe(added);
    expect(moved('1s leave node-3')).toBe(removed);
  });

  it('figures of the presets are those', () => {
    const help = (id: string): string => lab.presets?.find((preset) => preset.id === id)?.help ?? '';
    expect(help('hundred-thousand')).toContain('12,962');
    expect(help('hundred-thousand')).toContain('9,635');
  });

  it('the preset with one point: one node has 56 times the keys of another', () => {
    const preset = lab.presets?.find(({ id }) => id === 'one-point');
    const counts = countsOf(routerOf(runFor(lab, 1, { knobs: preset?.knobs })).layout.owners, 10);
    // GT H-3: 30,491 and 542 of 100,000.
    expect(Math.max(...counts) / Math.min(...counts)).toBeCloseTo(30491 / 542, 9);
    expect(preset?.help).toContain(`${(30491 / 542).toFixed(0)} times`);
  });

  it('the preset with a hash that clumps: four times the mean', () => {
    const knobs = lab.presets?.find(({ id }) => id === 'clumped')?.knobs;
    const counts = countsOf(routerOf(runFor(lab, 1, { knobs })).layout.owners, 10);
    expect(Math.max(...counts)).toBe(39588);
  });
});

describe('a hot key', BUSY, () => {
  const hot = lab.experiments.find(({ id }) => id === 'hot-key');
  if (!hot) throw new Error('There is no experiment called hot-key.');

  /** Share of the requests that each node should get: its part of the keys, and its part of the hot one. */
  function expected(session: Session, holders: readonly number[]): number[] {
    const { layout } = routerOf(session);
    const counts = [...countsOf(layout.owners, layout.ids.length)];
    return counts.map(
      (count, place) =>
        (0.7 * count) / layout.owners.length + (holders.includes(place) ? 0.3 / holders.length : 0),
    );
  }

  it('puts 37 % of the load on its owner, as far as the others are even', () => {
    const session = experimentRun(lab, hot, true);
    const view = viewOf(session);
    const { layout } = routerOf(session);
    const owner = layout.owners[0];
    const all = view.count('router.requests.arrived');
    for (const [place, share] of expected(session, [owner]).entries()) {
      const own = view.count(`${layout.ids[place]}.requests.arrived`) / all;
      // Four standard deviations of a share of some 3,600 requests, and those in flight.
      expect(Math.abs(own - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / all) + 0.002);
    }
    const even = 0.3 + 0.7 / 10;
    expect(even).toBeCloseTo(0.37, 10);
    expect(0.3 / 3 + 0.7 / 10).toBeCloseTo(0.17, 10);
  });
});

describe('claims can fail', BUSY, () => {
  it.each(lab.experiments)('$id does not hold for the runs exchanged', (one) => {
    const [run, other] = [false, true].map((beside) => viewOf(experimentRun(lab, one, beside)));
    expect(claims[one.id](other, run).held).toBe(false);
  });
});

describe('figures of the story', BUSY, () => {
  it.each([
    ['add-a-node', 'only-needed-keys-move', true],
    ['points-by-position', 'only-needed-keys-move', false],
    ['same-node-twice', 'copies-on-distinct-nodes', false],
  ])('say when the promise of %s breaks', (id, promise, beside) => {
    const experiment = lab.experiments.find((one) => one.id === id);
    if (!experiment) throw new Error(`There is no experiment called ${id}.`);
    const { model, sim, spec } = experimentRun(lab, experiment, beside);
    const index = model.invariants.findIndex((invariant) => invariant.id === promise);
    const brokenSec = sim.world.invariants[index].brokenAtUs / US_PER_S;
    expect(spec.seed).toBe(7);
    const words = { 'add-a-node': 'Modulo n', 'points-by-position': 'position' }[id] ?? 'next points';
    expect(story).toMatch(
      new RegExp(`${words}[^]{0,160}with seed 7 the promise breaks after ${brokenSec.toFixed(1)} s`),
    );
  });
});

it('a key is cold until its new owner has been asked for it', () => {
  const session = sessionOf(lab, { inputs: ['15s join node-5'] });
  session.advance(15 * US_PER_S - 1);
  const before = routerOf(session).cold.reduce((sum, one) => sum + one, 0);
  session.advance(15 * US_PER_S + 1000);
  const { cold, last } = routerOf(session);
  const after = cold.reduce((sum, one) => sum + one, 0);
  expect(last?.moved).toBeGreaterThan(20);
  expect(after - before).toBeGreaterThan((last?.moved ?? 0) * 0.8);
  session.advance(40 * US_PER_S);
  expect(routerOf(session).cold.reduce((sum, one) => sum + one, 0)).toBeLessThan(5);
});
