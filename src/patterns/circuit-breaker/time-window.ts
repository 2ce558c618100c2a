/**
 * The calls of the last while, counted in buckets: a bucket covers a fixed stretch of time, and the oldest is
 * forgotten whole when a new one begins. So a window of 10 s in 10 buckets covers between 9 s and 10 s.
 */
import { isFailed, isSlow, type Outcome } from './outcome';

export interface TimeWindow {
  kind: 'time';
  bucketUs: number;
  /** Calls, failed and slow calls of each bucket: three numbers a bucket. Bucket `n` is at `n mod buckets`. */
  counts: Int32Array;
  /** Number of the newest bucket: `floor(time / bucketUs)`. */
  newest: number;
  calls: number;
  failed: number;
  slow: number;
}

const NUMBERS = 3;

/** An empty window over the last `windowUs` in `buckets` buckets. */
export function createTimeWindow(windowUs: number, buckets: number, nowUs: number): TimeWindow {
  const bucketUs = windowUs / buckets;
  return {
    kind: 'time',
    bucketUs,
    counts: new Int32Array(buckets * NUMBERS),
    newest: Math.floor(nowUs / bucketUs),
    calls: 0,
    failed: 0,
    slow: 0,
  };
}

/** Counts a call that ended now, and forgets the buckets that are too old. */
export function countCallAt(window: TimeWindow, outcome: Outcome, nowUs: number): void {
  moveOn(window, nowUs);
  const at = placeOf(window, window.newest);
  addTo(window, at, 1, Number(isFailed(outcome)), Number(isSlow(outcome)));
}

/** Calls, failed and slow calls of the `index`-th bucket, oldest first. */
export function bucketAt(window: TimeWindow, index: number): { calls: number; failed: number; slow: number } {
  const at = placeOf(window, window.newest + 1 + index);
  const { counts } = window;
  return { calls: counts[at], failed: counts[at + 1], slow: counts[at + 2] };
}

/** How many buckets a window has. */
export function bucketCount(window: TimeWindow): number {
  return window.counts.length / NUMBERS;
}

function placeOf(window: TimeWindow, bucket: number): number {
  return (bucket % bucketCount(window)) * NUMBERS;
}

function moveOn(window: TimeWindow, nowUs: number): void {
  const present = Math.floor(nowUs / window.bucketUs);
  // After a long silence every bucket is emptied once, however many have passed.
  const first = Math.max(window.newest + 1, present - bucketCount(window) + 1);
  for (let bucket = first; bucket <= present; bucket++) {
    const at = placeOf(window, bucket);
    const { counts } = window;
    addTo(window, at, -counts[at], -counts[at + 1], -counts[at + 2]);
  }
  window.newest = present;
}

function addTo(window: TimeWindow, at: number, calls: number, failed: number, slow: number): void {
  window.counts[at] += calls;
  window.counts[at + 1] += failed;
  window.counts[at + 2] += slow;
  window.calls += calls;
  window.failed += failed;
  window.slow += slow;
}
