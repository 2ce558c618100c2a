import { createRing, firstOf, linkLast, slotsOf, unlink, type Ring } from './ring';
import type { EvictionRule } from './rule';

/** First in, first out: out goes the entry that came first, however often it is read. */
export const fifo: EvictionRule<Ring> = {
  create: createRing,
  enter: linkLast,
  use: () => undefined,
  leave: unlink,
  victim: firstOf,
  order: slotsOf,
};
