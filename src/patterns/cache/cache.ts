/**
 * A cache of bounded size whose entries may expire. Which entry leaves when there is no room is the business of an
 * eviction rule (`rule.ts`); everything else is here. All accesses take constant time, on average over many.
 */
import type { Plain } from '../../kernel/plain';
import { RULES, type EvictionOrder, type EvictionPolicy } from './rules';

export type CacheKey = number | string;

/** `absolute`: the time to live runs from the store; `sliding`: each hit starts it anew. */
export type TtlMode = 'absolute' | 'sliding';

export interface CacheOptions {
  policy: EvictionPolicy;
  /** Most entries held at once: a whole number ≥ 1, or Infinity for no limit. */
  capacity: number;
  /** Time an entry may be served, in microseconds, > 0. Infinity, the default, for no limit. */
  ttlUs?: number;
  /** `absolute` by default; without a TTL it makes no difference. */
  ttlMode?: TtlMode;
}

/** A cache. Entries live in slots, whole numbers from 1; the columns hold at [slot] what belongs to the entry there. */
export interface CacheState<V extends Plain = Plain> {
  readonly policy: EvictionPolicy;
  /** To be changed by `resize` only. */
  capacity: number;
  /** May be changed at any time; holds for entries stored, or renewed by a hit, from then on. */
  ttlUs: number;
  /** May be changed at any time. */
  ttlMode: TtlMode;
  /** What the eviction rule knows. */
  order: EvictionOrder;
  slotOf: Map<CacheKey, number>;
  keys: CacheKey[];
  values: (V | null)[];
  versions: number[];
  storedAtUs: number[];
  expiresAtUs: number[];
  /** Slots that were taken once and are free again. */
  freeSlots: number[];
  /** Key to the token of its lease, for keys that somebody has been allowed to fill (`lease.ts`). */
  leases: Map<CacheKey, number>;
  /** Token of the latest lease; 0 before the first. */
  lastToken: number;
}

/** What is known of one entry. */
export interface CacheEntry<V extends Plain = Plain> {
  readonly key: CacheKey;
  readonly value: V;
  /** Version of the value as its writer counts; 0 when no version was given. */
  readonly version: number;
  readonly storedAtUs: number;
  /** From this instant on it is not served any more; Infinity for never. */
  readonly expiresAtUs: number;
}

/** What a lookup found. An expired entry is handed out one last time: better stale than nothing, if the caller thinks so. */
export type Lookup<V extends Plain = Plain> =
  { readonly outcome: 'miss' } | { readonly outcome: 'hit' | 'expired'; readonly entry: CacheEntry<V> };

/** What became of a conditional store. */
export interface StoreResult {
  readonly stored: boolean;
  /** The key that had to leave for it, or null. */
  readonly evicted: CacheKey | null;
}

const MISS = Object.freeze({ outcome: 'miss' });

/** A store that was refused. */
export const REFUSED: StoreResult = Object.freeze({ stored: false, evicted: null });

/**
 * An empty cache.
 * @throws Error when the capacity or the TTL is out of range
 */
export function createCache<V extends Plain = Plain>(options: CacheOptions): CacheState<V> {
  const { policy, capacity, ttlUs = Infinity, ttlMode = 'absolute' } = options;
  checkCapacity(capacity);
  if (!(ttlUs > 0)) throw new Error(`The TTL of a cache must be more than 0 µs, not ${String(ttlUs)}.`);
  return {
    policy,
    capacity,
    ttlUs,
    ttlMode,
    order: RULES[policy].create(),
    slotOf: new Map(),
    keys: [''],
    values: [null],
    versions: [0],
    storedAtUs: [0],
    expiresAtUs: [0],
    freeSlots: [],
    leases: new Map(),
    lastToken: 0,
  };
}

function checkCapacity(capacity: number): void {
  if (capacity === Infinity || (Number.isInteger(capacity) && capacity >= 1)) return;
  throw new Error(`The capacity of a cache must be a whole number from 1, not ${String(capacity)}.`);
}

/** Reads a key. A hit counts as a use and, with a sliding TTL, starts it anew; an expired entry leaves. */
export function lookup<V extends Plain>(state: CacheState<V>, key: CacheKey, nowUs: number): Lookup<V> {
  const slot = state.slotOf.get(key);
  if (slot === undefined) return MISS;
  if (nowUs >= state.expiresAtUs[slot]) {
    const entry = entryAt(state, slot);
    drop(state, key, slot);
    return { outcome: 'expired', entry };
  }
  RULES[state.policy].use(state.order, slot);
  if (state.ttlMode === 'sliding') state.expiresAtUs[slot] = nowUs + state.ttlUs;
  return { outcome: 'hit', entry: entryAt(state, slot) };
}

