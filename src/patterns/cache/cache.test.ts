import { describe, expect, it } from 'vitest';
import {
  clear,
  createCache,
  entriesOf,
  lookup,
  peek,
  remove,
  resize,
  sizeOf,
  store,
  storeIfNewer,
  type CacheKey,
  type CacheOptions,
  type CacheState,
  type EvictionPolicy,
} from '.';

/** For rules that leave nothing to chance. */
const noChance = (): number => {
  throw new Error('This rule must not draw.');
};

function cacheWith(options: Partial<CacheOptions>, keys: readonly CacheKey[] = []): CacheState<string> {
  const state = createCache<string>({ policy: 'lru', capacity: 3, ...options });
  for (const key of keys) store(state, key, `value of ${String(key)}`, 0, noChance);
  return state;
}

function keysOf(state: CacheState): CacheKey[] {
  return entriesOf(state).map((entry) => entry.key);
}

/** Reads the keys of a text one after the other, and stores those that are missed. @returns the keys evicted */
function read(state: CacheState<string>, keys: string): string {
  let evicted = '';
  for (const key of keys) {
    if (lookup(state, key, 0).outcome === 'hit') continue;
    evicted += String(store(state, key, key, 0, noChance) ?? '');
  }
  return evicted;
}

describe('looking up and storing', () => {
  it('[CA2] finds what was stored last, and misses what was never stored or has left', () => {
    const state = cacheWith({});
    expect(lookup(state, 'a', 0)).toEqual({ outcome: 'miss' });
    store(state, 'a', 'one', 5, noChance);
    store(state, 'a', 'two', 7, noChance, 4);
    expect(lookup(state, 'a', 9)).toEqual({
      outcome: 'hit',
      entry: { key: 'a', value: 'two', version: 4, storedAtUs: 7, expiresAtUs: Infinity },
    });
    expect(remove(state, 'a')).toBe(true);
    expect(remove(state, 'a')).toBe(false);
    expect(lookup(state, 'a', 9).outcome).toBe('miss');
  });

  it('[CA2] keeps numbers and texts apart, and takes 0 and the empty text for keys', () => {
    const state = cacheWith({ capacity: 4 }, [1, '1', 0, '']);
    expect(keysOf(state)).toEqual([1, '1', 0, '']);
    expect(store(state, 'next', '', 0, noChance)).toBe(1);
    resize(state, 2, noChance);
    expect(store(state, 'last', '', 0, noChance)).toBe('');
  });

  it('[CA3] evicts one entry for a new key in a full cache, and nothing otherwise', () => {
    const state = cacheWith({}, ['a', 'b', 'c']);
    expect(store(state, 'b', 'again', 0, noChance)).toBeNull();
    expect(store(state, 'd', 'new', 0, noChance)).toBe('a');
    expect(sizeOf(state)).toBe(3);
    remove(state, 'c');
    expect(store(state, 'e', 'new', 0, noChance)).toBeNull();
  });

  it('[CA4] peeking is no use and does not remove what has expired', () => {
    const state = cacheWith({ ttlUs: 10 }, ['a', 'b', 'c']);
    expect(peek(state, 'a')).toMatchObject({ value: 'value of a', expiresAtUs: 10 });
    expect(peek(state, 'z')).toBeNull();
    expect(keysOf(state)).toEqual(['a', 'b', 'c']);
  });

  it('refuses a capacity or a TTL out of range', () => {
    expect(() => cacheWith({ capacity: 0 })).toThrow('must be a whole number from 1, not 0.');
    expect(() => cacheWith({ capacity: 2.5 })).toThrow('not 2.5');
    expect(() => cacheWith({ capacity: NaN })).toThrow('not NaN');
    expect(() => cacheWith({ ttlUs: 0 })).toThrow('must be more than 0 µs, not 0.');
    expect(() => cacheWith({ ttlUs: NaN })).toThrow('not NaN');
    expect(() => resize(cacheWith({}), -1, noChance)).toThrow('not -1');
  });

  it('holds any number of entries when the capacity is infinite', () => {
    const state = cacheWith({ capacity: Infinity });
    for (let key = 0; key < 1000; key++) expect(store(state, key, '', 0, noChance)).toBeNull();
    expect(sizeOf(state)).toBe(1000);
  });
});

