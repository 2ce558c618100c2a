/** Retrying: backoff, budget, deadline and client throttling. Rules [RT1] … in `SPEC.md`. */
export { backoffUs } from './backoff';
export type { Backoff, BackoffSettings } from './backoff';
export { createBudget, earn, fitBudget, tokensIn } from './budget';
export type { RetryBudget } from './budget';
export { callEndsByUs, isTooLate } from './deadline';
export { judgeRetry } from './retry';
export type { NoRetry, RetrySettings } from './retry';
export { countAccept, countRequest, createThrottle, holdBackRatio } from './throttle';
export type { Throttle } from './throttle';
