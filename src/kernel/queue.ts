/**
 * The event queue: earliest first, first come first served at equal times.
 *
 * A short sorted *front* holds the next events; the rest waits in a *wheel*, a radix heap over the digits of the
 * time: seven levels of 256 buckets, where an event lies at the level of the highest digit in which it differs
 * from a reference time. When the front runs empty the lowest bucket is sorted into it, or, when it is large,
 * spread over the level below. Buckets are doubly linked lists filled at the tail, equal times always share a
 * bucket, and every move keeps list order: so insertion order decides ties without a stored sequence number, and
 * cancelling is an unlink. While few events are pending the front is the whole queue.
 *
 * Plain data: records lie in one buffer, so that a checkpoint is a few slices. Rules [K-Q1] … in `SPEC.md`.
 */
export interface EventQueue {
  /** Records of `STRIDE` doubles, seen as doubles and as 32-bit integers. */
  records: Float64Array;
  links: Int32Array;
  payloads: unknown[];
  /** Stack of free slots. */
  free: Int32Array;
  freeCount: number;
  slotCount: number;

  frontAtUs: Float64Array;
  frontSlot: Int32Array;
  frontHead: number;
  frontTail: number;
  /** Length at which the front hands its later part to the wheel. */
  frontLimit: number;
  /** `FRONT_END`: everything earlier is in the front. `TAKEN`: the event taken last; no later push is earlier. */
  bounds: Float64Array;

  /** Slot + 1 of the first and last event of each bucket, side by side; 0 when empty. */
  buckets: Int32Array;
  /** Which buckets hold events: per level one word of words, then eight words. */
  occupied: Int32Array;
  /** The reference time, high and low 32 bits. */
  reference: Int32Array;
  wheelCount: number;
}

/** Names one pending event for as long as it is pending: generation × 2²⁰ + slot. */
export type EventHandle = number;

/** No event: cancelling it does nothing. */
export const NO_EVENT: EventHandle = -1;

/** A time no run reaches, 142 years: where the events of a paused node wait. */
export const PARKED_US = 4503599627370496;

/** Doubles a record, and the offsets in it: `records[slot * STRIDE + AT]`. */
export const STRIDE = 6;
export const AT = 0;
/** A number for the handler. */
export const ARG = 1;
/** Number of the event that caused this one. */
export const CAUSE = 2;
/** 32-bit integers a record, and the offsets in it: `links[slot * LINK_STRIDE + META]`. */
export const LINK_STRIDE = 12;
/** Kind and node: kind + 16 × node. */
export const META = 6;
const NEXT = 7;
const PREVIOUS = 8;
/** Bucket of an event in the wheel, or one of the two below. */
const PLACE = 9;
const GENERATION = 10;
const IN_FRONT = -1;
const NOT_PENDING = -2;

const FRONT_END = 0;
const TAKEN = 1;

const SLOT_BITS = 20;
const MAX_SLOTS = 1 << SLOT_BITS;
const LEVELS = 7;
const WORDS = 9;
const SMALL_FRONT = 24;
const LARGE_FRONT = 64;
const SORTED_BUCKET = 16;
/** Events a refill is content with. */
const SCOOP = 16;
const TWO_32 = 4294967296;
const PER_TWO_32 = 1 / TWO_32;

/** An empty queue with room for `capacity` events before it grows. */
export function createQueue(capacity = 32): EventQueue {
  const records = new Float64Array(capacity * STRIDE);
  return {
    records,
    links: new Int32Array(records.buffer),
    payloads: [],
    free: new Int32Array(capacity),
    freeCount: 0,
    slotCount: 0,
    frontAtUs: new Float64Array(2 * LARGE_FRONT),
    frontSlot: new Int32Array(2 * LARGE_FRONT),
    frontHead: 0,
    frontTail: 0,
    frontLimit: SMALL_FRONT,
    bounds: Float64Array.of(Infinity, 0),
    buckets: new Int32Array(LEVELS * 512),
    occupied: new Int32Array(LEVELS * WORDS + 1),
    reference: new Int32Array(2),
    wheelCount: 0,
  };
}

