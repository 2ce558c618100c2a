/** How long elections take and how often votes split, against published and computed numbers. */
import { describe, expect, it } from 'vitest';
import {
  chanceOf,
  errorOf,
  holdElection,
  meanOf,
  quantile,
  type Contest,
  type Won,
} from './testing/elections';

const MS = 1_000;
const BASE_US = 150 * MS;

function hold(contest: Contest, times: number, seed: number): Won[] {
  const chance = chanceOf(seed);
  return Array.from({ length: times }, () => holdElection(contest, chance));
}

/** STAT(n, r): within r of the truth, or within four standard errors. */
function expectStat(values: readonly number[], truth: number, ratio: number): void {
  const off = Math.abs(meanOf(values) - truth);
  expect(off).toBeLessThanOrEqual(Math.max(ratio * truth, 4 * errorOf(values)));
}

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k;
}

/** Chance that the first term ends without a leader. */
function splitChance(members: number, failed: number, latency: number): number {
  const alive = members - failed;
  const least = alive - Math.floor(members / 2) + 1;
  let chance = 0;
  for (let k = least - 1; k <= alive; k++)
    chance += choose(alive, k) * latency ** k * (1 - latency) ** (alive - k);
  return chance;
}

describe('GT R-1: split votes', () => {
  it.each([
    [3, 1, [0.0199, 0.0396, 0.0975, 0.19, 0.36]],
    [5, 1, [0.00059, 0.00234, 0.01402, 0.0523, 0.1808]],
    [5, 2, [0.0297, 0.05881, 0.14263, 0.271, 0.488]],
  ])('the formula gives the table: %i servers, %i failed', (members, failed, row) => {
    const computed = [0.01, 0.02, 0.05, 0.1, 0.2].map((l) => splitChance(members, failed, l));
    for (const [place, value] of computed.entries()) expect(value).toBeCloseTo(row[place], 4);
  });

  it.each([
    [5, 1, 0.1, 0.0519, 1.467],
    [5, 2, 0.1, 0.266, 1.92],
    [3, 1, 0.1, 0.192, 1.849],
    [9, 4, 0.1, 0.405, 2.19],
    [5, 1, 0.2, 0.183, 1.875],
    [5, 2, 0.2, 0.49, 2.863],
  ])(
    '[RAFT3] STAT(2e4, 3 percent): %i servers, %i failed, latency %f: %f split, %f timeouts to a leader',
    { timeout: 60_000 },
    (members, failed, latency, split, tookInBase) => {
      const contest: Contest = {
        members,
        failed,
        minUs: BASE_US,
        maxUs: 2 * BASE_US,
        latencyUs: () => latency * BASE_US,
      };
      const elections = hold(contest, 20_000, members * 10 + failed);
      expectStat(
        elections.map(({ terms }) => (terms > 1 ? 1 : 0)),
        split,
        0.03,
      );
      expectStat(
        elections.map(({ tookUs }) => tookUs / BASE_US),
        tookInBase,
        0.03,
      );
      // Later terms are less in step than the first, so fewer are needed than a geometric number.
      const terms = elections.map((won) => won.terms);
      expect(meanOf(terms)).toBeLessThanOrEqual(
        1 / (1 - splitChance(members, failed, latency)) + 4 * errorOf(terms),
      );
      if (members === 5 && failed === 2 && latency === 0.1) expectStat(terms, 1.362, 0.03);
    },
  );
});

describe('GT R-2a: the elections of figure 16', () => {
  /** Four survivors of five, logs of different lengths, so that two of them can win. */
  function series(minMs: number, maxMs: number, times: number): number[] {
    const contest: Contest = {
      members: 5,
      failed: 1,
      minUs: minMs * MS,
      maxUs: maxMs * MS,
      latencyUs: (chance) => Math.round((2 + 2 * chance()) * MS),
      logs: [4, 3, 2, 1],
    };
    const chance = chanceOf(minMs * 1000 + maxMs);
    const took = hold(contest, times, minMs + maxMs);
    return took.map(({ tookUs }) => tookUs / MS + 6 - (chance() * minMs) / 2).sort((a, b) => a - b);
  }

  it.each([
    [150, 200, 146, 194],
    [150, 300, 171, 244],
    [50, 100, 67, 96],
  ])(
    'timeouts %i to %i ms: median %f and p90 %f, each within a quarter',
    { timeout: 60_000 },
    (min, max, p50, p90) => {
      const took = series(min, max, 1_000);
      expect(Math.abs(quantile(took, 0.5) / p50 - 1)).toBeLessThanOrEqual(0.25);
      expect(Math.abs(quantile(took, 0.9) / p90 - 1)).toBeLessThanOrEqual(0.25);
    },
  );

  it('the narrower the range, the longer it takes', { timeout: 120_000 }, () => {
    const median = (min: number, max: number, times = 1_000): number =>
      quantile(series(min, max, times), 0.5);
    const narrow = median(150, 155);
    const wide = [median(150, 200), median(150, 300), median(50, 100), median(12, 24)];
    for (const one of wide) expect(narrow).toBeGreaterThan(one);
    const hairline = median(150, 151, 300);
    expect(hairline).toBeGreaterThan(narrow);
    expect(hairline).toBeGreaterThan(500);
    expect(median(150, 150, 9)).toBeGreaterThan(9_000);
  });
});

describe('GT R-2b: elections over a wide-area network', () => {
  it.each([
    [0, 430, 0.024],
    [1, 468, 0.091],
    [2, 619, 0.307],
  ])(
    'STAT(2e4, 3 percent): %i of 5 failed, mean %i ms, first term fails %f',
    { timeout: 60_000 },
    (failed, mean, fails) => {
      const contest: Contest = {
        members: 5,
        failed,
        minUs: 300 * MS,
        maxUs: 600 * MS,
        latencyUs: (chance) => Math.round((30 + 10 * chance()) * MS),
      };
      const elections = hold(contest, 20_000, 70 + failed);
      expectStat(
        elections.map(({ tookUs }) => tookUs / MS),
        mean,
        0.03,
      );
      expectStat(
        elections.map(({ terms }) => (terms > 1 ? 1 : 0)),
        fails,
        0.03,
      );
    },
  );
});
