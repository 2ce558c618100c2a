import type { EvictionRule } from './rule';

/** The taken slots in no particular order, without gaps, and where each of them stands. */
export interface RandomOrder {
  slots: number[];
  placeOf: number[];
}

/** Out goes any entry, all with the same probability: nothing to keep up to date on a hit. */
export const random: EvictionRule<RandomOrder> = {
  create: () => ({ slots: [], placeOf: [0] }),

  enter({ slots, placeOf }, slot) {
    placeOf[slot] = slots.length;
    slots.push(slot);
  },

  use: () => undefined,

  // The last one fills the gap.
  leave({ slots, placeOf }, slot) {
    const last = slots[slots.length - 1];
    slots[placeOf[slot]] = last;
    placeOf[last] = placeOf[slot];
    slots.pop();
  },

  victim: ({ slots }, chance) => slots[Math.floor(chance() * slots.length)],
  order: ({ slots }) => slots.slice(),
};
