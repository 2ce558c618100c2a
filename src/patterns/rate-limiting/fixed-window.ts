/** A count that starts anew with every window. Two full windows may lie next to each other. */
import type { LimiterSettings } from './settings';

export interface FixedWindow {
  algorithm: 'fixedWindow';
  /** Number of the window: it holds the times from `window × periodUs` to before the next. */
  window: number;
  count: number;
}

/** Nothing counted. */
export function createFixedWindow({ periodUs }: LimiterSettings, nowUs: number): FixedWindow {
  return { algorithm: 'fixedWindow', window: Math.floor(nowUs / periodUs), count: 0 };
}

/** [RL10] Begins a new count when a new window has begun. */
export function turnWindow(state: FixedWindow, { periodUs }: LimiterSettings, nowUs: number): void {
  const window = Math.floor(nowUs / periodUs);
  if (window === state.window) return;
  state.window = window;
  state.count = 0;
}

/** How long until one more would be counted: until the next window when this one is full. */
export function windowWaitUs(state: FixedWindow, settings: LimiterSettings, nowUs: number): number {
  return state.count < settings.limit ? 0 : windowEndsInUs(state, settings, nowUs);
}

/** How long this window lasts. */
export function windowEndsInUs(
  { window }: FixedWindow,
  { periodUs }: LimiterSettings,
  nowUs: number,
): number {
  return (window + 1) * periodUs - nowUs;
}
