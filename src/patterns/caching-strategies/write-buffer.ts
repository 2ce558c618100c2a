/**
 * The writes a write-behind cache has acknowledged and not yet written to the database. They live in memory: a
 * crash loses exactly them. Several writes of one key may be coalesced, so that only the last one is written.
 */
export interface BufferedWrite {
  readonly $shared: true;
  readonly key: number;
  readonly value: number;
  readonly version: number;
}

export interface WriteBuffer {
  /** Writes to be flushed, oldest first; by key when they are coalesced, else by a number below 0. */
  waiting: Map<number, BufferedWrite>;
  /** Writes on their way to the database. */
  flushing: BufferedWrite[];
  added: number;
}

/** An empty buffer. */
export function createWriteBuffer(): WriteBuffer {
  return { waiting: new Map(), flushing: [], added: 0 };
}

/** Acknowledged writes the database does not have yet. */
export function dirtyCount(buffer: WriteBuffer): number {
  return buffer.waiting.size + buffer.flushing.length;
}

/** [CS7] Adds a write. With `coalesce` it takes the place of a waiting write of the same key. */
export function addWrite(buffer: WriteBuffer, write: BufferedWrite, coalesce: boolean): void {
  buffer.waiting.set(coalesce ? write.key : -++buffer.added, write);
}

/** [CS8] The oldest writes, at most `limit`, start on their way. None do while others are. */
export function takeBatch(buffer: WriteBuffer, limit: number): readonly BufferedWrite[] {
  if (buffer.flushing.length > 0) return [];
  for (const [place, write] of buffer.waiting) {
    if (buffer.flushing.length === limit) break;
    buffer.flushing.push(write);
    buffer.waiting.delete(place);
  }
  return buffer.flushing;
}

/** [CS9] The batch has arrived. */
export function confirmBatch(buffer: WriteBuffer): void {
  buffer.flushing = [];
}

/** [CS10] The batch has failed: its writes wait again, before the others, except those a newer write has replaced. */
export function requeueBatch(buffer: WriteBuffer, coalesce: boolean): void {
  const waiting = new Map<number, BufferedWrite>();
  for (const write of buffer.flushing) {
    if (!coalesce) waiting.set(-++buffer.added, write);
    else if (!buffer.waiting.has(write.key)) waiting.set(write.key, write);
  }
  for (const [place, write] of buffer.waiting) waiting.set(place, write);
  buffer.waiting = waiting;
  buffer.flushing = [];
}