/** How many events are pending. */
export function pendingCount(q: EventQueue): number {
  return q.wheelCount + q.frontTail - q.frontHead;
}

/**
 * Adds an event.
 * @param atUs integer time, not before the event taken last
 * @param meta kind + 16 × node
 * @param arg a number for the handler
 * @param cause number of the event that schedules it
 * @param payload plain data for the handler, or null
 */
export function pushEvent(
  q: EventQueue,
  atUs: number,
  meta: number,
  arg: number,
  cause: number,
  payload: unknown,
): EventHandle {
  let slot: number;
  if (q.freeCount > 0) slot = q.free[--q.freeCount];
  else {
    if (q.slotCount === q.free.length) growSlots(q);
    slot = q.slotCount++;
  }
  const base = slot * STRIDE;
  q.records[base + AT] = atUs;
  q.records[base + ARG] = arg;
  q.records[base + CAUSE] = cause;
  q.links[slot * LINK_STRIDE + META] = meta;
  q.payloads[slot] = payload;
  if (atUs < q.bounds[FRONT_END]) placeInFront(q, slot, atUs);
  else placeInWheel(q, slot, atUs);
  return q.links[slot * LINK_STRIDE + GENERATION] * MAX_SLOTS + slot;
}

/** The slot of a pending event, or −1 when the event has fired or was cancelled. */
export function slotOf(q: EventQueue, handle: EventHandle): number {
  if (handle < 0) return -1;
  const slot = (handle | 0) & (MAX_SLOTS - 1);
  if (slot >= q.slotCount) return -1;
  const base = slot * LINK_STRIDE;
  return q.links[base + GENERATION] * MAX_SLOTS + slot === handle && q.links[base + PLACE] !== NOT_PENDING
    ? slot
    : -1;
}

/** The handle of the event in a slot. */
export function handleOf(q: EventQueue, slot: number): EventHandle {
  return q.links[slot * LINK_STRIDE + GENERATION] * MAX_SLOTS + slot;
}

/** Removes a pending event; false when there was none. */
export function cancelEvent(q: EventQueue, handle: EventHandle): boolean {
  const slot = slotOf(q, handle);
  if (slot < 0) return false;
  remove(q, slot);
  releaseSlot(q, slot);
  return true;
}

/** Moves a pending event to another time, as if it were added now; false when it is not pending. */
export function moveEvent(q: EventQueue, handle: EventHandle, atUs: number): boolean {
  const slot = slotOf(q, handle);
  if (slot < 0) return false;
  remove(q, slot);
  q.records[slot * STRIDE + AT] = atUs;
  if (atUs < q.bounds[FRONT_END]) placeInFront(q, slot, atUs);
  else placeInWheel(q, slot, atUs);
  return true;
}

/** The slot of the earliest event, or −1 when none is pending. Its time is `records[slot * STRIDE + AT]`. */
export function earliest(q: EventQueue): number {
  if (q.frontHead === q.frontTail) {
    if (q.wheelCount === 0) return -1;
    refill(q);
  }
  return q.frontSlot[q.frontHead];
}

/** Takes the event that `earliest` has just named. Its slot stays readable until the next push. */
export function takeEarliest(q: EventQueue): void {
  q.bounds[TAKEN] = q.frontAtUs[q.frontHead];
  releaseSlot(q, q.frontSlot[q.frontHead++]);
  if (q.frontHead === q.frontTail) {
    q.frontHead = q.frontTail = 0;
    if (q.wheelCount === 0) {
      q.bounds[FRONT_END] = Infinity;
      q.frontLimit = SMALL_FRONT;
    }
  }
}

function releaseSlot(q: EventQueue, slot: number): void {
  const base = slot * LINK_STRIDE;
  q.links[base + PLACE] = NOT_PENDING;
  q.links[base + GENERATION] = (q.links[base + GENERATION] + 1) & 0x7fffffff;
  q.free[q.freeCount++] = slot;
}

