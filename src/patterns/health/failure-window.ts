/** Requests that ended in the last while, good and failed, counted in tenths of it. */

export interface FailureWindow {
  /** Length of the window; a tenth of it is forgotten at a time. */
  windowUs: number;
  /** Requests and failed requests of each tenth: two numbers a tenth. Tenth `n` since time 0 is at `n mod 10`. */
  counts: Int32Array;
  /** Number of the newest tenth counted in. */
  newest: number;
}

const TENTHS = 10;

/** A window that has seen nothing. */
export function createFailureWindow(): FailureWindow {
  return { windowUs: 0, counts: new Int32Array(2 * TENTHS), newest: -1 };
}

/** Forgets everything. */
export function clearWindow(window: FailureWindow): void {
  window.counts.fill(0);
}

/** Counts a request that ended now. A window of another length starts anew. */
export function countRequest(window: FailureWindow, windowUs: number, failed: boolean, nowUs: number): void {
  const present = Math.floor((nowUs * TENTHS) / windowUs);
  if (window.windowUs !== windowUs) clearWindow(window);
  window.windowUs = windowUs;
  for (let tenth = Math.max(window.newest + 1, present - TENTHS + 1); tenth <= present; tenth++) {
    const at = 2 * (tenth % TENTHS);
    window.counts.fill(0, at, at + 2);
  }
  window.newest = present;
  const at = 2 * (present % TENTHS);
  window.counts[at]++;
  if (failed) window.counts[at + 1]++;
}

/** Failed share of the requests in the window as of the last one counted; 0 below `minimumRequests` of them. */
export function failureRatioOf(window: FailureWindow, minimumRequests: number): number {
  let requests = 0;
  let failed = 0;
  for (let at = 0; at < window.counts.length; at += 2) {
    requests += window.counts[at];
    failed += window.counts[at + 1];
  }
  return requests === 0 || requests < minimumRequests ? 0 : failed / requests;
}
