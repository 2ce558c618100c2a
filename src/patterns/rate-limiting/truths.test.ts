/** Published and computed numbers. */
import { describe, expect, it } from 'vitest';
import { createStreams, nextExponential, streamOffset } from '../../kernel/random';
import { admit, createLimiter, type Limiter } from './limiter';
import type { LimiterAlgorithm, LimiterSettings } from './settings';
import { estimate } from './sliding-counter';
import { admittedAt, everyUs, MS, settingsOf, SEC, times } from './testing/asking';

/** How many of these times lie in each window of a length. */
function perWindow(atUs: readonly number[], windowUs: number, windows: number): number[] {
  return times(windows, (k) => atUs.filter((us) => Math.floor(us / windowUs) === k).length);
}

/** The most that lie in any stretch of a length that begins with one of them. */
function mostWithin(atUs: readonly number[], lengthUs: number): number {
  return Math.max(...atUs.map((from) => atUs.filter((us) => us >= from && us < from + lengthUs).length));
}

describe('token bucket', () => {
  const every10Ms = (sec: number): number[] => everyUs(10 * MS, 0, sec * SEC);

  it('GT L-1: ten at once, then one every .2 s', () => {
    const settings = settingsOf('tokenBucket', { limit: 5, burst: 10 });
    const admitted = admittedAt(settings, every10Ms(10));
    expect(admitted).toHaveLength(59);
    expect(admitted.slice(0, 10)).toEqual(everyUs(10 * MS, 0, 100 * MS));
    expect(admitted.slice(10)).toEqual(everyUs(200 * MS, 200 * MS, 10 * SEC));
  });

  it.each([
    [10, 5, 309],
    [50, 10, 649],
    [100, 20, 1299],
    [1, 5, 300],
  ])('GT L-1b: burst %i, %i a second: %i in a minute', (burst, limit, count) => {
    const asked = every10Ms(60);
    const admitted = admittedAt(settingsOf('tokenBucket', { limit, burst }), asked);
    expect(admitted).toHaveLength(count);
    // As long as more is asked than comes in: floor(B + r × time of the last request).
    expect(count).toBe(Math.floor(burst + (limit * (asked.at(-1) ?? 0)) / SEC));
  });

  it('GT L-3: a burst, then exactly as often as tokens come', () => {
    const asked = [...times(20, () => 0), ...everyUs(200 * MS, 200 * MS, 10 * SEC + 1)];
    const admitted = admittedAt(settingsOf('tokenBucket', { limit: 5, burst: 10 }), asked);
    expect(admitted.filter((us) => us === 0)).toHaveLength(10);
    expect(admitted.filter((us) => us > 0)).toHaveLength(50);
  });

  it('100 tokens, 10 a second: of 110 at once ten are refused, and two seconds later 20 more are allowed', () => {
    const settings = settingsOf('tokenBucket', { limit: 10, burst: 100 });
    const asked = [...times(110, () => 0), ...times(110, () => 2 * SEC)];
    const admitted = admittedAt(settings, asked);
    expect(admitted.filter((us) => us === 0)).toHaveLength(100);
    expect(admitted.filter((us) => us > 0)).toHaveLength(20);
  });
});