function placeInFront(q: EventQueue, slot: number, atUs: number): void {
  if (q.frontTail === q.frontSlot.length) makeRoomInFront(q);
  const { frontAtUs, frontSlot, frontHead } = q;
  let i = q.frontTail++;
  while (i > frontHead && frontAtUs[i - 1] > atUs) {
    frontAtUs[i] = frontAtUs[i - 1];
    frontSlot[i] = frontSlot[i - 1];
    i--;
  }
  frontAtUs[i] = atUs;
  frontSlot[i] = slot;
  q.links[slot * LINK_STRIDE + PLACE] = IN_FRONT;
  if (q.frontTail - frontHead > q.frontLimit) shortenFront(q);
}

/** Slides the front to the start of its arrays, which double when it fills them. */
function makeRoomInFront(q: EventQueue): void {
  const length = q.frontTail - q.frontHead;
  if (length * 2 > q.frontSlot.length) {
    const at = new Float64Array(q.frontSlot.length * 2);
    const slots = new Int32Array(q.frontSlot.length * 2);
    at.set(q.frontAtUs.subarray(q.frontHead, q.frontTail));
    slots.set(q.frontSlot.subarray(q.frontHead, q.frontTail));
    q.frontAtUs = at;
    q.frontSlot = slots;
  } else {
    q.frontAtUs.copyWithin(0, q.frontHead, q.frontTail);
    q.frontSlot.copyWithin(0, q.frontHead, q.frontTail);
  }
  q.frontHead = 0;
  q.frontTail = length;
}

/**
 * Hands the later half of the front to the wheel. Events of one time stay together, and what is earlier than the
 * wheel's reference stays in front; when that leaves nothing to hand over the front may grow.
 */
function shortenFront(q: EventQueue): void {
  const { frontAtUs, frontHead, frontTail } = q;
  let split = (frontHead + frontTail) >> 1;
  const splitUs = frontAtUs[split];
  if (frontAtUs[frontHead] < splitUs) while (frontAtUs[split - 1] === splitUs) split--;
  else while (split < frontTail && frontAtUs[split] === splitUs) split++;
  if (q.wheelCount > 0) {
    const referenceUs = (q.reference[0] >>> 0) * TWO_32 + (q.reference[1] >>> 0);
    while (split < frontTail && frontAtUs[split] < referenceUs) split++;
  }
  if (split === frontTail) {
    q.frontLimit *= 2;
    return;
  }
  q.bounds[FRONT_END] = frontAtUs[split];
  q.frontLimit = LARGE_FRONT;
  if (q.wheelCount === 0) setReference(q, q.bounds[TAKEN]);
  q.frontTail = split;
  for (let i = split; i < frontTail; i++) placeInWheel(q, q.frontSlot[i], frontAtUs[i]);
}

function setReference(q: EventQueue, us: number): void {
  q.reference[0] = us * PER_TWO_32;
  q.reference[1] = us | 0;
}

function placeInWheel(q: EventQueue, slot: number, atUs: number): void {
  const low = atUs | 0;
  const high = (atUs * PER_TWO_32) | 0;
  const highDifference = high ^ q.reference[0];
  let bucket: number;
  if (highDifference === 0) {
    const level = (31 - Math.clz32((low ^ q.reference[1]) | 1)) >> 3;
    bucket = (level << 8) + ((low >>> (level << 3)) & 255);
  } else {
    const level = (31 - Math.clz32(highDifference)) >> 3;
    bucket = ((level + 4) << 8) + ((high >>> (level << 3)) & 255);
  }
  append(q, slot, bucket);
  q.wheelCount++;
}

