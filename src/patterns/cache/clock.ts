import { createRing, firstOf, linkLast, moveLast, slotsOf, unlink, type Ring } from './ring';
import type { EvictionRule } from './rule';

/** A queue, the next to leave in front, and for each slot whether its entry was used since it queued up. */
export interface ClockOrder {
  ring: Ring;
  /** 1 when visited, else 0. */
  visited: number[];
}

/**
 * First in, first out with a second chance: an entry that was read is let off once, loses its mark and queues again.
 * Nearly as good as LRU, and a hit only sets a bit.
 * @see F. J. Corbató, A paging experiment with the Multics system, 1968
 */
export const clock: EvictionRule<ClockOrder> = {
  create: () => ({ ring: createRing(), visited: [0] }),

  enter(state, slot) {
    linkLast(state.ring, slot);
    state.visited[slot] = 0;
  },

  use(state, slot) {
    state.visited[slot] = 1;
  },

  leave(state, slot) {
    unlink(state.ring, slot);
  },

  // Each step here clears a mark that some hit has set, so the work per access stays constant on average.
  victim({ ring, visited }) {
    let slot = firstOf(ring);
    while (visited[slot] === 1) {
      visited[slot] = 0;
      moveLast(ring, slot);
      slot = firstOf(ring);
    }
    return slot;
  },

  order({ ring, visited }) {
    const slots = slotsOf(ring);
    return [...slots.filter((slot) => visited[slot] === 0), ...slots.filter((slot) => visited[slot] === 1)];
  },
};
