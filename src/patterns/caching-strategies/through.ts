/**
 * A cache's side of the strategies: what it lets in, what an answer of the database leaves in it, and when it renews
 * an entry ahead of time.
 */
import {
  fill,
  remove,
  store,
  storeIfNewer,
  type CacheEntry,
  type CacheKey,
  type CacheState,
  type StoreResult,
} from '../cache/index';
import type { StepEnd } from './strategies';

/** A value as its writer versioned it. */
export interface Versioned {
  readonly value: number;
  readonly version: number;
}

/** What a value must show to be let into the cache from outside. */
export type FillRule =
  /** Nothing: a late one may bring an old value back. */
  | 'always'
  /** A newer version than the entry has; a deleted key has none to compare with. */
  | 'ifNewer'
  /** The token of the lease that its reader got with the miss. */
  | 'lease';

/** [CS6] Stores a value brought from outside, unless the rule refuses it. */
export function letIn(
  cache: CacheState<number>,
  rule: FillRule,
  key: CacheKey,
  { value, version }: Versioned,
  token: number,
  nowUs: number,
  chance: () => number,
): StoreResult {
  switch (rule) {
    case 'always':
      return { stored: true, evicted: store(cache, key, value, nowUs, chance, version) };
    case 'ifNewer':
      return storeIfNewer(cache, key, value, nowUs, chance, version);
    case 'lease':
      return fill(cache, key, value, token, nowUs, chance, version);
  }
}

/** Why the cache asked the database. */
export type Errand =
  /** For a read that missed. */
  | 'load'
  /** For an entry that will expire soon. */
  | 'refresh'
  | 'writeThrough'
  | 'writeBoth'
  | 'writeAround';

/**
 * What the end of an errand leaves in the cache.
 * @param answer of the database, when the errand ended well
 * @param token of the lease that the errand holds, for those that read
 * @returns the key that had to leave for it, or null
 */
export function settle(
  cache: CacheState<number>,
  errand: Errand,
  key: CacheKey,
  ended: StepEnd,
  answer: Versioned | null,
  token: number,
  nowUs: number,
  chance: () => number,
): CacheKey | null {
  switch (errand) {
    // [CS7] What was read comes in with its lease.
    case 'load':
    case 'refresh':
      return answer === null ? null : letIn(cache, 'lease', key, answer, token, nowUs, chance).evicted;
    // [CS8] The database decides. When nobody knows what it has decided, the copy goes.
    case 'writeThrough':
      if (ended === 'unknown') remove(cache, key);
      return answer === null ? null : letIn(cache, 'ifNewer', key, answer, token, nowUs, chance).evicted;
    // [CS9] The copy goes with every write that may have happened.
    case 'writeAround':
      if (ended !== 'badly') remove(cache, key);
      return null;
    // [CS10] It was stored before the database had decided, and stays whatever that decides.
    case 'writeBoth':
      return answer === null ? null : letIn(cache, 'ifNewer', key, answer, token, nowUs, chance).evicted;
  }
}

/** [CS11] Whether a hit on this entry is to renew it: when it is older than this share of the time to live. */
export function isDueForRefresh(entry: CacheEntry, ttlUs: number, atRatio: number, nowUs: number): boolean {
  return nowUs - entry.storedAtUs >= atRatio * ttlUs;
}
