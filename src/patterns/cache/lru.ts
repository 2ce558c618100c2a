import { createRing, firstOf, linkLast, moveLast, slotsOf, unlink, type Ring } from './ring';
import type { EvictionRule } from './rule';

/** Least recently used: out goes the entry that nobody has read for the longest time. */
export const lru: EvictionRule<Ring> = {
  create: createRing,
  enter: linkLast,
  use: moveLast,
  leave: unlink,
  victim: firstOf,
  order: slotsOf,
};
