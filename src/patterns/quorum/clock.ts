/** Vector clocks: for each coordinator, how many of its versions are covered. A coordinator left out counts 0. */
export type Clock = Readonly<Record<string, number>>;

/** The clock of nothing. */
export const NO_CLOCK: Clock = Object.freeze({});

/** How one clock stands to another. */
export type Order = 'equal' | 'before' | 'after' | 'concurrent';

/** Lamport's happened-before, by vector clocks (Fidge 1988, Mattern 1989). */
export function compareClocks(a: Clock, b: Clock): Order {
  const [aCovers, bCovers] = [covers(a, b), covers(b, a)];
  if (aCovers) return bCovers ? 'equal' : 'after';
  return bCovers ? 'before' : 'concurrent';
}

function covers(a: Clock, b: Clock): boolean {
  return Object.entries(b).every(([node, count]) => countIn(a, node) >= count);
}

/** How many versions of a coordinator a clock covers. */
export function countIn(clock: Clock, node: string): number {
  return Object.hasOwn(clock, node) ? clock[node] : 0;
}

/** The smallest clock that covers them all. */
export function mergeClocks(clocks: readonly Clock[]): Clock {
  const merged: Record<string, number> = {};
  for (const clock of clocks) {
    for (const [node, count] of Object.entries(clock)) merged[node] = Math.max(countIn(merged, node), count);
  }
  return merged;
}

/** A clock as papers write it: `[s1:2, s3:1]`. */
export function showClock(clock: Clock): string {
  const parts = Object.keys(clock).sort();
  return `[${parts.map((node) => `${node}:${String(clock[node])}`).join(', ')}]`;
}