function append(q: EventQueue, slot: number, bucket: number): void {
  const { links, buckets } = q;
  const base = slot * LINK_STRIDE;
  const last = buckets[2 * bucket + 1];
  links[base + PLACE] = bucket;
  links[base + NEXT] = 0;
  links[base + PREVIOUS] = last;
  buckets[2 * bucket + 1] = slot + 1;
  if (last !== 0) {
    links[(last - 1) * LINK_STRIDE + NEXT] = slot + 1;
    return;
  }
  buckets[2 * bucket] = slot + 1;
  const level = bucket >> 8;
  const word = (bucket >> 5) & 7;
  q.occupied[level * WORDS + 1 + word] |= 1 << (bucket & 31);
  q.occupied[level * WORDS] |= 1 << word;
  q.occupied[LEVELS * WORDS] |= 1 << level;
}

function markEmpty(q: EventQueue, bucket: number): void {
  const level = bucket >> 8;
  const word = (bucket >> 5) & 7;
  const wordAt = level * WORDS + 1 + word;
  q.occupied[wordAt] &= ~(1 << (bucket & 31));
  if (q.occupied[wordAt] === 0) clearWord(q.occupied, level, word);
}

function clearWord(occupied: Int32Array, level: number, word: number): void {
  occupied[level * WORDS] &= ~(1 << word);
  if (occupied[level * WORDS] === 0) occupied[LEVELS * WORDS] &= ~(1 << level);
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/**
 * Brings the earliest events of the wheel into the empty front: whole buckets of the lowest level, one after the
 * other, until a handful has come. A bucket too large to sort is spread over the level below first.
 */
function refill(q: EventQueue): void {
  const { occupied, buckets, links } = q;
  q.frontHead = q.frontTail = 0;
  for (;;) {
    const level = lowestBit(occupied[LEVELS * WORDS]);
    const word = lowestBit(occupied[level * WORDS]);
    const wordAt = level * WORDS + 1 + word;
    let left = occupied[wordAt];
    let digit = 0;
    while (left !== 0 && q.frontTail < SCOOP) {
      const next = (word << 5) + lowestBit(left);
      const first = buckets[2 * ((level << 8) + next)];
      if (level > 0 && !isShort(links, first)) break;
      digit = next;
      buckets[2 * ((level << 8) + digit)] = buckets[2 * ((level << 8) + digit) + 1] = 0;
      left &= left - 1;
      sortIntoFront(q, first);
    }
    if (q.frontTail > 0) {
      occupied[wordAt] = left;
      if (left === 0) clearWord(occupied, level, word);
      advanceReference(q, level, digit);
      q.bounds[FRONT_END] = endOfBucket(q, level);
      q.frontLimit = q.frontTail < LARGE_FRONT / 2 ? LARGE_FRONT : 2 * q.frontTail;
      q.wheelCount -= q.frontTail;
      return;
    }
    spread(q, level, (word << 5) + lowestBit(left));
  }
}

function sortIntoFront(q: EventQueue, first: number): void {
  let entry = first;
  while (entry !== 0) {
    const slot = entry - 1;
    if (q.frontTail === q.frontSlot.length) makeRoomInFront(q);
    const { frontAtUs, frontSlot } = q;
    const atUs = q.records[slot * STRIDE + AT];
    let i = q.frontTail++;
    while (i > 0 && frontAtUs[i - 1] > atUs) {
      frontAtUs[i] = frontAtUs[i - 1];
      frontSlot[i] = frontSlot[i - 1];
      i--;
    }
    frontAtUs[i] = atUs;
    frontSlot[i] = slot;
    q.links[slot * LINK_STRIDE + PLACE] = IN_FRONT;
    entry = q.links[slot * LINK_STRIDE + NEXT];
  }
}

/** Spreads a bucket over the levels below it, in list order. */
function spread(q: EventQueue, level: number, digit: number): void {
  const bucket = (level << 8) + digit;
  let entry = q.buckets[2 * bucket];
  q.buckets[2 * bucket] = q.buckets[2 * bucket + 1] = 0;
  markEmpty(q, bucket);
  advanceReference(q, level, digit);
  while (entry !== 0) {
    const slot = entry - 1;
    entry = q.links[slot * LINK_STRIDE + NEXT];
    q.wheelCount--;
    placeInWheel(q, slot, q.records[slot * STRIDE + AT]);
  }
}

function isShort(links: Int32Array, first: number): boolean {
  let entry = first;
  for (let i = 0; i < SORTED_BUCKET; i++) {
    if (entry === 0) return true;
    entry = links[(entry - 1) * LINK_STRIDE + NEXT];
  }
  return entry === 0;
}

/** Sets the reference to the low end of a bucket: higher digits kept, this digit set, lower ones zero. */
function advanceReference(q: EventQueue, level: number, digit: number): void {
  const shift = (level & 3) << 3;
  const index = level >= 4 ? 0 : 1;
  const higher = shift === 24 ? 0 : q.reference[index] & (-1 << (shift + 8));
  q.reference[index] = higher | (digit << shift);
  if (index === 0) q.reference[1] = 0;
}

function endOfBucket(q: EventQueue, level: number): number {
  const lowEnd = q.reference[0] * TWO_32 + (q.reference[1] >>> 0);
  const shift = (level & 3) << 3;
  return lowEnd + (level >= 4 ? TWO_32 : 1) * (1 << shift);
}

function remove(q: EventQueue, slot: number): void {
  const base = slot * LINK_STRIDE;
  const bucket = q.links[base + PLACE];
  if (bucket === IN_FRONT) {
    removeFromFront(q, slot);
    return;
  }
  const next = q.links[base + NEXT];
  const previous = q.links[base + PREVIOUS];
  if (previous === 0) q.buckets[2 * bucket] = next;
  else q.links[(previous - 1) * LINK_STRIDE + NEXT] = next;
  if (next === 0) q.buckets[2 * bucket + 1] = previous;
  else q.links[(next - 1) * LINK_STRIDE + PREVIOUS] = previous;
  if (q.buckets[2 * bucket] === 0) markEmpty(q, bucket);
  q.wheelCount--;
}

function removeFromFront(q: EventQueue, slot: number): void {
  const { frontAtUs, frontSlot } = q;
  let i = q.frontHead;
  while (frontSlot[i] !== slot) i++;
  for (q.frontTail--; i < q.frontTail; i++) {
    frontAtUs[i] = frontAtUs[i + 1];
    frontSlot[i] = frontSlot[i + 1];
  }
}

function growSlots(q: EventQueue): void {
  const size = q.free.length * 2;
  if (size > MAX_SLOTS) throw new Error(`More than ${String(MAX_SLOTS)} events are pending at once.`);
  const records = new Float64Array(size * STRIDE);
  records.set(q.records);
  q.records = records;
  q.links = new Int32Array(records.buffer);
  const free = new Int32Array(size);
  free.set(q.free);
  q.free = free;
}

/** Calls `visit` with the slot of every pending event, in slot order. */
export function forEachPending(q: EventQueue, visit: (slot: number) => void): void {
  for (let slot = 0; slot < q.slotCount; slot++) {
    if (q.links[slot * LINK_STRIDE + PLACE] !== NOT_PENDING) visit(slot);
  }
}

/** A copy for a checkpoint; payloads of pending events go through `copyPayload`, others are let go. */
export function copyQueue(q: EventQueue, copyPayload: (payload: unknown) => unknown): EventQueue {
  const records = q.records.slice();
  const payloads = new Array<unknown>(q.payloads.length).fill(null);
  forEachPending(q, (slot) => {
    payloads[slot] = copyPayload(q.payloads[slot]);
  });
  return {
    ...q,
    records,
    links: new Int32Array(records.buffer),
    payloads,
    free: q.free.slice(),
    frontAtUs: q.frontAtUs.slice(),
    frontSlot: q.frontSlot.slice(),
    bounds: q.bounds.slice(),
    buckets: q.buckets.slice(),
    occupied: q.occupied.slice(),
    reference: q.reference.slice(),
  };
}
