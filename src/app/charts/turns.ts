/** Whose turn it is: charts are drawn anew one at a time. */

/**
 * The next of some charts in a round, beginning behind the one that had its turn last.
 * @param last index of the one that had its turn last; −1 for none
 * @returns its index, or −1 when none wants a turn
 */
export function nextTurn(count: number, last: number, wants: (index: number) => boolean): number {
  for (let i = 1; i <= count; i++) {
    const index = (last + i) % count;
    if (wants(index)) return index;
  }
  return -1;
}

/** Turns in all charts together, a second. */
const TURNS_PER_SEC = 10;
/** Between two turns the page has at least so long for everything else. */
const LEAST_GAP_MS = 40;

/** Turns that have not been taken are saved, so that after a quiet time all charts are soon up to date. */
export interface TurnBudget {
  saved: number;
  /** When the last turn was taken. */
  atMs: number;
}

/** How long to wait for the next turn. */
export function waitMs({ saved, atMs }: TurnBudget, nowMs: number): number {
  const earnedAtMs = atMs + Math.max(0, 1 - saved) * (1000 / TURNS_PER_SEC);
  return Math.max(0, earnedAtMs - nowMs, atMs + LEAST_GAP_MS - nowMs);
}

/** Takes a turn. @param most turns that can be saved: one for each chart */
export function takeTurn({ saved, atMs }: TurnBudget, most: number, nowMs: number): TurnBudget {
  const earned = Math.min(most, saved + ((nowMs - atMs) * TURNS_PER_SEC) / 1000);
  return { saved: Math.max(0, earned - 1), atMs: nowMs };
}
