/**
 * Slots in a circle, as links between slot numbers: taking one out and putting it elsewhere is O(1), and all of it
 * is plain data. Slots are whole numbers from 1, handed out one after the other. Number 0 is no slot but the place
 * where the circle begins and ends, so that neither end needs a case of its own.
 */
export interface Ring {
  next: number[];
  previous: number[];
}

/** Before the first slot and after the last. */
export const END = 0;

/** A circle without slots. */
export function createRing(): Ring {
  return { next: [END], previous: [END] };
}

/** The slot at the front, or `END` when there is none. */
export function firstOf(ring: Ring): number {
  return ring.next[END];
}

/** Puts a slot behind another one, or at the front when `place` is `END`. */
export function linkBehind(ring: Ring, place: number, slot: number): void {
  const after = ring.next[place];
  ring.next[slot] = after;
  ring.previous[slot] = place;
  ring.next[place] = slot;
  ring.previous[after] = slot;
}

/** Puts a slot at the back. */
export function linkLast(ring: Ring, slot: number): void {
  linkBehind(ring, ring.previous[END], slot);
}

/** Takes a slot out. */
export function unlink(ring: Ring, slot: number): void {
  const before = ring.previous[slot];
  const after = ring.next[slot];
  ring.next[before] = after;
  ring.previous[after] = before;
}

/** Moves a slot to the back. */
export function moveLast(ring: Ring, slot: number): void {
  unlink(ring, slot);
  linkLast(ring, slot);
}

/** All slots from front to back. */
export function slotsOf(ring: Ring): number[] {
  const slots: number[] = [];
  for (let slot = firstOf(ring); slot !== END; slot = ring.next[slot]) slots.push(slot);
  return slots;
}
