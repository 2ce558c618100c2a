import { describe, expect, it } from 'vitest';
import { clear, createCache, fill, lease, lookup, peek, remove, store, type CacheState } from '.';

const noChance = (): number => 0;
const refused = { stored: false, evicted: null };

function emptyCache(capacity = 2, ttlUs = Infinity): CacheState<string> {
  return createCache<string>({ policy: 'lru', capacity, ttlUs });
}

describe('leases', () => {
  it('[CA17] a fill needs the token of the key’s lease', () => {
    const state = emptyCache();
    const token = lease(state, 'x');
    expect(token).toBeGreaterThan(0);
    expect(fill(state, 'y', 'v', token, 0, noChance)).toEqual(refused);
    expect(fill(state, 'x', 'v', token + 1, 0, noChance)).toEqual(refused);
    expect(fill(state, 'x', 'v', token, 3, noChance, 7)).toEqual({ stored: true, evicted: null });
    expect(peek(state, 'x')).toMatchObject({ value: 'v', version: 7, storedAtUs: 3 });
  });

  it('[CA17] [CA18] all who miss share one token, and the first fill spends it', () => {
    const state = emptyCache();
    const token = lease(state, 'x');
    expect(lease(state, 'x')).toBe(token);
    expect(fill(state, 'x', 'first', token, 0, noChance).stored).toBe(true);
    expect(fill(state, 'x', 'second', token, 0, noChance)).toEqual(refused);
    expect(lease(state, 'x')).not.toBe(token);
  });

  it('[CA18] removing, clearing and storing cancel a lease', () => {
    const state = emptyCache();
    const cancels = [
      () => remove(state, 'x'),
      () => {
        clear(state);
      },
      () => store(state, 'x', 'written', 0, noChance),
    ];
    for (const cancel of cancels) {
      const token = lease(state, 'x');
      cancel();
      expect(fill(state, 'x', 'old', token, 0, noChance)).toEqual(refused);
      expect(lease(state, 'x')).toBeGreaterThan(token);
    }
  });

  it('[CA18] eviction, expiry and what happens to other keys do not cancel a lease', () => {
    const state = emptyCache(1, 100);
    store(state, 'x', 'v1', 0, noChance);
    const token = lease(state, 'x');
    expect(lookup(state, 'x', 100).outcome).toBe('expired');
    store(state, 'y', 'v1', 100, noChance);
    remove(state, 'z');
    expect(fill(state, 'x', 'v1', token, 110, noChance)).toEqual({ stored: true, evicted: 'y' });
  });

  it('[CA18] GT C-4d: a reader’s late fill is refused after the writer’s delete', () => {
    const state = emptyCache();
    expect(lookup(state, 'x', 0).outcome).toBe('miss');
    const late = lease(state, 'x');
    // The reader now reads v1; the writer writes v2 to the database and deletes the key; another reader misses too.
    remove(state, 'x');
    const fresh = lease(state, 'x');
    expect(fill(state, 'x', 'v1', late, 20, noChance)).toEqual(refused);
    expect(lookup(state, 'x', 30).outcome).toBe('miss');
    expect(fill(state, 'x', 'v2', fresh, 40, noChance).stored).toBe(true);
    expect(fill(state, 'x', 'v1', late, 50, noChance)).toEqual(refused);
    expect(peek(state, 'x')?.value).toBe('v2');
  });

  it('[CA16] GT C-4d: without version or lease, the late fill leaves a stale value', () => {
    const state = emptyCache();
    expect(lookup(state, 'x', 0).outcome).toBe('miss');
    remove(state, 'x');
    store(state, 'x', 'v1', 20, noChance);
    expect(peek(state, 'x')?.value).toBe('v1');
  });
});