describe('eviction rules', () => {
  it('[CA5] lru evicts what was used longest ago', () => {
    expect(read(cacheWith({ policy: 'lru' }), 'abcadebf')).toBe('bcad');
  });

  it('[CA6] fifo evicts what came first, used or not', () => {
    expect(read(cacheWith({ policy: 'fifo' }), 'abcaadaae')).toBe('abc');
  });

  it('[CA7] lfu evicts what was used least, then what was used longest ago, and forgets uses', () => {
    // a, b and c are used 3, 2 and 2 times; d and e pass through; then b goes, used before c was.
    const state = cacheWith({ policy: 'lfu' });
    expect(read(state, 'abcabca')).toBe('');
    expect(keysOf(state)).toEqual(['b', 'c', 'a']);
    expect(read(state, 'ddd')).toBe('b');
    expect(read(state, 'e')).toBe('c');
    expect(read(state, 'b')).toBe('e');
    expect(keysOf(state)).toEqual(['b', 'a', 'd']);
  });

  it('[CA8] clock lets a marked entry off once', () => {
    const state = cacheWith({ policy: 'clock' });
    expect(read(state, 'abcab')).toBe('');
    expect(keysOf(state)).toEqual(['c', 'a', 'b']);
    expect(read(state, 'd')).toBe('c');
    expect(keysOf(state)).toEqual(['a', 'b', 'd']);
    // Were the marks of a and b still set, d would have to go.
    expect(read(state, 'e')).toBe('a');
  });

  it('[CA8] clock goes round once when all entries are marked', () => {
    const state = cacheWith({ policy: 'clock' });
    expect(read(state, 'abcabcd')).toBe('a');
    expect(keysOf(state)).toEqual(['b', 'c', 'd']);
  });

  it('[CA9] random takes one draw for each eviction and reaches every entry', () => {
    for (const [index, draw] of [0, 0.34, 0.99].entries()) {
      let draws = 0;
      const state = cacheWith({ policy: 'random' }, ['a', 'b', 'c']);
      const victim = store(state, 'd', '', 0, () => {
        draws++;
        return draw;
      });
      expect([victim, draws]).toEqual(['abc'[index], 1]);
    }
  });

  it.each<[EvictionPolicy, string]>([
    ['lru', 'bca'],
    ['lfu', 'bca'],
    ['fifo', 'abc'],
    ['clock', 'bca'],
  ])('[CA4] under %s, replacing a live value is a use', (policy, order) => {
    const state = cacheWith({ policy }, ['a', 'b', 'c', 'a']);
    expect(keysOf(state).join('')).toBe(order);
  });
});

describe('expiry', () => {
  it('[CA11] [CA12] an absolute TTL runs from the store, hits or not', () => {
    const state = cacheWith({ ttlUs: 100 }, ['a']);
    expect(lookup(state, 'a', 99).outcome).toBe('hit');
    expect(lookup(state, 'a', 100)).toEqual({
      outcome: 'expired',
      entry: { key: 'a', value: 'value of a', version: 0, storedAtUs: 0, expiresAtUs: 100 },
    });
    expect(lookup(state, 'a', 100)).toEqual({ outcome: 'miss' });
    expect(sizeOf(state)).toBe(0);
  });

  it('[CA11] a sliding TTL runs from the last use', () => {
    const state = cacheWith({ ttlUs: 100, ttlMode: 'sliding' }, ['a']);
    expect(lookup(state, 'a', 99)).toMatchObject({
      outcome: 'hit',
      entry: { expiresAtUs: 199, storedAtUs: 0 },
    });
    expect(lookup(state, 'a', 198).outcome).toBe('hit');
    expect(peek(state, 'a')?.expiresAtUs).toBe(298);
    expect(lookup(state, 'a', 298).outcome).toBe('expired');
  });

  it('[CA11] a store starts the TTL anew', () => {
    const state = cacheWith({ ttlUs: 100 }, ['a']);
    store(state, 'a', 'new', 60, noChance);
    expect(lookup(state, 'a', 159).outcome).toBe('hit');
    expect(lookup(state, 'a', 160).outcome).toBe('expired');
  });

  it('[CA13] an expired entry keeps its slot, and is evicted in its turn only', () => {
    const state = cacheWith({ ttlUs: 100, capacity: 2 });
    store(state, 'a', '', 0, noChance);
    store(state, 'b', '', 50, noChance);
    lookup(state, 'a', 60);
    expect(store(state, 'c', '', 120, noChance)).toBe('b');
    expect(keysOf(state)).toEqual(['a', 'c']);
  });

  it('[CA13] a store over an expired entry makes a new entry', () => {
    const state = cacheWith({ policy: 'lfu', ttlUs: 100, capacity: 2 });
    read(state, 'aaa');
    store(state, 'b', '', 90, noChance);
    lookup(state, 'b', 95);
    expect(store(state, 'a', 'new', 150, noChance)).toBeNull();
    expect(keysOf(state)).toEqual(['a', 'b']);
  });

  it('[CA14] a changed TTL holds from the next store or renewal', () => {
    const state = cacheWith({ ttlUs: 100, ttlMode: 'sliding' }, ['a', 'b']);
    state.ttlUs = 20;
    expect(peek(state, 'a')?.expiresAtUs).toBe(100);
    lookup(state, 'a', 90);
    expect(peek(state, 'a')?.expiresAtUs).toBe(110);
    state.ttlMode = 'absolute';
    lookup(state, 'b', 95);
    expect(peek(state, 'b')?.expiresAtUs).toBe(100);
  });
});

