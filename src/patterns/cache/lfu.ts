import { END, createRing, firstOf, linkBehind, slotsOf, unlink, type Ring } from './ring';
import type { EvictionRule } from './rule';

/**
 * All entries in one row: the least used first and, among equally used ones, the least recently used first. So
 * entries with the same number of uses stand side by side, and knowing the last of each such bucket is enough to
 * find every new place in one step.
 */
export interface LfuOrder {
  ring: Ring;
  /** Uses of the entry in each slot since it came in; 0 at the row's end, which belongs to no bucket. */
  uses: number[];
  /** Number of uses to the last slot of that bucket. */
  lastOf: Map<number, number>;
}

/**
 * Least frequently used: out goes the entry with the fewest uses. An entry that comes back starts to count anew.
 * @see K. Shah, A. Mitra, D. Matani, An O(1) algorithm for implementing the LFU cache eviction scheme, 2010
 */
export const lfu: EvictionRule<LfuOrder> = {
  create: () => ({ ring: createRing(), uses: [0], lastOf: new Map() }),

  enter(state, slot) {
    state.uses[slot] = 1;
    linkBehind(state.ring, state.lastOf.get(1) ?? END, slot);
    state.lastOf.set(1, slot);
  },

  use(state, slot) {
    const { ring, uses, lastOf } = state;
    const count = uses[slot];
    const place = lastOf.get(count + 1) ?? lastOf.get(count) ?? slot;
    leaveBucket(state, slot);
    if (place !== slot) {
      unlink(ring, slot);
      linkBehind(ring, place, slot);
    }
    uses[slot] = count + 1;
    lastOf.set(count + 1, slot);
  },

  leave(state, slot) {
    leaveBucket(state, slot);
    unlink(state.ring, slot);
  },

  victim: ({ ring }) => firstOf(ring),
  order: ({ ring }) => slotsOf(ring),
};

/** When the slot is the last of its bucket, the one before it becomes the last, or the bucket is gone. */
function leaveBucket({ ring, uses, lastOf }: LfuOrder, slot: number): void {
  const count = uses[slot];
  if (lastOf.get(count) !== slot) return;
  const before = ring.previous[slot];
  if (uses[before] === count) lastOf.set(count, before);
  else lastOf.delete(count);
}
