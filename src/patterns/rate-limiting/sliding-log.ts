/** The times of all that was let in during the last period. Exact, and as large as the limit. */
import type { LimiterSettings } from './settings';

export interface SlidingLog {
  algorithm: 'slidingLog';
  /** Times of what was let in, from `head` on, oldest first. */
  times: number[];
  head: number;
}

/** An empty log. */
export function createSlidingLog(): SlidingLog {
  return { algorithm: 'slidingLog', times: [], head: 0 };
}

/** [RL11] Forgets what is as old as the period or older. */
export function forgetOld(log: SlidingLog, { periodUs }: LimiterSettings, nowUs: number): void {
  while (log.head < log.times.length && log.times[log.head] <= nowUs - periodUs) log.head++;
  if (log.head > 64 && log.head * 2 > log.times.length) {
    log.times = log.times.slice(log.head);
    log.head = 0;
  }
}

/** How many were let in during the last period. */
export function loggedCount(log: SlidingLog): number {
  return log.times.length - log.head;
}

/** How long until one more would be let in; 0 when there is room. */
export function logWaitUs(log: SlidingLog, { limit, periodUs }: LimiterSettings, nowUs: number): number {
  if (loggedCount(log) < limit) return 0;
  return log.times[log.times.length - limit] + periodUs - nowUs;
}

/** How long until the log is empty. */
export function logResetUs(log: SlidingLog, { periodUs }: LimiterSettings, nowUs: number): number {
  const newest = log.times.at(-1);
  return loggedCount(log) === 0 || newest === undefined ? 0 : newest + periodUs - nowUs;
}
