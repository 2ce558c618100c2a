/** A bucket that fills with tokens at a steady rate, up to a burst. A request takes one; without one it is refused. */
import { sharesTakeUs, type LimiterSettings } from './settings';

export interface TokenBucket {
  algorithm: 'tokenBucket';
  /** Tokens, in shares: `periodUs` of them are one token. Below 0 only when more was taken than was there. */
  level: number;
  /** When it was last filled. */
  filledAtUs: number;
}

/** A full bucket. */
export function createTokenBucket({ burst, periodUs }: LimiterSettings, nowUs: number): TokenBucket {
  return { algorithm: 'tokenBucket', level: burst * periodUs, filledAtUs: nowUs };
}

/** [RL6] Adds what has come in since the last time, as far as it fits. */
export function fillBucket(bucket: TokenBucket, settings: LimiterSettings, nowUs: number): void {
  const { limit, periodUs, burst, floorsRefill } = settings;
  let shares = (nowUs - bucket.filledAtUs) * limit;
  // [RL7] Whoever polls faster than tokens come never sees a whole one.
  if (floorsRefill) shares = Math.floor(shares / periodUs) * periodUs;
  bucket.level = Math.min(burst * periodUs, bucket.level + shares);
  bucket.filledAtUs = nowUs;
}

/** Takes a token, whether there is one or not. */
export function takeToken(bucket: TokenBucket, { periodUs }: LimiterSettings): void {
  bucket.level -= periodUs;
}

/** How long until there is a token; 0 when there is one. */
export function tokenWaitUs(bucket: TokenBucket, settings: LimiterSettings): number {
  return sharesTakeUs(settings.periodUs - bucket.level, settings);
}

/** Whole tokens in the bucket. */
export function tokensLeft(bucket: TokenBucket, { periodUs }: LimiterSettings): number {
  return Math.max(0, Math.floor(bucket.level / periodUs));
}

/** How long until it is full. */
export function bucketResetUs(bucket: TokenBucket, settings: LimiterSettings): number {
  return sharesTakeUs(settings.burst * settings.periodUs - bucket.level, settings);
}
