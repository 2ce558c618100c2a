/**
 * The circuit breaker: a shell around calls that stops calling a dependency that keeps failing, waits, tries again
 * with a few calls, and closes when they go well.
 * @see Michael Nygard, Release It!, chapter "Stability Patterns"
 */
import { changeOf, nextMode, type Change } from '../machine/index';
import { compiled, type BreakerEvent, type BreakerMode } from './machine';
import { OUTCOME, outcomeOf } from './outcome';
import { sameSettings, type BreakerSettings } from './settings';
import { closedWindow, count, judgeClosed, judgeTrials, trialWindow, type SlidingWindow } from './trip-rule';

/** A breaker: plain data. */
export interface Breaker {
  settings: BreakerSettings;
  mode: BreakerMode;
  /** When it came into this mode. */
  sinceUs: number;
  /** Grows with every change of mode. A call remembers it; a result from another generation is not counted. */
  generation: number;
  /** Results that count: of the closed mode, or of the trial calls. An open breaker keeps what opened it. */
  window: SlidingWindow;
  /** Permits taken by trial calls in this half-open mode. */
  permitsUsed: number;
  /** Results that came too late to count, so far. */
  ignored: number;
}

/** What a breaker says to a call, and what is to be shown of the decision. */
export interface Admission {
  readonly letThrough: boolean;
  readonly change: Change | null;
}

/** What a breaker makes of a result, and what is to be shown of it. */
export interface Counted {
  /** The call was sent before the last change of mode: its result says nothing about the present. */
  readonly ignored: boolean;
  readonly change: Change | null;
}

const LET_THROUGH: Admission = { letThrough: true, change: null };
const REFUSED: Admission = { letThrough: false, change: null };
const COUNTED: Counted = { ignored: false, change: null };
const IGNORED: Counted = { ignored: true, change: null };

/** A closed breaker that has seen nothing yet. */
export function createBreaker(settings: BreakerSettings, nowUs: number): Breaker {
  return {
    settings: { ...settings },
    mode: compiled.chart.initial as BreakerMode,
    sinceUs: nowUs,
    generation: 1,
    window: closedWindow(settings, nowUs),
    permitsUsed: 0,
    ignored: 0,
  };
}

/**
 * A call asks to be let through. One that is must later be brought back, with the breaker's `generation` of now, to
 * `countResult` or `forgetCall`.
 */
export function admitCall(breaker: Breaker, nowUs: number): Admission {
  const { mode } = breaker;
  if (mode === 'closed' || mode === 'disabled') return LET_THROUGH;
  if (mode === 'forcedOpen') return REFUSED;
  const { halfOpenBy, openTimeUs, letEveryoneIn, halfOpenPermits } = breaker.settings;
  const event: BreakerEvent = {
    type: 'callArrives',
    openTimeIsOver: halfOpenBy === 'nextCall' && nowUs >= breaker.sinceUs + openTimeUs,
    permitIsFree: letEveryoneIn || breaker.permitsUsed < halfOpenPermits,
  };
  const step = nextMode(compiled, mode, event);
  if (step.to !== mode) enter(breaker, step.to, nowUs);
  if (step.taken) breaker.permitsUsed++;
  return { letThrough: step.taken, change: changeOf(mode, event, step) };
}

/**
 * A call that was let through has ended well or badly.
 * @param generation the breaker's when it let the call through
 * @param tookUs how long the caller waited
 */
