/** Requests at given times, and what a limiter makes of them. */
import { admit, createLimiter } from '../limiter';
import type { LimiterAlgorithm, LimiterSettings } from '../settings';

export const MS = 1_000;
export const SEC = 1_000_000;

export const ALGORITHMS: readonly LimiterAlgorithm[] = [
  'tokenBucket',
  'leakyBucket',
  'fixedWindow',
  'slidingLog',
  'slidingCounter',
  'gcra',
];

/** Ten a second with a burst of ten, unless told otherwise. */
export function settingsOf(
  algorithm: LimiterAlgorithm,
  parts: Partial<LimiterSettings> = {},
): LimiterSettings {
  return { $shared: true, algorithm, limit: 10, periodUs: SEC, burst: 10, floorsRefill: false, ...parts };
}

/** A list made by its places. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Times from one to before another, evenly apart. */
export function everyUs(gapUs: number, fromUs: number, toUs: number): number[] {
  return times(Math.ceil((toUs - fromUs) / gapUs), (index) => fromUs + index * gapUs);
}

/** The times at which a new limiter allows a request. */
export function admittedAt(settings: LimiterSettings, askedUs: readonly number[]): number[] {
  const limiter = createLimiter(settings, 0);
  return askedUs.filter((us) => admit(limiter, settings, us).allowed);
}