describe('versions', () => {
  it('[CA15] a value is stored only when it is newer than what lives there', () => {
    const state = cacheWith({ ttlUs: 100, capacity: 1 });
    expect(storeIfNewer(state, 'a', 'v2', 0, noChance, 2)).toEqual({ stored: true, evicted: null });
    expect(storeIfNewer(state, 'a', 'v1', 1, noChance, 1)).toEqual({ stored: false, evicted: null });
    expect(storeIfNewer(state, 'a', 'v2 again', 1, noChance, 2)).toEqual({ stored: false, evicted: null });
    expect(peek(state, 'a')).toMatchObject({ value: 'v2', version: 2, storedAtUs: 0 });
    expect(storeIfNewer(state, 'a', 'v3', 2, noChance, 3).stored).toBe(true);
    expect(storeIfNewer(state, 'b', 'v1', 2, noChance, 1)).toEqual({ stored: true, evicted: 'a' });
  });

  it('[CA15] a refused value is no use of the entry', () => {
    const state = cacheWith({ capacity: 2 }, ['a', 'b']);
    storeIfNewer(state, 'a', 'same', 0, noChance, 0);
    expect(keysOf(state)).toEqual(['a', 'b']);
  });

  it('[CA15] [CA16] an expired or removed entry stands in nobody’s way', () => {
    const state = cacheWith({ ttlUs: 100 });
    storeIfNewer(state, 'a', 'v9', 0, noChance, 9);
    expect(storeIfNewer(state, 'a', 'v1', 100, noChance, 1).stored).toBe(true);
    storeIfNewer(state, 'b', 'v9', 0, noChance, 9);
    remove(state, 'b');
    expect(storeIfNewer(state, 'b', 'v1', 1, noChance, 1).stored).toBe(true);
  });

  it('[CA16] GT C-4d: a reader’s late fill is refused when the writer stores the new version', () => {
    const state = cacheWith({});
    expect(lookup(state, 'x', 0).outcome).toBe('miss');
    // The reader now reads v1; the writer writes v2 to the database and to the cache; the reader comes back.
    storeIfNewer(state, 'x', 'v2', 10, noChance, 2);
    expect(storeIfNewer(state, 'x', 'v1', 20, noChance, 1).stored).toBe(false);
    expect(peek(state, 'x')?.value).toBe('v2');
  });
});

describe('size', () => {
  it('[CA19] shrinking evicts by the rule and keeps what it knows', () => {
    const state = cacheWith({ policy: 'lfu', capacity: 4 });
    read(state, 'abcdabba');
    expect(resize(state, 2, noChance)).toEqual(['c', 'd']);
    expect(keysOf(state)).toEqual(['b', 'a']);
    expect(resize(state, 3, noChance)).toEqual([]);
    expect(read(state, 'efaf')).toBe('e');
    expect(keysOf(state)).toEqual(['f', 'b', 'a']);
  });

  it('[CA20] clearing leaves an empty cache that works', () => {
    const state = cacheWith({}, ['a', 'b', 'c']);
    clear(state);
    expect([sizeOf(state), entriesOf(state)]).toEqual([0, []]);
    expect(state.values.every((value) => value === null)).toBe(true);
    expect(read(state, 'defg')).toBe('d');
  });
});
