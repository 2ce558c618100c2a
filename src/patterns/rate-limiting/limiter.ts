/** A limiter for one key: any of the algorithms behind the same three questions. */
import {
  createFixedWindow,
  turnWindow,
  windowEndsInUs,
  windowWaitUs,
  type FixedWindow,
} from './fixed-window';
import { createGcra, gcraResetUs, takeTurn, turnsLeft, turnWaitUs, type Gcra } from './gcra';
import {
  createLeakyBucket,
  leak,
  leakyResetUs,
  pourIn,
  roomLeft,
  roomWaitUs,
  type LeakyBucket,
} from './leaky-bucket';
import type { LimiterSettings } from './settings';
import {
  counterResetUs,
  createSlidingCounter,
  estimatedRoom,
  estimateWaitUs,
  moveOn,
  type SlidingCounter,
} from './sliding-counter';
import {
  createSlidingLog,
  forgetOld,
  loggedCount,
  logResetUs,
  logWaitUs,
  type SlidingLog,
} from './sliding-log';
import {
  bucketResetUs,
  createTokenBucket,
  fillBucket,
  takeToken,
  tokensLeft,
  tokenWaitUs,
  type TokenBucket,
} from './token-bucket';

/** What is kept for one key. Plain data: it may be stored, sent and copied. */
export interface Limiter {
  state: TokenBucket | LeakyBucket | FixedWindow | SlidingLog | SlidingCounter | Gcra;
  /** The latest time it has been asked at. */
  atUs: number;
}

/** What a limiter says to one request. */
export interface Decision {
  allowed: boolean;
  /** Leaky bucket: how long an allowed request is held before it goes on; 0 under the others. */
  delayUs: number;
  /** Requests that would be allowed after this one, at the same time. */
  remaining: number;
  /** How long until all is as if nothing had come. */
  resetUs: number;
  /** How long until the next request would be allowed; 0 when one would be now. */
  retryAfterUs: number;
}

/** A limiter that has seen nothing. */
export function createLimiter(settings: LimiterSettings, nowUs: number): Limiter {
  return { state: createState(settings, nowUs), atUs: nowUs };
}

function createState(settings: LimiterSettings, nowUs: number): Limiter['state'] {
  switch (settings.algorithm) {
    case 'tokenBucket':
      return createTokenBucket(settings, nowUs);
    case 'leakyBucket':
      return createLeakyBucket(nowUs);
    case 'fixedWindow':
      return createFixedWindow(settings, nowUs);
    case 'slidingLog':
      return createSlidingLog();
    case 'slidingCounter':
      return createSlidingCounter(settings, nowUs);
    case 'gcra':
      return createGcra(settings, nowUs);
  }
}

/** [RL1] Judges a request, and counts it if it is allowed. [RL2] One that is refused leaves nothing behind. */
export function admit(limiter: Limiter, settings: LimiterSettings, nowUs: number): Decision {
  const allowed = waitUs(limiter, settings, nowUs) === 0;
  const delayUs = allowed ? charge(limiter, settings, nowUs) : 0;
  return {
    allowed,
    delayUs,
    remaining: remaining(limiter, settings),
    resetUs: resetUs(limiter, settings, nowUs),
    retryAfterUs: waitUs(limiter, settings, nowUs),
  };
}

/** How long until a request would be allowed; 0 when one would be now. */
export function waitUs(limiter: Limiter, settings: LimiterSettings, nowUs: number): number {
  bringUpToDate(limiter, settings, nowUs);
  const { state, atUs } = limiter;
  // [RL3] After its clock was set back, a limiter stands still until the old time has come again.
  const behindUs = atUs - nowUs;
  const ownUs = ownWaitUs(state, settings, atUs);
  return ownUs === 0 ? 0 : ownUs + behindUs;
}

function ownWaitUs(state: Limiter['state'], settings: LimiterSettings, atUs: number): number {
  switch (state.algorithm) {
    case 'tokenBucket':
      return tokenWaitUs(state, settings);
    case 'leakyBucket':
      return roomWaitUs(state, settings);
    case 'fixedWindow':
      return windowWaitUs(state, settings, atUs);
    case 'slidingLog':
      return logWaitUs(state, settings, atUs);
    case 'slidingCounter':
      return estimateWaitUs(state, settings, atUs);
    case 'gcra':
      return turnWaitUs(state, settings, atUs);
  }
}

/** Counts a request, allowed or not. @returns how long it is held */
export function charge(limiter: Limiter, settings: LimiterSettings, nowUs: number): number {
  bringUpToDate(limiter, settings, nowUs);
  const { state, atUs } = limiter;
  switch (state.algorithm) {
    case 'tokenBucket':
      takeToken(state, settings);
      return 0;
    case 'leakyBucket':
      return pourIn(state, settings);
    case 'slidingLog':
      state.times.push(atUs);
      return 0;
    case 'gcra':
      takeTurn(state, settings, atUs);
      return 0;
    default:
      state.count++;
      return 0;
  }
}

function bringUpToDate(limiter: Limiter, settings: LimiterSettings, nowUs: number): void {
  limiter.atUs = Math.max(limiter.atUs, nowUs);
  const { state, atUs } = limiter;
  switch (state.algorithm) {
    case 'tokenBucket':
      fillBucket(state, settings, atUs);
      break;
    case 'leakyBucket':
      leak(state, settings, atUs);
      break;
    case 'fixedWindow':
      turnWindow(state, settings, atUs);
      break;
    case 'slidingLog':
      forgetOld(state, settings, atUs);
      break;
    case 'slidingCounter':
      moveOn(state, settings, atUs);
      break;
    case 'gcra':
      break;
  }
}

function remaining({ state, atUs }: Limiter, settings: LimiterSettings): number {
  switch (state.algorithm) {
    case 'tokenBucket':
      return tokensLeft(state, settings);
    case 'leakyBucket':
      return roomLeft(state, settings);
    case 'fixedWindow':
      return Math.max(0, settings.limit - state.count);
    case 'slidingLog':
      return Math.max(0, settings.limit - loggedCount(state));
    case 'slidingCounter':
      return estimatedRoom(state, settings, atUs);
    case 'gcra':
      return turnsLeft(state, settings, atUs);
  }
}

/** How long until all is as if nothing had come. */
export function resetUs(limiter: Limiter, settings: LimiterSettings, nowUs: number): number {
  bringUpToDate(limiter, settings, nowUs);
  const { state, atUs } = limiter;
  switch (state.algorithm) {
    case 'tokenBucket':
      return bucketResetUs(state, settings);
    case 'leakyBucket':
      return leakyResetUs(state, settings);
    case 'fixedWindow':
      return state.count === 0 ? 0 : windowEndsInUs(state, settings, atUs);
    case 'slidingLog':
      return logResetUs(state, settings, atUs);
    case 'slidingCounter':
      return counterResetUs(state, settings, atUs);
    case 'gcra':
      return gcraResetUs(state, settings, atUs);
  }
}
