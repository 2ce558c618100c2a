/** What a breaker can be told. The differences between well-known libraries are settings, not code. */
export interface BreakerSettings {
  /** What opens a closed breaker: failures in a row, or a rate among the last calls or over the last while. */
  tripRule: 'consecutive' | 'countWindow' | 'timeWindow';
  /** `consecutive`: this many failures in a row open the breaker; at least 1. */
  failuresInARow: number;
  /** `countWindow`: rates are over this many last calls; at least 1. */
  windowCalls: number;
  /** `timeWindow`: rates are over the last `windowUs`, forgotten in steps of one bucket; both at least 1. */
  windowUs: number;
  windowBuckets: number;
  /** Rates are not judged before this many calls were counted; a count window asks for no more than it holds. */
  minimumCalls: number;
  /** Failed share of the calls that opens the breaker, 0 … 1. */
  failureRatio: number;
  /** Whether a rate equal to its limit opens the breaker (`atLeast`), or only one above it. */
  threshold: 'atLeast' | 'above';
  /** When a closed breaker judges: after every call, or only after a bad one. */
  judgeAfter: 'everyCall' | 'badCalls';
  /** Whether calls longer than `slowAfterUs` are slow, and a slow share of `slowRatio` opens the breaker. */
  countSlowCalls: boolean;
  slowAfterUs: number;
  slowRatio: number;
  /** How long the breaker stays open before it tries again. */
  openTimeUs: number;
  /** What ends the open time: the next call after it, or a timer. */
  halfOpenBy: 'nextCall' | 'timer';
  /** Trial calls let through while half-open; at least 1. */
  halfOpenPermits: number;
  /** A permit comes back when its trial call ends: the permits limit calls at once, not calls in total. */
  permitsReturn: boolean;
  /**
   * What the trial calls must show: the closed breaker's own limits over a window of just these calls (`rates`), or
   * a number of good calls without a bad one (`successes`).
   */
  halfOpenRule: 'rates' | 'successes';
  /** `successes`: this many good trial calls close the breaker; at least 1. */
  successesToClose: number;
  /** Breaks the rule of half-open: everyone is let in, at once. */
  letEveryoneIn: boolean;
}

/** Whether two breakers are told the same. */
export function sameSettings(a: BreakerSettings, b: BreakerSettings): boolean {
  return (Object.keys(a) as (keyof BreakerSettings)[]).every((name) => a[name] === b[name]);
}
