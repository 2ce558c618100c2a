/** The last N calls: a ring of outcomes, with running totals so that a rate costs nothing to read. */
import { isFailed, isSlow, OUTCOME, type Outcome } from './outcome';

export interface CountWindow {
  kind: 'count';
  /** One place a call; places not used yet hold `OUTCOME.notYet`. */
  ring: Uint8Array;
  /** Where the next outcome goes: over the oldest one, once the ring is full. */
  next: number;
  calls: number;
  failed: number;
  slow: number;
}

/** An empty window of the last `size` calls. */
export function createCountWindow(size: number): CountWindow {
  return { kind: 'count', ring: new Uint8Array(size), next: 0, calls: 0, failed: 0, slow: 0 };
}

/** Counts a call; the oldest one falls out of a full window. */
export function countCall(window: CountWindow, outcome: Outcome): void {
  const oldest = window.ring[window.next];
  if (oldest === OUTCOME.notYet) window.calls++;
  window.failed += Number(isFailed(outcome)) - Number(isFailed(oldest));
  window.slow += Number(isSlow(outcome)) - Number(isSlow(oldest));
  window.ring[window.next] = outcome;
  window.next = (window.next + 1) % window.ring.length;
}

/** The `index`-th outcome, oldest first; `notYet` beyond the last call. */
export function outcomeAt(window: CountWindow, index: number): number {
  const { ring, next, calls } = window;
  const oldest = calls < ring.length ? 0 : next;
  return ring[(oldest + index) % ring.length];
}
