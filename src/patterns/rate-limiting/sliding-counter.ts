/**
 * Two counts instead of a log: this window's, and the share of the last one's that a sliding window would still
 * cover if its requests had come evenly. They seldom did, so it is an estimate.
 */
import type { LimiterSettings } from './settings';

export interface SlidingCounter {
  algorithm: 'slidingCounter';
  /** Number of the window: it holds the times from `window × periodUs` to before the next. */
  window: number;
  count: number;
  /** Count of the window before. */
  before: number;
}

/** Nothing counted. */
export function createSlidingCounter({ periodUs }: LimiterSettings, nowUs: number): SlidingCounter {
  return { algorithm: 'slidingCounter', window: Math.floor(nowUs / periodUs), count: 0, before: 0 };
}

/** [RL12] Moves on to the window of now; what was counted in it becomes the window before. */
export function moveOn(state: SlidingCounter, { periodUs }: LimiterSettings, nowUs: number): void {
  const window = Math.floor(nowUs / periodUs);
  if (window === state.window) return;
  state.before = window === state.window + 1 ? state.count : 0;
  state.count = 0;
  state.window = window;
}

/** [RL13] Requests in the last period, by estimate: 42 before and 18 now, a quarter into the window, are 49.5. */
export function estimate(state: SlidingCounter, { periodUs }: LimiterSettings, nowUs: number): number {
  return (state.before * leftUs(state, periodUs, nowUs)) / periodUs + state.count;
}

/** Time that is left of the window. */
function leftUs({ window }: SlidingCounter, periodUs: number, nowUs: number): number {
  return (window + 1) * periodUs - nowUs;
}

/** Requests that would be let in now. */
export function estimatedRoom(state: SlidingCounter, settings: LimiterSettings, nowUs: number): number {
  const { limit, periodUs } = settings;
  const shares = (limit - state.count) * periodUs - state.before * leftUs(state, periodUs, nowUs);
  return Math.max(0, Math.floor(shares / periodUs));
}

/** [RL14] How long until the estimate has room for one more; 0 when it has. */
export function estimateWaitUs(state: SlidingCounter, settings: LimiterSettings, nowUs: number): number {
  const { limit, periodUs } = settings;
  if (estimatedRoom(state, settings, nowUs) > 0) return 0;
  const remainsUs = leftUs(state, periodUs, nowUs);
  const room = limit - 1 - state.count;
  if (room >= 0) return remainsUs - coveredUs(state.before, room, periodUs);
  // This window is full: the wait goes on into the next, where it is the one before.
  return remainsUs + periodUs - coveredUs(state.count, limit - 1, periodUs);
}

/** Most of the window before that may still be covered while `room` of its `count` requests are no hindrance. */
function coveredUs(count: number, room: number, periodUs: number): number {
  return count <= room ? periodUs : Math.floor((room * periodUs) / count);
}

/** How long until nothing is left of what was counted. */
export function counterResetUs(state: SlidingCounter, { periodUs }: LimiterSettings, nowUs: number): number {
  if (state.count > 0) return leftUs(state, periodUs, nowUs) + periodUs;
  return state.before > 0 ? leftUs(state, periodUs, nowUs) : 0;
}
