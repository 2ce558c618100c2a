import type { BreakerSettings } from './settings';

// In microseconds.
const MS = 1_000;
const S = 1_000_000;

/** Small numbers, so that every step can be watched: twenty calls in the window, three trial calls. */
const playground: BreakerSettings = {
  tripRule: 'countWindow',
  failuresInARow: 5,
  windowCalls: 20,
  windowUs: 10 * S,
  windowBuckets: 10,
  minimumCalls: 10,
  failureRatio: 0.5,
  threshold: 'atLeast',
  judgeAfter: 'everyCall',
  countSlowCalls: false,
  slowAfterUs: 500 * MS,
  slowRatio: 0.5,
  openTimeUs: 5 * S,
  halfOpenBy: 'nextCall',
  halfOpenPermits: 3,
  permitsReturn: false,
  halfOpenRule: 'successes',
  successesToClose: 3,
  letEveryoneIn: false,
};

/**
 * Published defaults of three libraries, and a small one for watching.
 * @see GT 11.3; resilience4j `CircuitBreakerConfig`, Polly v8 `CircuitBreakerStrategyOptions`, opossum `circuit.js`
 */
export const PRESETS = {
  playground,
  resilience4j: {
    ...playground,
    windowCalls: 100,
    minimumCalls: 100,
    failureRatio: 0.5,
    threshold: 'atLeast',
    judgeAfter: 'everyCall',
    countSlowCalls: true,
    slowAfterUs: 60 * S,
    slowRatio: 1,
    openTimeUs: 60 * S,
    halfOpenBy: 'nextCall',
    halfOpenPermits: 10,
    halfOpenRule: 'rates',
  },
  polly: {
    ...playground,
    tripRule: 'timeWindow',
    windowUs: 30 * S,
    windowBuckets: 10,
    minimumCalls: 100,
    failureRatio: 0.1,
    threshold: 'atLeast',
    judgeAfter: 'badCalls',
    openTimeUs: 5 * S,
    halfOpenBy: 'nextCall',
    halfOpenPermits: 1,
    successesToClose: 1,
  },
  opossum: {
    ...playground,
    tripRule: 'timeWindow',
    windowUs: 10 * S,
    windowBuckets: 10,
    minimumCalls: 0,
    failureRatio: 0.5,
    threshold: 'above',
    judgeAfter: 'badCalls',
    openTimeUs: 30 * S,
    halfOpenBy: 'timer',
    halfOpenPermits: 1,
    successesToClose: 1,
  },
} satisfies Record<string, BreakerSettings>;
