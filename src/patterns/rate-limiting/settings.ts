/**
 * What a limiter enforces: `limit` requests every `periodUs` microseconds. All arithmetic is in whole numbers: a
 * request costs `periodUs` shares, and every microsecond brings `limit` shares. So a refill of five a second is due
 * after exactly .2 s, which a count of seconds in floating point would miss.
 */
export interface LimiterSettings {
  readonly $shared: true;
  readonly algorithm: LimiterAlgorithm;
  /** Requests allowed in a period; a whole number, at least 1. */
  readonly limit: number;
  /** Length of the period, or window, in whole microseconds; at least 1. */
  readonly periodUs: number;
  /** Buckets and GCRA: requests that may come at once, or wait in the leaky bucket; a whole number, at least 1. */
  readonly burst: number;
  /** Breaks the rule of the token bucket: each call adds whole tokens only, and forgets the rest. */
  readonly floorsRefill: boolean;
}

export type LimiterAlgorithm =
  'tokenBucket' | 'leakyBucket' | 'fixedWindow' | 'slidingLog' | 'slidingCounter' | 'gcra';

/** Whether two limiters enforce the same. */
export function sameSettings(a: LimiterSettings, b: LimiterSettings): boolean {
  return (
    a.algorithm === b.algorithm &&
    a.limit === b.limit &&
    a.periodUs === b.periodUs &&
    a.burst === b.burst &&
    a.floorsRefill === b.floorsRefill
  );
}

/** How long shares take to come in, rounded up to whole microseconds; 0 for none. */
export function sharesTakeUs(shares: number, { limit }: LimiterSettings): number {
  return shares <= 0 ? 0 : Math.ceil(shares / limit);
}
