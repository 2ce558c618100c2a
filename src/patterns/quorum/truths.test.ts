/** GT K-1 and K-2: how stale reads get by chance, when nothing is repaired and one client writes at a time. */
import { describe, expect, it } from 'vitest';
import {
  createIssuer,
  createTally,
  includes,
  issue,
  missRatio,
  newestOf,
  NO_CLOCK,
  noteAllAsked,
  noteAnswer,
  noteAsked,
  type Tally,
  type Version,
} from '.';

const TRIALS = 100_000;
const PATIENT = { timeout: 120_000 };

/** A small generator for tests: numbers between 0 and 1. */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

describe('GT K-1: the chance to miss the last write', () => {
  it.each([
    [3, 1, 1, 0.666667],
    [3, 1, 2, 0.333333],
    [3, 2, 1, 0.333333],
    [5, 2, 2, 0.3],
    [5, 1, 1, 0.8],
  ])('[QS2] N = %i, R = %i, W = %i', (n, r, w, expected) => {
    expect(missRatio(n, r, w)).toBeCloseTo(expected, 6);
  });

  it('[QS2] N = 100, R = W = 30', () => {
    expect(missRatio(100, 30, 30)).toBeCloseTo(1.88e-6, 8);
  });

  it('[QS2] is 0 exactly when R + W > N', () => {
    for (let n = 1; n <= 7; n++)
      for (let r = 1; r <= n; r++)
        for (let w = 1; w <= n; w++) expect(missRatio(n, r, w) === 0).toBe(r + w > n);
  });

  it.each([
    [3, 1, 1, [0.333333, 0.555556, 0.703704, 0.868313, 0.982658]],
    [3, 1, 2, [0.666667, 0.888889, 0.962963, 0.995885, 0.999983]],
    [5, 2, 2, [0.7, 0.91, 0.973, 0.99757, 0.999994]],
    [5, 1, 1, [0.2, 0.36, 0.488, 0.67232, 0.892626]],
  ])('one of the last k versions: N = %i, R = %i, W = %i', (n, r, w, expected) => {
    for (const [i, k] of [1, 2, 3, 5, 10].entries())
      expect(1 - missRatio(n, r, w) ** k).toBeCloseTo(expected[i], 6);
  });
});

type Leg = (chance: () => number) => number;
const exponential =
  (mean: number): Leg =>
  (chance) =>
    -mean * Math.log(chance());
const pareto =
  (least: number, shape: number): Leg =>
  (chance) =>
    least * chance() ** (-1 / shape);
const mixed =
  (share: number, one: Leg, other: Leg): Leg =>
  (chance) =>
    (chance() < share ? one : other)(chance);

const SSD = mixed(0.9122, pareto(0.235, 10), exponential(1 / 1.66));
const DISK = mixed(0.38, pareto(1.05, 1.51), exponential(1 / 0.183));
const YMMR_W = mixed(0.939, pareto(3, 3.35), exponential(1 / 0.0028));
const YMMR = mixed(0.982, pareto(1.5, 3.8), exponential(1 / 0.0217));

interface Legs {
  /** Of the write to a replica, and of all others. */
  w: Leg;
  others: Leg;
}

/** Answers in the order in which they come. */
function inOrder(times: readonly number[]): number[] {
  return [...times.keys()].sort((a, b) => times[a] - times[b]);
}

function asking(needed: number, n: number): Tally {
  const tally = createTally(needed);
  for (let i = 0; i < n; i++) noteAsked(tally);
  noteAllAsked(tally);
  return tally;
}

/** A write to all, then `tMs` later a read of all: whether the read finds the write. */
function isFresh(
  chance: () => number,
  { w, others }: Legs,
  n: number,
  needs: [r: number, w: number],
  tMs: number,
  written: readonly Version[],
): boolean {
  const arrives = Array.from({ length: n }, () => w(chance));
  const acknowledged = arrives.map((at) => at + others(chance));
  const writes = asking(needs[1], n);
  const decisive = inOrder(acknowledged).find(() => noteAnswer(writes, true) === 'reached') ?? 0;
  const readAt = acknowledged[decisive] + tMs;
  const asked = arrives.map(() => readAt + others(chance));
  const answered = asked.map((at) => at + others(chance));
  const reads = asking(needs[0], n);
  const answers: (readonly Version[])[] = [];
  for (const replica of inOrder(answered)) {
    answers.push(arrives[replica] <= asked[replica] ? written : []);
    if (noteAnswer(reads, true) === 'reached') break;
  }
  return includes('lastWriteWins', newestOf('lastWriteWins', answers), written);
}

