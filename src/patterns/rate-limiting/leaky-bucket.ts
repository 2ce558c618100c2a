/**
 * A queue that lets requests out at a steady rate, however they come in. A request that finds it full is refused;
 * any other waits for its turn. It needs no queue to know that: what has not leaked out yet says it all.
 */
import { sharesTakeUs, type LimiterSettings } from './settings';

export interface LeakyBucket {
  algorithm: 'leakyBucket';
  /** What has come in and not leaked out, in shares: `periodUs` of them are one request. */
  backlog: number;
  /** When the backlog was last brought up to date. */
  leakedAtUs: number;
}

/** An empty bucket. */
export function createLeakyBucket(nowUs: number): LeakyBucket {
  return { algorithm: 'leakyBucket', backlog: 0, leakedAtUs: nowUs };
}

/** [RL8] Lets out what has leaked since the last time. */
export function leak(bucket: LeakyBucket, { limit }: LimiterSettings, nowUs: number): void {
  bucket.backlog = Math.max(0, bucket.backlog - (nowUs - bucket.leakedAtUs) * limit);
  bucket.leakedAtUs = nowUs;
}

/** [RL9] Puts a request in, whether there is room or not. @returns how long it waits until it comes out */
export function pourIn(bucket: LeakyBucket, settings: LimiterSettings): number {
  bucket.backlog += settings.periodUs;
  return sharesTakeUs(bucket.backlog, settings);
}

/** How long until there is room for one more; 0 when there is. */
export function roomWaitUs(bucket: LeakyBucket, settings: LimiterSettings): number {
  return sharesTakeUs(bucket.backlog - (settings.burst - 1) * settings.periodUs, settings);
}

/** Requests that would still fit. */
export function roomLeft(bucket: LeakyBucket, { burst, periodUs }: LimiterSettings): number {
  return Math.max(0, Math.floor(burst - bucket.backlog / periodUs));
}

/** How long until it is empty. */
export function leakyResetUs(bucket: LeakyBucket, settings: LimiterSettings): number {
  return sharesTakeUs(bucket.backlog, settings);
}
