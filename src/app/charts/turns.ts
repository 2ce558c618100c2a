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

/** Milliseconds from one turn to the next: ten a second in all; in a pause, when each has only one, it is soon done. */
export function turnGapMs(paused: boolean): number {
  return paused ? 40 : 100;
}
