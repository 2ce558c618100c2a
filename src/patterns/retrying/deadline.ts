/** Deadlines: when a request is of no more use, and who acts on it. */

/**
 * [RT13] When a call must be over, with all its attempts and waits.
 * @param servedByUs when the request must be over that the call serves; Infinity when it serves none
 * @param inherits whether the call keeps to that too
 */
export function callEndsByUs(
  startedAtUs: number,
  allowedUs: number,
  servedByUs: number,
  inherits: boolean,
): number {
  const ownUs = startedAtUs + allowedUs;
  return inherits ? Math.min(ownUs, servedByUs) : ownUs;
}

/**
 * [RT14] Whether work on a request is in vain: its caller has given up, or will before `spareUs` have passed.
 * @param deadlineUs when the caller gives up; 0 for never
 */
export function isTooLate(deadlineUs: number, nowUs: number, spareUs: number): boolean {
  return deadlineUs > 0 && (nowUs >= deadlineUs || nowUs + spareUs > deadlineUs);
}
