/** The two halves of the event queue: the sorted front and the radix wheel, and what moves between them. */
import {
  AT,
  FRONT_END,
  IN_FRONT,
  LARGE_FRONT,
  LEVELS,
  LINK_STRIDE,
  NEXT,
  PER_TWO_32,
  PLACE,
  PREVIOUS,
  STRIDE,
  TAKEN,
  TWO_32,
  WORDS,
  type EventQueue,
} from './queue-layout';

/** A bucket up to this long is sorted into the front at once. */
const SORTED_BUCKET = 16;
/** First and last event of each bucket. The wheel is built when the first event does not fit in front. */
const BUCKETS_LENGTH = LEVELS * 512;
/** Events a refill is content with. */
const SCOOP = 16;

/** Puts an event into the front, behind those of its time. */
export function placeInFront(q: EventQueue, slot: number, atUs: number): void {
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
export function shortenFront(q: EventQueue): void {
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
  if (q.wheelCount === 0) {
    if (q.buckets.length === 0) q.buckets = new Int32Array(BUCKETS_LENGTH);
    setReference(q, q.bounds[TAKEN]);
  }
  q.frontTail = split;
  for (let i = split; i < frontTail; i++) placeInWheel(q, q.frontSlot[i], frontAtUs[i]);
}

function setReference(q: EventQueue, us: number): void {
  q.reference[0] = us * PER_TWO_32;
  q.reference[1] = us | 0;
}

export function placeInWheel(q: EventQueue, slot: number, atUs: number): void {
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

export function markEmpty(q: EventQueue, bucket: number): void {
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
export function refill(q: EventQueue): void {
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

/** Takes a pending event out, wherever it lies. */
export function remove(q: EventQueue, slot: number): void {
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