/** An entry as it lies there, expired or not, or null. Counts as no use and changes nothing. */
export function peek<V extends Plain>(state: CacheState<V>, key: CacheKey): CacheEntry<V> | null {
  const slot = state.slotOf.get(key);
  return slot === undefined ? null : entryAt(state, slot);
}

/**
 * Puts a value in, whatever was there. Replacing a live value counts as a use of the entry; otherwise the entry is
 * new and, when the cache is full, another one leaves for it. Outstanding leases of the key are cancelled.
 * @param value kept as it is handed in: nobody may change it afterwards
 * @param chance uniform on [0, 1), asked by the rule `random` only
 * @param version of the value, for `storeIfNewer`
 * @returns the key that had to leave, or null
 */
export function store<V extends Plain>(
  state: CacheState<V>,
  key: CacheKey,
  value: V,
  nowUs: number,
  chance: () => number,
  version = 0,
): CacheKey | null {
  state.leases.delete(key);
  const present = state.slotOf.get(key);
  if (present !== undefined && nowUs < state.expiresAtUs[present]) {
    write(state, present, value, nowUs, version);
    RULES[state.policy].use(state.order, present);
    return null;
  }
  if (present !== undefined) drop(state, key, present);
  const evicted = state.slotOf.size >= state.capacity ? evict(state, chance) : null;
  const slot = state.freeSlots.pop() ?? state.keys.length;
  state.keys[slot] = key;
  state.slotOf.set(key, slot);
  write(state, slot, value, nowUs, version);
  RULES[state.policy].enter(state.order, slot);
  return evicted;
}

/** As `store`, but refused when the cache holds a live value of the same or a newer version. */
export function storeIfNewer<V extends Plain>(
  state: CacheState<V>,
  key: CacheKey,
  value: V,
  nowUs: number,
  chance: () => number,
  version: number,
): StoreResult {
  const slot = state.slotOf.get(key);
  const live = slot !== undefined && nowUs < state.expiresAtUs[slot];
  if (live && state.versions[slot] >= version) return REFUSED;
  return { stored: true, evicted: store(state, key, value, nowUs, chance, version) };
}

/** Deletes a key and cancels its leases. @returns whether there was an entry, expired or not */
export function remove(state: CacheState, key: CacheKey): boolean {
  state.leases.delete(key);
  const slot = state.slotOf.get(key);
  if (slot === undefined) return false;
  drop(state, key, slot);
  return true;
}

/** Deletes everything and cancels all leases. */
export function clear(state: CacheState): void {
  state.leases.clear();
  for (const [key, slot] of state.slotOf) drop(state, key, slot);
}

/**
 * Changes the capacity. While there are too many entries, the rule chooses one to leave.
 * @returns the keys that had to leave, in that order
 * @throws Error when the capacity is out of range
 */
export function resize(state: CacheState, capacity: number, chance: () => number): CacheKey[] {
  checkCapacity(capacity);
  state.capacity = capacity;
  const evicted: CacheKey[] = [];
  while (state.slotOf.size > capacity) evicted.push(evict(state, chance));
  return evicted;
}

/** Number of entries, expired ones that still lie there included. */
export function sizeOf(state: CacheState): number {
  return state.slotOf.size;
}

/**
 * All entries, the next victim first; under `random`, where nobody knows it, in no particular order. Takes time in
 * proportion to the size: for showing small caches.
 */
export function entriesOf<V extends Plain>(state: CacheState<V>): CacheEntry<V>[] {
  return RULES[state.policy].order(state.order).map((slot) => entryAt(state, slot));
}

function entryAt<V extends Plain>(state: CacheState<V>, slot: number): CacheEntry<V> {
  return {
    key: state.keys[slot],
    value: state.values[slot] as V,
    version: state.versions[slot],
    storedAtUs: state.storedAtUs[slot],
    expiresAtUs: state.expiresAtUs[slot],
  };
}

function write<V extends Plain>(
  state: CacheState<V>,
  slot: number,
  value: V,
  nowUs: number,
  version: number,
): void {
  state.values[slot] = value;
  state.versions[slot] = version;
  state.storedAtUs[slot] = nowUs;
  state.expiresAtUs[slot] = nowUs + state.ttlUs;
}

function evict(state: CacheState, chance: () => number): CacheKey {
  const slot = RULES[state.policy].victim(state.order, chance);
  const key = state.keys[slot];
  drop(state, key, slot);
  return key;
}

function drop(state: CacheState, key: CacheKey, slot: number): void {
  RULES[state.policy].leave(state.order, slot);
  state.slotOf.delete(key);
  state.values[slot] = null;
  state.freeSlots.push(slot);
}
