import { clock, type ClockOrder } from './clock';
import { fifo } from './fifo';
import { lfu, type LfuOrder } from './lfu';
import { lru } from './lru';
import { random, type RandomOrder } from './random';
import type { Ring } from './ring';
import type { EvictionRule } from './rule';

/** Names of the eviction rules. */
export const EVICTION_POLICIES = ['lru', 'lfu', 'fifo', 'clock', 'random'] as const;
export type EvictionPolicy = (typeof EVICTION_POLICIES)[number];

/** State of whichever rule a cache has. */
export type EvictionOrder = Ring | LfuOrder | ClockOrder | RandomOrder;

/** The rules. A cache hands a rule only the state that this rule has created. */
export const RULES: Readonly<Record<EvictionPolicy, EvictionRule<EvictionOrder>>> = {
  lru,
  lfu,
  fifo,
  clock,
  random,
};
