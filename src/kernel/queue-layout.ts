/** How the event queue lies in memory: records, front and wheel. See `queue.ts`. */
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
export const NEXT = 7;
export const PREVIOUS = 8;
/** Bucket of an event in the wheel, or one of the two below. */
export const PLACE = 9;
export const GENERATION = 10;
export const IN_FRONT = -1;
export const NOT_PENDING = -2;

export const FRONT_END = 0;
export const TAKEN = 1;

export const MAX_SLOTS = 1 << 20;
export const LEVELS = 7;
export const WORDS = 9;
export const SMALL_FRONT = 24;
export const LARGE_FRONT = 64;
export const TWO_32 = 4294967296;
export const PER_TWO_32 = 1 / TWO_32;
