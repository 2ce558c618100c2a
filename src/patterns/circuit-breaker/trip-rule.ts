/** The trip rule: which calls are counted, and when they are too bad. It knows nothing of modes and permits. */
import { countCall, createCountWindow, type CountWindow } from './count-window';
import type { CallEnds } from './machine';
import type { Outcome } from './outcome';
import type { BreakerSettings } from './settings';
import { countCallAt, createTimeWindow, type TimeWindow } from './time-window';

export type SlidingWindow = CountWindow | TimeWindow;

/** An empty window for a closed breaker. Failures in a row are a window of just so many calls, all of them failed. */
export function closedWindow(settings: BreakerSettings, nowUs: number): SlidingWindow {
  switch (settings.tripRule) {
    case 'consecutive':
      return createCountWindow(settings.failuresInARow);
    case 'countWindow':
      return createCountWindow(settings.windowCalls);
    case 'timeWindow':
      return createTimeWindow(settings.windowUs, settings.windowBuckets, nowUs);
  }
}

/** An empty window for the trial calls of a half-open breaker: as many as can be counted at all. */
export function trialWindow(settings: BreakerSettings): SlidingWindow {
  const { halfOpenRule, halfOpenPermits } = settings;
  return createCountWindow(halfOpenRule === 'rates' ? halfOpenPermits : trialsNeeded(settings));
}

/** Counts a call that ended now. */
export function count(window: SlidingWindow, outcome: Outcome, nowUs: number): void {
  if (window.kind === 'count') countCall(window, outcome);
  else countCallAt(window, outcome, nowUs);
}

/** Calls that must be counted before a closed breaker judges. */
export function callsNeeded(settings: BreakerSettings): number {
  switch (settings.tripRule) {
    case 'consecutive':
      return settings.failuresInARow;
    case 'countWindow':
      return Math.min(settings.minimumCalls, settings.windowCalls);
    case 'timeWindow':
      return settings.minimumCalls;
  }
}

/**
 * Trial calls that must be counted before a half-open breaker judges. Permits that do not come back limit the trial
 * calls there will ever be, and no more can be asked for.
 */
export function trialsNeeded(settings: BreakerSettings): number {
  const { halfOpenRule, halfOpenPermits, permitsReturn, successesToClose } = settings;
  if (halfOpenRule === 'rates') return Math.min(callsNeeded(settings), halfOpenPermits);
  return permitsReturn ? successesToClose : Math.min(successesToClose, halfOpenPermits);
}

/** What a closed breaker makes of its window. */
export function judgeClosed(settings: BreakerSettings, window: SlidingWindow): CallEnds {
  return judgeRates(settings, window, callsNeeded(settings));
}

/** What a half-open breaker makes of its trial calls. */
export function judgeTrials(settings: BreakerSettings, window: SlidingWindow): CallEnds {
  if (settings.halfOpenRule === 'rates') return judgeRates(settings, window, trialsNeeded(settings));
  const tooManyFailures = window.failed > 0;
  const tooManySlowCalls = window.slow > 0;
  const enoughCalls = tooManyFailures || tooManySlowCalls || window.calls >= trialsNeeded(settings);
  return { type: 'callEnds', enoughCalls, tooManyFailures, tooManySlowCalls };
}

function judgeRates(settings: BreakerSettings, window: SlidingWindow, needed: number): CallEnds {
  const { calls, failed, slow } = window;
  const { tripRule, failureRatio, countSlowCalls, slowRatio } = settings;
  return {
    type: 'callEnds',
    enoughCalls: calls >= needed,
    tooManyFailures:
      tripRule === 'consecutive' ? failed === calls : reaches(settings, failed / calls, failureRatio),
    tooManySlowCalls: countSlowCalls && reaches(settings, slow / calls, slowRatio),
  };
}

function reaches(settings: BreakerSettings, ratio: number, limit: number): boolean {
  return settings.threshold === 'atLeast' ? ratio >= limit : ratio > limit;
}
