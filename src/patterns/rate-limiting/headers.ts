/** What a limiter tells the client, as header fields: after the IETF draft *RateLimit header fields for HTTP*. */
import type { Decision } from './limiter';
import type { LimiterSettings } from './settings';

export type RateLimitHeaders = Readonly<Record<string, number>>;

const US_PER_S = 1_000_000;

/** [RL17] Limit, what remains of it, and seconds, rounded up, until it is whole again; refused, also when to retry. */
export function headersOf(
  decision: Decision,
  { algorithm, limit, burst }: LimiterSettings,
): RateLimitHeaders {
  const counts = algorithm === 'fixedWindow' || algorithm === 'slidingLog' || algorithm === 'slidingCounter';
  const told = {
    'RateLimit-Limit': counts ? limit : burst,
    'RateLimit-Remaining': decision.remaining,
    'RateLimit-Reset': Math.ceil(decision.resetUs / US_PER_S),
  };
  if (decision.allowed) return told;
  return { ...told, 'Retry-After': Math.ceil(decision.retryAfterUs / US_PER_S) };
}