function freshShare(legs: Legs, n: number, needs: [r: number, w: number], tMs: number): number {
  const chance = chanceOf(n * 1000 + needs[0] * 100 + needs[1] * 10);
  const { sent } = issue(createIssuer(), 'lastWriteWins', 's', 0, { value: 1, context: NO_CLOCK }, 0);
  let fresh = 0;
  for (let i = 0; i < TRIALS; i++) if (isFresh(chance, legs, n, needs, tMs, sent)) fresh++;
  return fresh / TRIALS;
}

describe('GT K-2: the chance that a read finds the write before it', PATIENT, () => {
  const same = (leg: Leg): Legs => ({ w: leg, others: leg });
  const disk: Legs = { w: DISK, others: SSD };
  const ymmr: Legs = { w: YMMR_W, others: YMMR };

  it.each<[string, Legs, number, [number, number], number, number]>([
    ['SSD, R = W = 1', same(SSD), 3, [1, 1], 0, 0.9738],
    ['SSD after 1 ms', same(SSD), 3, [1, 1], 1, 0.9951],
    ['DISK, R = W = 1', disk, 3, [1, 1], 0, 0.4368],
    ['DISK after 1 ms', disk, 3, [1, 1], 1, 0.584],
    ['DISK after 5 ms', disk, 3, [1, 1], 5, 0.818],
    ['DISK after 10 ms', disk, 3, [1, 1], 10, 0.926],
    ['DISK after 50 ms', disk, 3, [1, 1], 50, 0.9989],
    ['DISK, R = 1, W = 2', disk, 3, [1, 2], 0, 0.7136],
    ['DISK, R = 2, W = 1', disk, 3, [2, 1], 0, 0.7625],
    ['YMMR, R = W = 1', ymmr, 3, [1, 1], 0, 0.887],
    ['DISK, N = 2', disk, 2, [1, 1], 0, 0.576],
    ['DISK, N = 10', disk, 10, [1, 1], 0, 0.21],
    ['exponential, W a quarter', { w: exponential(0.25), others: exponential(1) }, 3, [1, 1], 0, 0.9429],
    ['the same after 1 ms', { w: exponential(0.25), others: exponential(1) }, 3, [1, 1], 1, 0.9989],
    ['exponential, W ten times', { w: exponential(10), others: exponential(1) }, 3, [1, 1], 0, 0.4193],
    ['the same after 63.6 ms', { w: exponential(10), others: exponential(1) }, 3, [1, 1], 63.6, 0.999],
    ['all exponential, R = W = 1', same(exponential(1)), 3, [1, 1], 0, 0.7523],
    ['all exponential, R = 1, W = 2', same(exponential(1)), 3, [1, 2], 0, 0.9134],
    ['all exponential, R = 2, W = 1', same(exponential(1)), 3, [2, 1], 0, 0.9618],
    ['W leg twice as long, R = W = 1', { w: exponential(20), others: exponential(10) }, 3, [1, 1], 0, 0.6247],
    [
      'W leg twice as long, R = 1, W = 2',
      { w: exponential(20), others: exponential(10) },
      3,
      [1, 2],
      0,
      0.8388,
    ],
    [
      'W leg twice as long, R = 2, W = 1',
      { w: exponential(20), others: exponential(10) },
      3,
      [2, 1],
      0,
      0.9085,
    ],
    ['R = W = 2', disk, 3, [2, 2], 0, 1],
  ])('%s', (_name, legs, n, needs, tMs, expected) => {
    // STAT(1e5): half a percentage point.
    expect(Math.abs(freshShare(legs, n, needs, tMs) - expected)).toBeLessThan(0.005);
  });
});
