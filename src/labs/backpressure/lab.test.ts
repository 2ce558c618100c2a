/** What the lab must show, at the exact figures. Experiments and their claims are judged in `labs.test.ts`. */
import { describe, expect, it } from 'vitest';
import { standings } from '../../kernel/invariant';
import { US_PER_S } from '../../kernel/time';
import { experimentRun } from '../../run/experiment';
import type { Session } from '../../run/session';
import { viewOf } from '../../run/view';
import { buildModel } from '../../scenario/build';
import type { Experiment } from '../../scenario/types';
import { problemsOf, runFor } from '../testing/runs';
import { claims } from './claims';
import { lab } from './lab';
import story from './story.md?raw';

/** Runs take their time when the machine is busy. */
const BUSY = { timeout: 60_000 };

/** When an invariant of a run broke, in seconds, or −1. */
function brokenSec({ sim }: Session, id: string): number {
  const { brokenAtUs } = standings(sim)[lab.invariants.indexOf(id)];
  return brokenAtUs < 0 ? -1 : brokenAtUs / US_PER_S;
}

function experiment(id: string): Experiment {
  const found = lab.experiments.find((one) => one.id === id);
  if (!found) throw new Error(`There is no experiment called ${id}.`);
  return found;
}

describe('the lab at rest', BUSY, () => {
  it('can be watched: some items a second at 1:1', () => {
    const run = viewOf(runFor(lab, 20));
    expect(lab.scenario.pace).toBe(1);
    expect(run.rate('writer.finished', 2, 20)).toBeGreaterThan(10);
    expect(run.rate('writer.finished', 2, 20)).toBeLessThan(20);
  });

  it.each([7, 8, 9])('finishes all that comes, within a second, with seed %i', (seed) => {
    const run = viewOf(runFor(lab, 60, { seed }));
    expect(run.count('errorsPerSec')).toBe(0);
    expect(run.quantile('writer.ageMs', 0.99)).toBeLessThan(1000);
    for (const id of lab.invariants) expect(run.held(id)).toBe(true);
  });
});

describe('a bounded buffer never exceeds its bound, and nothing is sent unasked', BUSY, () => {
  const trouble = [
    '2s spike clients 5x 10s',
    '3s..6s slow writer 10',
    '4s..8s loss parser<->writer 30%',
    '6s..9s duplicate parser<->writer 30%',
    '8s..11s reorder reader<->parser 30%',
    '10s..12s crash parser',
    '13s..14s crash writer',
    '15s..17s pause parser',
  ];
  const policies = ['block', 'credits', 'dropNewest', 'dropOldest', 'shed'];
  const rows = policies.flatMap((policy) => [1, 2, 3].map((seed) => [policy, seed] as const));

  it.each(rows)('%s inside, seed %i, whatever goes wrong', (policy, seed) => {
    const session = runFor(lab, 40, { seed, knobs: { 'inner.policy': policy }, inputs: trouble });
    expect(lab.invariants.map((id) => brokenSec(session, id))).toEqual([-1, -1]);
    expect(problemsOf(session)).toEqual([]);
    expect(viewOf(session).rate('writer.finished', 30, 40)).toBeGreaterThan(10);
  });
});

describe('out of memory', BUSY, () => {
  it('grows old at a steady pace before it dies: age is a third of the time', () => {
    const run = viewOf(experimentRun(lab, experiment('without-bound'), false));
    for (const sec of [6, 12, 18, 24]) {
      expect(Math.abs(run.mean('writer.ageMs', sec, sec + 1) / 1000 - (sec + 0.5) / 3)).toBeLessThan(0.4);
    }
  });

  it.each([
    [8, 8],
    [10, 10],
    [20, 20],
  ])('%i MB last for %i s and some of the way', (memoryMb, sec) => {
    const { knobs } = experiment('out-of-memory');
    const session = runFor(lab, 30, { knobs: { ...knobs, 'writer.memoryMb': memoryMb } });
    const backSec = [...Array(300).keys()].findIndex(
      (tenth) => viewOf(session).count('writer.restarts', 0, tenth / 10) >= 1,
    );
    // Two seconds to start, and a quarter of a second until the first item is there.
    expect(Math.abs(backSec / 10 - (sec + 2 + 0.25))).toBeLessThan(0.5);
  });
});

describe('combinations', () => {
  it('a batch that never fits is refused at the knob', () => {
    expect(() => buildModel(lab.scenario, { 'inner.batch': 11 })).toThrow(
      'Request at least (11 items) must be at most Buffer (10 items): so many places are never free, and nothing would ever be requested.',
    );
    expect(() => buildModel(lab.scenario, { 'inner.batch': 11, 'inner.policy': 'block' })).not.toThrow();
  });
});

describe('claims', BUSY, () => {
  it.each(lab.experiments.filter(({ beside }) => beside !== undefined))(
    '$id does not hold for the runs exchanged',
    (one) => {
      const [run, other] = [false, true].map((beside) => viewOf(experimentRun(lab, one, beside)));
      expect(claims[one.id](other, run).held).toBe(false);
    },
  );
});

describe('figures of the story', BUSY, () => {
  const broken = (id: string, invariant: string): string =>
    `${brokenSec(experimentRun(lab, experiment(id), false), invariant).toFixed(1)} s`;

  it('say when promises break, with the seed of the lab', () => {
    expect(lab.scenario.seed).toBe(7);
    expect(story).toContain(
      `*Never more than requested* after ${broken('ignores-demand', 'no-more-than-requested')} with seed 7`,
    );
    expect(story).toContain(
      `*No buffer beyond its bound* after ${broken('forgets-requested', 'bounded-buffer')}:`,
    );
  });
});
