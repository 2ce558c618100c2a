/** What a breaker shows of itself: for faces and inspectors. */
import type { Breaker } from './breaker';
import { outcomeAt } from './count-window';
import type { BreakerMode } from './machine';
import { isFailed, isSlow, OUTCOME } from './outcome';
import type { BreakerSettings } from './settings';
import { bucketAt, bucketCount } from './time-window';
import { callsNeeded, trialsNeeded } from './trip-rule';

/** One place of the window: a call, or a bucket of a time window. `notYet`: nothing was counted there. */
export type WindowSlot = 'ok' | 'failed' | 'slow' | 'notYet';

/** As it stood after the last call: a time window forgets only when the next result is counted. */
export interface BreakerView {
  mode: BreakerMode;
  /** When it came into this mode. */
  sinceUs: number;
  /** The window, oldest place first. A bucket is `failed` or `slow` when its own rate reaches the limit. */
  slots: WindowSlot[];
  /** Calls in the window, how many of them failed or were slow, and the shares; 0 when it is empty. */
  calls: number;
  failed: number;
  slow: number;
  failureRatio: number;
  slowRatio: number;
  /** Calls that must be in the window before it is judged. */
  callsNeeded: number;
  /** Permits taken by trial calls, and how many there are. With *let everyone in* more are taken than there are. */
  permitsUsed: number;
  permits: number;
  /** Results that came too late to count, so far. */
  ignored: number;
}

/** What a breaker shows of itself. */
export function viewBreaker(breaker: Breaker): BreakerView {
  const { mode, sinceUs, window, settings, permitsUsed, ignored } = breaker;
  const { calls, failed, slow } = window;
  return {
    mode,
    sinceUs,
    slots: slotsOf(breaker),
    calls,
    failed,
    slow,
    failureRatio: calls === 0 ? 0 : failed / calls,
    slowRatio: calls === 0 ? 0 : slow / calls,
    callsNeeded: mode === 'halfOpen' ? trialsNeeded(settings) : callsNeeded(settings),
    permitsUsed,
    permits: settings.halfOpenPermits,
    ignored,
  };
}

function slotsOf({ window, settings }: Breaker): WindowSlot[] {
  if (window.kind === 'count') {
    return Array.from(window.ring, (_, index) => slotOfCall(outcomeAt(window, index)));
  }
  return Array.from({ length: bucketCount(window) }, (_, index) =>
    slotOfBucket(bucketAt(window, index), settings),
  );
}

function slotOfCall(outcome: number): WindowSlot {
  if (outcome === OUTCOME.notYet) return 'notYet';
  if (isFailed(outcome)) return 'failed';
  return isSlow(outcome) ? 'slow' : 'ok';
}

function slotOfBucket(bucket: ReturnType<typeof bucketAt>, settings: BreakerSettings): WindowSlot {
  const { calls, failed, slow } = bucket;
  if (calls === 0) return 'notYet';
  if (failed / calls >= settings.failureRatio) return 'failed';
  return settings.countSlowCalls && slow / calls >= settings.slowRatio ? 'slow' : 'ok';
}
