/** Rate limiting. Rules [RL1] … in `SPEC.md`. */
export { headersOf } from './headers';
export type { RateLimitHeaders } from './headers';
export { admit, charge, createLimiter, waitUs } from './limiter';
export type { Decision, Limiter } from './limiter';
export { admitKey, createLimiters, limiterOf, limitersUnder, useSettings } from './limiters';
export type { Limiters } from './limiters';
export { sameSettings } from './settings';
export type { LimiterAlgorithm, LimiterSettings } from './settings';
