/** GT B-1: the contest of 100 clients for one row, 50 times under each backoff. */
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../kernel/simulation';
import { conservationProblems } from '../../kernel/testing/conservation';
import { buildModel } from '../../scenario/build';
import type { Scenario, ScenarioNode } from '../../scenario/types';

/** Every hop takes 10 ms, with a standard deviation of 2 ms, and may overtake others. */
const HOP = { latencyMs: 10, latencyShape: 'normal', latencyCv: 0.2, unordered: true } as const;

function contest(updaters: number, backoff: string): Scenario {
  const nodes: ScenarioNode[] = [
    {
      id: 'updaters',
      kind: 'updaters',
      at: [0, 0],
      params: {
        to: 'store',
        updaters,
        everySec: 0,
        backoff,
        baseMs: 5,
        capMs: 2000,
        timeoutMs: 600_000,
      },
    },
    {
      id: 'store',
      kind: 'database',
      at: [300, 0],
      params: { serviceTimeMs: 0, writeTimeMs: 0, serviceShape: 'constant', workers: 1000 },
    },
  ];
  return {
    version: 1,
    title: '',
    seed: 1,
    pace: 1,
    nodes,
    links: [{ between: ['updaters', 'store'], ...HOP }],
  };
}

/** Mean time in ms and mean number of writes of so many contests. */
function measure(updaters: number, backoff: string, times: number): { timeMs: number; writes: number } {
  const model = buildModel(contest(updaters, backoff));
  let [timeMs, writes] = [0, 0];
  for (let seed = 1; seed <= times; seed++) {
    const sim = new Simulation(model, { seed, without: ['windows', 'hash', 'invariants'] });
    sim.advance(Infinity);
    expect(conservationProblems(sim)).toEqual([]);
    const of = (name: string): number => {
      const h = sim.world.metrics.histograms[model.catalog.places.get(`updaters.${name}`)?.index ?? -1];
      expect(h.count).toBe(1);
      return h.sum;
    };
    timeMs += of('roundTimeMs') / times;
    writes += of('roundWrites') / times;
  }
  return { timeMs, writes };
}

const PATIENT = { timeout: 60_000 };
const TIMES = 50;

describe('GT B-1: 100 clients, one row', PATIENT, () => {
  const measured = new Map<string, { timeMs: number; writes: number }>();

  it.each([
    ['exponential', 63227, 0.08, 1845, 0.03],
    ['decorrelatedJitter', 4664, 0.06, 999, 0.02],
    ['equalJitter', 6594, 0.06, 811, 0.02],
    ['fullJitter', 4892, 0.06, 796, 0.02],
    ['immediate', 2026, 0.01, 2424, 0.02],
  ])('%s: %d ms within %d, %d writes within %d', (backoff, timeMs, timeWithin, writes, writesWithin) => {
    const mean = measure(100, backoff, TIMES);
    measured.set(backoff, mean);
    expect(Math.abs(mean.timeMs / timeMs - 1), String(mean.timeMs)).toBeLessThanOrEqual(timeWithin);
    expect(Math.abs(mean.writes / writes - 1), String(mean.writes)).toBeLessThanOrEqual(writesWithin);
  });

  it('writes: full < equal < decorrelated < exponential < none; time: none first, exponential 13 times full', () => {
    const order = (by: 'timeMs' | 'writes'): string[] =>
      [...measured].sort(([, a], [, b]) => a[by] - b[by]).map(([backoff]) => backoff);
    expect(order('writes')).toEqual([
      'fullJitter',
      'equalJitter',
      'decorrelatedJitter',
      'exponential',
      'immediate',
    ]);
    const [first, ...others] = order('timeMs');
    expect(first).toBe('immediate');
    // Decorrelated and full jitter are too close to tell.
    expect(others.slice(2)).toEqual(['equalJitter', 'exponential']);
    const [exponential, full] = ['exponential', 'fullJitter'].map((one) => measured.get(one)?.timeMs ?? 0);
    expect(exponential / full).toBeGreaterThan(11);
    expect(exponential / full).toBeLessThan(15);
  });
});
