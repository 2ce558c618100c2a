/** A bounded buffer, and what becomes of an item that finds it full: [BK1] to [BK8]. */

/** What to do when there is no place. */
export type Overflow = 'block' | 'dropNewest' | 'dropOldest' | 'shed' | 'credits' | 'unbounded';

export interface Buffer<T> {
  /** Items from `head` on, the oldest first; null before. */
  items: (T | null)[];
  head: number;
  bound: number;
  /** What it may hold now: its bound, or what was there or promised when that was lowered. */
  limit: number;
  /** Places kept for items that have been asked for. */
  promised: number;
}

/** What became of an item that was offered, and which had to go for it. */
export interface Offered<T> {
  became: 'taken' | 'waits' | 'dropped' | 'refused';
  evicted: readonly T[];
}

const NONE: readonly never[] = [];

/** An empty buffer. @param bound how many places it has, Infinity for no bound */
export function createBuffer<T>(bound: number): Buffer<T> {
  return { items: [], head: 0, bound, limit: bound, promised: 0 };
}

/** How many items are in it. */
export function buffered(buffer: Readonly<Buffer<unknown>>): number {
  return buffer.items.length - buffer.head;
}

/** Places that are neither taken nor promised; none while it holds more than its bound. */
export function freePlaces(buffer: Readonly<Buffer<unknown>>): number {
  return Math.max(0, buffer.bound - buffered(buffer) - buffer.promised);
}

/** Another bound: what is there, or promised, stays [BK1]. */
export function setBound(buffer: Buffer<unknown>, bound: number): void {
  buffer.bound = bound;
  buffer.limit = Math.max(bound, buffered(buffer) + buffer.promised);
}

/**
 * Offers an item to the buffer.
 * @param requested whether its place was promised
 */
export function offer<T>(buffer: Buffer<T>, rule: Overflow, item: T, requested: boolean): Offered<T> {
  if (requested) {
    buffer.promised--;
    return put(buffer, item);
  }
  if (freePlaces(buffer) > 0) return put(buffer, item);
  switch (rule) {
    case 'unbounded':
      return put(buffer, item);
    case 'block':
      return { became: 'waits', evicted: NONE };
    case 'dropNewest':
      return { became: 'dropped', evicted: NONE };
    case 'dropOldest':
      return offerToNewest(buffer, item);
    case 'shed':
    case 'credits':
      return { became: 'refused', evicted: NONE };
  }
}

/** Makes room at the old end; several go when the bound has been lowered. */
function offerToNewest<T>(buffer: Buffer<T>, item: T): Offered<T> {
  if (buffer.bound === 0) return { became: 'dropped', evicted: NONE };
  const evicted: T[] = [];
  while (freePlaces(buffer) === 0) {
    const oldest = take(buffer);
    if (oldest === null) return { became: 'dropped', evicted };
    evicted.push(oldest);
  }
  return { ...put(buffer, item), evicted };
}

function put<T>(buffer: Buffer<T>, item: T): Offered<T> {
  buffer.items.push(item);
  return { became: 'taken', evicted: NONE };
}

/** Takes the oldest item out; null when it is empty. */
export function take<T>(buffer: Buffer<T>): T | null {
  const { items } = buffer;
  if (buffer.head === items.length) return null;
  const item = items[buffer.head];
  items[buffer.head++] = null;
  if (buffer.head > 64 && buffer.head * 2 > items.length) {
    buffer.items = items.slice(buffer.head);
    buffer.head = 0;
  }
  buffer.limit = Math.max(buffer.bound, Math.min(buffer.limit, buffered(buffer) + buffer.promised));
  return item;
}
