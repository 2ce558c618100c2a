/** What the lab must show beyond its experiments, which are judged in `labs.test.ts`. */
import { describe, expect, it } from 'vitest';
import { US_PER_S } from '../../kernel/time';
import { nodeOf } from '../../kernel/world';
import type { QuorumNodeState } from '../../nodes/quorum-node/index';
import { versionsIn } from '../../patterns/quorum/index';
import { experimentRun } from '../../run/experiment';
import type { Session } from '../../run/session';
import { viewOf } from '../../run/view';
import { buildModel } from '../../scenario/build';
import { runFor } from '../testing/runs';
import { claims } from './claims';
import { lab } from './lab';
import story from './story.md?raw';

/** Runs take their time when the machine is busy. */
const BUSY = { timeout: 120_000 };

const CLIENTS = ['c1', 'c2'];
const NODES = ['s1', 's2', 's3', 's4', 's5'];

function experimentOf(id: string) {
  const found = lab.experiments.find((one) => one.id === id);
  if (!found) throw new Error(`There is no experiment called ${id}.`);
  return found;
}

function staleReads(session: Session): number {
  const view = viewOf(session);
  return CLIENTS.reduce((sum, id) => sum + view.count(`${id}.staleReads`), 0);
}

describe('R + W > N, strict, clocks that agree, disks kept', BUSY, () => {
  const faults = [
    [],
    ['3s..8s crash s1', '9s..14s crash s3'],
    ['3s..8s partition s1,s2,c1 | s3,s4,s5,c2'],
    ['3s..14s loss s1<->s3 30%', '3s..14s loss s3<->s5 30%'],
    ['3s..9s pause s5', '4s..12s slow s3 20'],
  ];

  it.each(faults.flatMap((inputs) => [1, 2, 3].map((seed) => ({ inputs, seed }))))(
    'no read is older than the newest write acknowledged before it: $inputs, seed $seed',
    ({ inputs, seed }) => {
      for (const [read, write] of [
        ['quorum', 'quorum'],
        ['one', 'all'],
        ['all', 'one'],
      ]) {
        const knobs = { 'clients.keys': 1, 'nodes.readLevel': read, 'nodes.writeLevel': write };
        const session = runFor(lab, 16, { knobs, inputs, seed });
        expect(staleReads(session)).toBe(0);
        expect(viewOf(session).held('no-stale-quorum-read')).toBe(true);
        expect(viewOf(session).held('acknowledged-writes-kept')).toBe(true);
      }
    },
  );

  it.each([1, 2, 3, 4, 5, 6])(
    'and the history is linearizable with repair before the reply: seed %i',
    (seed) => {
      for (const inputs of faults) {
        const knobs = { 'clients.keys': 1, 'clients.thinkTimeMs': 30 };
        const session = runFor(lab, 16, { knobs, inputs, seed });
        expect(viewOf(session).held('linearizable'), inputs.join(', ')).toBe(true);
      }
    },
  );
});

describe('what cannot be is refused', () => {
  it.each([
    [
      'nodes.readCount',
      'readLevel',
      'Replicas of a read (R) (4) must be at most Replicas (N) (3): a read cannot',
    ],
    [
      'nodes.writeCount',
      'writeLevel',
      'Replicas of a write (W) (4) must be at most Replicas (N) (3): a write cannot',
    ],
  ])('%s above N', (target, level, sentence) => {
    const knobs = { [`nodes.${level}`]: 'count', [target]: 4 };
    expect(() => buildModel(lab.scenario, knobs)).toThrow(sentence);
    const session = runFor(lab, 2, {
      knobs: { [`nodes.${level}`]: 'count' },
      inputs: [`1s set ${target} 4`],
    });
    expect(session.refusals.take().map((one) => one.sentence)).toEqual([expect.stringContaining(sentence)]);
    // The number means nothing while a level is named.
    expect(() => buildModel(lab.scenario, { [target]: 4 })).not.toThrow();
  });
});

describe('a partition', BUSY, () => {
  it('splits the answers by side, and each side is answered by its own nodes', () => {
    const session = experimentRun(lab, experimentOf('split'), true);
    const view = viewOf(session);
    for (const client of CLIENTS) expect(view.count(`${client}.answered`, 7, 12)).toBeGreaterThan(10);
    const strict = viewOf(experimentRun(lab, experimentOf('split'), false));
    expect(strict.count('c1.answered', 7, 12)).toBe(0);
    expect(strict.count('c2.answered', 7, 12)).toBeGreaterThan(10);
  });
});

describe('handing over', BUSY, () => {
  /** Keys of which a node lacks what all others of its replicas have. */
  function lacking(session: Session, id: string): number {
    const { world } = session.sim;
    const storeOf = (node: string) => (nodeOf(world, node)?.state as QuorumNodeState).durable.store;
    const newest = new Map<number, number>();
    for (const node of NODES)
      for (const [key, versions] of storeOf(node))
        newest.set(key, Math.max(newest.get(key) ?? 0, versions[0].stampUs));
    return [...newest].filter(([key, stampUs]) => {
      const having = NODES.filter((node) => versionsIn(storeOf(node), key).at(0)?.stampUs === stampUs);
      return !having.includes(id) && having.length < 3;
    }).length;
  }

  it.each(['handoff', 'anti-entropy'])('%s: s3 lacks nothing in the end, and something without', (id) => {
    expect(lacking(experimentRun(lab, experimentOf(id), false), 's3')).toBe(0);
    expect(lacking(experimentRun(lab, experimentOf(id), true), 's3')).toBeGreaterThan(2);
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
    ['new-then-old', 'linearizable', 'the new value and a later one the old'],
    ['skewed-clock', 'acknowledged-writes-kept', '500 ms ahead'],
    ['first-acknowledgement', 'acknowledged-writes-kept', 'The first acknowledgement counts'],
    ['clocks-only', 'acknowledged-writes-kept', 'Whole clocks'],
  ])('say when the promise of %s breaks', (id, promise, words) => {
    const { model, sim, spec } = experimentRun(lab, experimentOf(id), false);
    const index = model.invariants.findIndex((invariant) => invariant.id === promise);
    const brokenSec = sim.world.invariants[index].brokenAtUs / US_PER_S;
    expect(spec.seed).toBe(7);
    expect(story).toMatch(new RegExp(`${words}\\][^]{0,200}seed 7 [^]{0,90} ${brokenSec.toFixed(1)} s`));
  });
});
