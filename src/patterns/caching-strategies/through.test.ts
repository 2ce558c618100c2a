import { describe, expect, it } from 'vitest';
import { createCache, lease, lookup, peek, remove, store, type CacheState } from '../cache/index';
import { isDueForRefresh, letIn, settle, type Errand, type StepEnd, type Versioned } from '.';

const KEY = 7;
const noChance = (): number => 0;

function emptyCache(capacity = 2): CacheState<number> {
  return createCache<number>({ policy: 'lru', capacity });
}

/** A cache that holds value 10 of version 10. */
function filledCache(): CacheState<number> {
  const cache = emptyCache();
  store(cache, KEY, 10, 0, noChance, 10);
  return cache;
}

const held = (cache: CacheState<number>): number | null => peek(cache, KEY)?.value ?? null;
const of = (version: number): Versioned => ({ value: version, version });

describe('[CS6] what is let in', () => {
  it('always: even an old value', () => {
    const cache = filledCache();
    expect(letIn(cache, 'always', KEY, of(5), 0, 1, noChance).stored).toBe(true);
    expect(held(cache)).toBe(5);
  });

  it('if newer: not an older or equal version of a live entry', () => {
    const cache = filledCache();
    for (const version of [5, 10]) {
      expect(letIn(cache, 'ifNewer', KEY, of(version), 0, 1, noChance).stored).toBe(false);
      expect(held(cache)).toBe(10);
    }
    expect(letIn(cache, 'ifNewer', KEY, of(11), 0, 1, noChance).stored).toBe(true);
    expect(held(cache)).toBe(11);
  });

  it('with a lease: only with the token of the key', () => {
    const cache = emptyCache();
    const token = lease(cache, KEY);
    expect(letIn(cache, 'lease', KEY, of(5), 0, 1, noChance).stored).toBe(false);
    expect(letIn(cache, 'lease', KEY, of(5), token + 1, 1, noChance).stored).toBe(false);
    expect(letIn(cache, 'lease', KEY, of(5), token, 1, noChance).stored).toBe(true);
    expect(held(cache)).toBe(5);
  });

  it('says who had to leave', () => {
    const cache = emptyCache(1);
    store(cache, 1, 1, 0, noChance);
    expect(letIn(cache, 'always', KEY, of(5), 0, 1, noChance).evicted).toBe(1);
    const token = lease(cache, 2);
    expect(settle(cache, 'load', 2, 'well', of(6), token, 1, noChance)).toBe(KEY);
    expect(settle(cache, 'writeThrough', 3, 'well', of(8), 0, 1, noChance)).toBe(2);
  });
});

describe('what an errand leaves', () => {
  const end = (
    cache: CacheState<number>,
    errand: Errand,
    ended: StepEnd,
    version: number | null,
    token = 0,
  ): number | null => {
    settle(cache, errand, KEY, ended, version === null ? null : of(version), token, 1, noChance);
    return held(cache);
  };

  it.each(['load', 'refresh'] as const)('[CS7] a %s comes in with its lease', (errand) => {
    const cache = emptyCache();
    expect(end(cache, errand, 'well', 5, lease(cache, KEY))).toBe(5);
  });

  it.each(['load', 'refresh'] as const)('[CS7] a %s is refused after a delete or a write', (errand) => {
    const deleted = filledCache();
    const early = lease(deleted, KEY);
    remove(deleted, KEY);
    expect(end(deleted, errand, 'well', 10, early)).toBeNull();
    const written = emptyCache();
    const token = lease(written, KEY);
    store(written, KEY, 20, 0, noChance, 20);
    expect(end(written, errand, 'well', 10, token)).toBe(20);
  });

  it('[CS7] a read that failed leaves the entry that was there', () => {
    for (const ended of ['badly', 'unknown'] as const) {
      const cache = filledCache();
      expect(end(cache, 'refresh', ended, null, lease(cache, KEY))).toBe(10);
    }
  });

  it('[CS8] write-through: the database decides', () => {
    expect(end(filledCache(), 'writeThrough', 'well', 12)).toBe(12);
    expect(end(filledCache(), 'writeThrough', 'well', 9)).toBe(10);
    expect(end(filledCache(), 'writeThrough', 'badly', null)).toBe(10);
    expect(end(filledCache(), 'writeThrough', 'unknown', null)).toBeNull();
  });

  it('[CS8] a reader on the way cannot bring back what a write of unknown end may have replaced', () => {
    const cache = filledCache();
    const token = lease(cache, KEY);
    end(cache, 'writeThrough', 'unknown', null);
    expect(end(cache, 'load', 'well', 10, token)).toBeNull();
  });

  it('[CS9] write-around: the next read misses, unless the write was refused', () => {
    for (const ended of ['well', 'unknown'] as const) {
      const cache = filledCache();
      const token = lease(cache, KEY);
      end(cache, 'writeAround', ended, ended === 'well' ? 12 : null);
      end(cache, 'load', 'well', 10, token);
      expect(lookup(cache, KEY, 2).outcome).toBe('miss');
    }
    expect(end(filledCache(), 'writeAround', 'badly', null)).toBe(10);
  });

  it('[CS10] both at once: a value stays though the database refused it', () => {
    const cache = filledCache();
    store(cache, KEY, 11, 1, noChance, 11);
    expect(end(cache, 'writeBoth', 'badly', null)).toBe(11);
    expect(end(cache, 'writeBoth', 'unknown', null)).toBe(11);
    expect(end(cache, 'writeBoth', 'well', 15)).toBe(15);
  });
});

it('[CS11] an entry is renewed from a share of its time to live on', () => {
  const cache = emptyCache();
  store(cache, KEY, 1, 1_000, noChance);
  const entry = peek(cache, KEY);
  if (!entry) throw new Error('The entry is there.');
  const due = [1_000, 1_699, 1_700, 5_000].map((nowUs) => isDueForRefresh(entry, 1_000, 0.7, nowUs));
  expect(due).toEqual([false, false, true, true]);
  expect(isDueForRefresh(entry, Infinity, 0.7, 1e12)).toBe(false);
});
