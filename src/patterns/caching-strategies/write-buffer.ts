/**
 * The writes a write-behind cache has acknowledged and not yet written to the database. They live in memory: a
 * crash loses exactly them. Several writes of one key may be coalesced, so that only the last one is written.
 */

/** One acknowledged write. */
export interface BufferedWrite {
  readonly $shared: true;
  readonly key: number;
  readonly value: number;
  /** When it was acknowledged, in microseconds: larger is newer. */
  readonly version: number;
}

export interface WriteBuffer {
  /** Writes to be flushed, oldest first; under their key when they are coalesced, else under a number below 0. */
  waiting: Map<number, BufferedWrite>;
  /** Writes on their way to the database. */
  flushing: readonly BufferedWrite[];
  /** For each key, the newest write that the database does not have. */
  newest: Map<number, BufferedWrite>;
  /** Writes that were not coalesced so far: numbers their places. */
  placed: number;
}

/** An empty buffer. */
export function createWriteBuffer(): WriteBuffer {
  return { waiting: new Map(), flushing: [], newest: new Map(), placed: 0 };
}

/** Acknowledged writes that the database does not have; those that were coalesced away do not count. */
export function dirtyCount(buffer: WriteBuffer): number {
  return buffer.waiting.size + buffer.flushing.length;
}

/** [CS12] The newest write of a key that the database does not have, or null: what a read must return. */
export function unflushed(buffer: WriteBuffer, key: number): BufferedWrite | null {
  return buffer.newest.get(key) ?? null;
}

/**
 * [CS13] Adds a write. With `coalesce` it takes the place of a waiting write of the same key, in its turn.
 * @returns whether it took the place of another
 */
export function addWrite(buffer: WriteBuffer, write: BufferedWrite, coalesce: boolean): boolean {
  buffer.newest.set(write.key, write);
  const replaces = coalesce && buffer.waiting.has(write.key);
  buffer.waiting.set(coalesce ? write.key : -++buffer.placed, write);
  return replaces;
}

/** [CS14] The oldest writes, at most `limit`, start on their way; none do while others are under way. */
export function takeBatch(buffer: WriteBuffer, limit: number): readonly BufferedWrite[] {
  if (buffer.flushing.length > 0) return [];
  const batch: BufferedWrite[] = [];
  for (const [place, write] of buffer.waiting) {
    if (batch.length === limit) break;
    batch.push(write);
    buffer.waiting.delete(place);
  }
  buffer.flushing = batch;
  return batch;
}

/** [CS15] The batch has arrived. */
export function confirmBatch(buffer: WriteBuffer): void {
  for (const write of buffer.flushing) {
    if (buffer.newest.get(write.key) === write) buffer.newest.delete(write.key);
  }
  buffer.flushing = [];
}

/**
 * [CS16] The batch has failed: its writes wait again, before the others, except those that are out of date.
 * @returns how many of its writes are
 */
export function requeueBatch(buffer: WriteBuffer, coalesce: boolean): number {
  const waiting = new Map<number, BufferedWrite>();
  for (const write of buffer.flushing) {
    if (!coalesce && buffer.newest.has(write.key)) waiting.set(-++buffer.placed, write);
    else if (buffer.newest.get(write.key) === write) waiting.set(write.key, write);
  }
  const outOfDate = buffer.flushing.length - waiting.size;
  for (const [place, write] of buffer.waiting) waiting.set(place, write);
  buffer.waiting = waiting;
  buffer.flushing = [];
  return outOfDate;
}

/** [CS17] The database has got a newer value of this key by another way: its waiting writes are out of date. */
export function dropWrites(buffer: WriteBuffer, key: number): void {
  if (!buffer.newest.delete(key)) return;
  for (const [place, write] of buffer.waiting) if (write.key === key) buffer.waiting.delete(place);
}
