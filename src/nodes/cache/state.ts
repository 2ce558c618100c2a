/** What a cache node holds, and what its parts share. */
import type { Context } from '../../kernel/contract';
import type { EventHandle } from '../../kernel/queue';
import { US_PER_MS } from '../../kernel/time';
import { lookup, sizeOf, type CacheEntry, type CacheKey, type CacheState } from '../../patterns/cache/index';
import {
  dirtyCount,
  unflushed,
  type FillRule,
  type Versioned,
  type WriteBuffer,
} from '../../patterns/caching-strategies/index';
import type { Station } from '../station';
import type { cacheParams } from './params';

export type CacheContext = Context<typeof cacheParams>;

export interface CacheNodeState {
  cache: CacheState<number>;
  buffer: WriteBuffer;
  /** Who looks up and who waits, when lookups at once are limited. */
  station: Station;
  /** Keys being renewed before they expire. */
  refreshing: Set<number>;
  /** The timer of the next flush, and the interval it was set with. */
  flush: EventHandle;
  flushIntervalMs: number;
}

/** What the cache is asked. Fields that a type of message does not need are absent. */
export type CacheRequest = {
  key: number;
  value?: number;
  version?: number;
  /** `get`: whether a miss gets a lease. `set`: what the value must show to be let in. */
  rule?: FillRule;
  /** `set`: the lease that came with the miss. */
  token?: number;
  /** `readThrough`: a hit on an old entry renews it. */
  refreshAhead?: boolean;
};

/** Key of the policies for calls to the database. */
export const DATABASE = 'database';

/** The time to live in force, in microseconds. */
export function ttlUsOf(ctx: CacheContext): number {
  return ctx.params.ttlMs > 0 ? Math.round(ctx.params.ttlMs * US_PER_MS) : Infinity;
}

/** Chance for the eviction rule `random`. */
export function chanceOf(ctx: CacheContext): () => number {
  return () => ctx.uniform('eviction');
}

/** What a lookup found: the value to answer with, and the entry when there is one. */
export interface Found extends Versioned {
  entry: CacheEntry<number> | null;
}

/**
 * Looks a key up and counts it. A write that waits to be flushed is newer than anything else, and is found even when
 * its entry had to leave.
 */
export function find(ctx: CacheContext, state: CacheNodeState, key: number): Found | null {
  ctx.count('lookups');
  const found = lookup(state.cache, key, ctx.nowUs);
  const entry = found.outcome === 'hit' ? found.entry : null;
  const newest = unflushed(state.buffer, key) ?? entry;
  if (newest === null) return null;
  ctx.count('hits');
  return { value: newest.value, version: newest.version, entry };
}

/** Counts what had to leave for a new entry. */
export function countEvicted(ctx: CacheContext, evicted: CacheKey | null): void {
  if (evicted !== null) ctx.count('evictions');
}

/** Shows how full cache and write buffer are. */
export function showFill(ctx: CacheContext, state: CacheNodeState): void {
  ctx.gauge('entries', sizeOf(state.cache));
  ctx.gauge('dirtyWrites', dirtyCount(state.buffer));
}