export function countResult(
  breaker: Breaker,
  generation: number,
  failed: boolean,
  tookUs: number,
  nowUs: number,
): Counted {
  const { mode, settings, window } = breaker;
  if (generation !== breaker.generation) {
    breaker.ignored++;
    return IGNORED;
  }
  if (mode === 'disabled') return COUNTED;
  const outcome = outcomeOf(failed, settings.countSlowCalls && tookUs > settings.slowAfterUs);
  count(window, outcome, nowUs);
  if (mode === 'halfOpen' && settings.permitsReturn) breaker.permitsUsed--;
  const good = outcome === OUTCOME.ok;
  if (mode === 'closed' && good && settings.judgeAfter === 'badCalls') return COUNTED;
  const event = mode === 'closed' ? judgeClosed(settings, window) : judgeTrials(settings, window);
  const step = nextMode(compiled, mode, event);
  if (step.to !== mode) enter(breaker, step.to, nowUs);
  // A good call that changes nothing in a closed breaker is not worth showing.
  else if (mode === 'closed' && good) return COUNTED;
  return { ignored: false, change: changeOf(mode, event, step) };
}

/** A call that was let through was given up by its caller: it says nothing of the callee, and its permit is free again. */
export function forgetCall(breaker: Breaker, generation: number): void {
  if (breaker.mode === 'halfOpen' && generation === breaker.generation) breaker.permitsUsed--;
}

/** Microseconds until `endOpenTime` is to be called; null when no timer is wanted. */
export function openTimeLeftUs(breaker: Breaker, nowUs: number): number | null {
  const { halfOpenBy, openTimeUs } = breaker.settings;
  if (breaker.mode !== 'open' || halfOpenBy !== 'timer') return null;
  return Math.max(0, breaker.sinceUs + openTimeUs - nowUs);
}

/** The timer of the open time has fired; null when the breaker is not open. */
export function endOpenTime(breaker: Breaker, nowUs: number): Change | null {
  return act(breaker, { type: 'openTimeEnds' }, nowUs);
}

/** Holds the breaker open by hand; null when it is held already. */
export function forceOpen(breaker: Breaker, nowUs: number): Change | null {
  return act(breaker, { type: 'forceOpen' }, nowUs);
}

/** Lets everything through from now on; null when it does already. */
export function disable(breaker: Breaker, nowUs: number): Change | null {
  return act(breaker, { type: 'disable' }, nowUs);
}

/** Closes the breaker, with an empty window. */
export function reset(breaker: Breaker, nowUs: number): Change | null {
  return act(breaker, { type: 'reset' }, nowUs);
}

/**
 * The settings have changed. A half-open breaker starts its trial over, and a closed one starts a new window when
 * the old one has another shape; everything else goes on, so an open breaker keeps the time it has been open.
 * @returns whether anything changed
 */
export function changeSettings(breaker: Breaker, settings: BreakerSettings, nowUs: number): boolean {
  const before = breaker.settings;
  if (sameSettings(before, settings)) return false;
  breaker.settings = { ...settings };
  if (breaker.mode === 'halfOpen') enter(breaker, 'halfOpen', breaker.sinceUs);
  if (breaker.mode === 'closed' && !sameWindow(before, settings))
    breaker.window = closedWindow(settings, nowUs);
  return true;
}

function sameWindow(a: BreakerSettings, b: BreakerSettings): boolean {
  return (
    a.tripRule === b.tripRule &&
    a.failuresInARow === b.failuresInARow &&
    a.windowCalls === b.windowCalls &&
    a.windowUs === b.windowUs &&
    a.windowBuckets === b.windowBuckets
  );
}

function act(breaker: Breaker, event: BreakerEvent, nowUs: number): Change | null {
  const { mode } = breaker;
  const step = nextMode(compiled, mode, event);
  if (!step.taken) return null;
  enter(breaker, step.to, nowUs);
  return changeOf(mode, event, step);
}

/** Starts a mode afresh. Calls let through before belong to another generation from now on. */
function enter(breaker: Breaker, mode: BreakerMode, nowUs: number): void {
  const { settings } = breaker;
  breaker.mode = mode;
  breaker.sinceUs = nowUs;
  breaker.generation++;
  breaker.permitsUsed = 0;
  if (mode === 'closed') breaker.window = closedWindow(settings, nowUs);
  if (mode === 'halfOpen') breaker.window = trialWindow(settings);
}