describe('windows', () => {
  const atBoundary = [
    ...times(1000, (i) => 59_900 * MS + i * 100),
    ...times(1000, (i) => 60_000 * MS + i * 100),
  ];
  const minute = { limit: 100, periodUs: 60 * SEC, burst: 100 };

  it.each<[LimiterAlgorithm, number]>([
    ['fixedWindow', 200],
    ['slidingLog', 100],
    ['slidingCounter', 100],
    ['tokenBucket', 100],
  ])('GT L-4: %s lets %i in around the boundary of two windows', (algorithm, count) => {
    expect(admittedAt(settingsOf(algorithm, minute), atBoundary)).toHaveLength(count);
  });

  it.each<[LimiterAlgorithm, number, number[]]>([
    ['fixedWindow', 500, [100, 100, 100, 100, 100]],
    ['slidingLog', 500, [100, 100, 100, 100, 100]],
    ['slidingCounter', 496, [100, 99, 99, 99, 99]],
    ['tokenBucket', 599, [199, 100, 100, 100, 100]],
  ])('GT L-5: %s lets %i in during five minutes of ten a second', (algorithm, count, each) => {
    const admitted = admittedAt(settingsOf(algorithm, minute), everyUs(100 * MS, 0, 300 * SEC));
    expect(admitted).toHaveLength(count);
    expect(perWindow(admitted, 60 * SEC, 5)).toEqual(each);
  });

  it('GT L-6: the sliding counter is fooled by a burst at the end of a window', () => {
    const asked = [...everyUs(10 * MS, 59 * SEC, 60 * SEC), ...everyUs(50 * MS, 60 * SEC, 120 * SEC)];
    const admitted = admittedAt(settingsOf('slidingCounter', minute), asked);
    expect(perWindow(admitted, 60 * SEC, 2)).toEqual([100, 99]);
    expect(mostWithin(admitted, 60 * SEC)).toBe(198);
    expect(mostWithin(admittedAt(settingsOf('slidingLog', minute), asked), 60 * SEC)).toBe(100);
  });

  it('GT L-7: 42 in the minute before and 18 in 15 s of this one are estimated as 49.5', () => {
    const state = { algorithm: 'slidingCounter', window: 1, count: 18, before: 42 } as const;
    expect(estimate(state, settingsOf('slidingCounter', minute), 75 * SEC)).toBe(49.5);
  });
});

describe('leaky bucket', () => {
  it('GT L-9: five of ten at once are let out, one every half second', () => {
    const settings = settingsOf('leakyBucket', { limit: 2, burst: 5 });
    const limiter = createLimiter(settings, 0);
    const decisions = times(10, () => admit(limiter, settings, 0));
    expect(decisions.filter(({ allowed }) => allowed).map(({ delayUs }) => delayUs / SEC)).toEqual([
      0.5, 1, 1.5, 2, 2.5,
    ]);
    expect(decisions.filter(({ allowed }) => !allowed)).toHaveLength(5);
  });
});

/** Share of requests refused by a limiter under Poisson arrivals, in batches after a tenth of warm-up. */
function refusedUnder(settings: LimiterSettings, ratePerSec: number, samples: number): number[] {
  const random = createStreams();
  const offset = streamOffset(random, 7, `arrivals ${String(ratePerSec)} ${String(settings.burst)}`);
  const limiter: Limiter = createLimiter(settings, 0);
  let exactUs = 0;
  const next = (): boolean => {
    exactUs += (nextExponential(random.words, offset) / ratePerSec) * SEC;
    return !admit(limiter, settings, Math.floor(exactUs)).allowed;
  };
  for (let i = 0; i < samples / 10; i++) next();
  return times(20, () => {
    let refused = 0;
    for (let i = 0; i < samples / 20; i++) if (next()) refused++;
    return (refused * 20) / samples;
  });
}

describe('GT L-10: Poisson demand into a token bucket is refused as by a queue M/D/1/B', () => {
  const bursts = [1, 2, 5, 10, 20, 50];
  const table: [load: number, refused: (number | null)[]][] = [
    [0.5, [0.333333, 0.096274, 0.002176, 0.000004, null, null]],
    [0.8, [0.444444, 0.19957, 0.03529, 0.003639, 0.000048, null]],
    [0.9, [0.473684, 0.234637, 0.064362, 0.016632, 0.001853, 0.000004]],
    [1, [0.5, 0.268941, 0.103449, 0.050847, 0.02521, 0.010033]],
    [1.2, [0.545455, 0.333864, 0.199147, 0.170911, 0.166763, 0.166667]],
    [2, [0.666667, 0.531689, 0.500253, 0.5, 0.5, 0.5]],
  ];
  const cells = table.flatMap(([load, row]) =>
    row.flatMap((refused, index) => (refused === null ? [] : [[load, bursts[index], refused] as const])),
  );

  it.each(cells)('demand %d × the rate, burst %i: %d', { timeout: 60_000 }, (load, burst, truth) => {
    const settings = settingsOf('tokenBucket', { limit: 10, burst });
    const batches = refusedUnder(settings, load * 10, 1_000_000);
    const mean = batches.reduce((sum, one) => sum + one, 0) / batches.length;
    const spread = batches.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (batches.length - 1);
    const standardError = Math.sqrt(spread / batches.length);
    expect(Math.abs(mean - truth)).toBeLessThanOrEqual(Math.max(0.01 * truth, 4 * standardError));
  });
});
