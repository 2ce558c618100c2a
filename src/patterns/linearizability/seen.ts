import { mix32 } from '../../kernel/hash';

/**
 * Which configurations a search has met: pairs of a set of operations, as bits, and the number of a state. An open
 * table with linear probing, whose rows lie one behind the other in one typed array.
 */
export interface Seen {
  /** Words of 32 bits in a row: those of the set, and the state's number + 1, so that 0 means free. */
  readonly rowWords: number;
  rows: Int32Array;
  /** Places for rows: a power of two. */
  capacity: number;
  count: number;
}

const FIRST_CAPACITY = 256;

/** An empty table for sets of so many words. */
export function createSeen(setWords: number): Seen {
  const rowWords = setWords + 1;
  return { rowWords, rows: new Int32Array(FIRST_CAPACITY * rowWords), capacity: FIRST_CAPACITY, count: 0 };
}

/** Remembers a configuration. @returns false when it was there already */
export function addSeen(seen: Seen, set: Int32Array, state: number): boolean {
  const at = findRow(seen, set, state + 1);
  if (seen.rows[at + set.length] !== 0) return false;
  seen.rows.set(set, at);
  seen.rows[at + set.length] = state + 1;
  seen.count++;
  // Half full at most: beyond that, runs of taken rows get long.
  if (seen.count * 2 > seen.capacity) grow(seen);
  return true;
}

/** Where the row of a configuration begins, or the free row where it belongs. */
function findRow(seen: Seen, set: Int32Array, mark: number): number {
  let hash = mark;
  for (const word of set) hash = mix32(hash ^ word) + 0x9e3779b9;
  const { rows, rowWords, capacity } = seen;
  for (let slot = mix32(hash) & (capacity - 1); ; slot = (slot + 1) & (capacity - 1)) {
    const at = slot * rowWords;
    const found = rows[at + rowWords - 1];
    if (found === 0 || (found === mark && holdsSet(rows, at, set))) return at;
  }
}

function holdsSet(rows: Int32Array, at: number, set: Int32Array): boolean {
  for (let word = 0; word < set.length; word++) if (rows[at + word] !== set[word]) return false;
  return true;
}

function grow(seen: Seen): void {
  const { rows, rowWords } = seen;
  seen.capacity *= 2;
  seen.rows = new Int32Array(seen.capacity * rowWords);
  for (let from = 0; from < rows.length; from += rowWords) {
    const mark = rows[from + rowWords - 1];
    if (mark === 0) continue;
    const row = rows.subarray(from, from + rowWords);
    seen.rows.set(row, findRow(seen, row.subarray(0, rowWords - 1), mark));
  }
}
