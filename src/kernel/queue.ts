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
import {
  AT,
  ARG,
  CAUSE,
  FRONT_END,
  GENERATION,
  LEVELS,
  LINK_STRIDE,
  MAX_SLOTS,
  META,
  NOT_PENDING,
  PLACE,
  SMALL_FRONT,
  STRIDE,
  TAKEN,
  WORDS,
  type EventHandle,
  type EventQueue,
} from './queue-layout';
import { placeInFront, placeInWheel, refill, remove } from './queue-wheel';

export { ARG, AT, CAUSE, LINK_STRIDE, META, NO_EVENT, PARKED_US, STRIDE } from './queue-layout';
export type { EventHandle, EventQueue } from './queue-layout';

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
    frontAtUs: new Float64Array(2 * SMALL_FRONT),
    frontSlot: new Int32Array(2 * SMALL_FRONT),
    frontHead: 0,
    frontTail: 0,
    frontLimit: SMALL_FRONT,
    bounds: Float64Array.of(Infinity, 0),
    buckets: new Int32Array(0),
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

/** The slots of all pending events in the order they will be taken. It copies the queue: for faults and for display. */
export function pendingInOrder(q: EventQueue): number[] {
  const copy = copyQueue(q, (payload) => payload);
  const slots: number[] = [];
  for (let slot = earliest(copy); slot >= 0; slot = earliest(copy)) {
    slots.push(slot);
    takeEarliest(copy);
  }
  return slots;
}

/**
 * A copy for a checkpoint; payloads of pending events go through `copyPayload`, others are let go. Its fields stand
 * in the order of `createQueue`: so the engine has compiled for it already.
 */
export function copyQueue(q: EventQueue, copyPayload: (payload: unknown) => unknown): EventQueue {
  const records = q.records.slice();
  const payloads = q.payloads.slice().fill(null);
  forEachPending(q, (slot) => {
    payloads[slot] = copyPayload(q.payloads[slot]);
  });
  return {
    records,
    links: new Int32Array(records.buffer),
    payloads,
    free: q.free.slice(),
    freeCount: q.freeCount,
    slotCount: q.slotCount,
    frontAtUs: q.frontAtUs.slice(),
    frontSlot: q.frontSlot.slice(),
    frontHead: q.frontHead,
    frontTail: q.frontTail,
    frontLimit: q.frontLimit,
    bounds: q.bounds.slice(),
    buckets: q.buckets.slice(),
    occupied: q.occupied.slice(),
    reference: q.reference.slice(),
    wheelCount: q.wheelCount,
  };
}
