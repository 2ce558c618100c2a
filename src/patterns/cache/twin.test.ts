/** Every eviction rule against a twin that keeps a plain list and sorts it, over random operations. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyPlain, findImpurities } from '../../kernel/plain';
import {
  EVICTION_POLICIES,
  clear,
  createCache,
  entriesOf,
  fill,
  lease,
  lookup,
  peek,
  remove,
  resize,
  sizeOf,
  store,
  storeIfNewer,
  type CacheOptions,
  type CacheState,
  type EvictionPolicy,
} from '.';

interface TwinEntry {
  key: number;
  value: number;
  version: number;
  expiresAtUs: number;
  arrivedAt: number;
  usedAt: number;
  uses: number;
  visited: boolean;
}

/** What a rule sorts by, the victim first; `clock` and `random` have rules of their own. */
const SORT: Partial<Record<EvictionPolicy, (a: TwinEntry, b: TwinEntry) => number>> = {
  lru: (a, b) => a.usedAt - b.usedAt,
  fifo: (a, b) => a.arrivedAt - b.arrivedAt,
  lfu: (a, b) => a.uses - b.uses || a.usedAt - b.usedAt,
};

/** A cache as a list of entries; under `clock` in the order of the queue. */
class Twin {
  entries: TwinEntry[] = [];
  leases = new Map<number, number>();
  ticks = 0;
  options: Required<CacheOptions>;

  constructor(options: Required<CacheOptions>) {
    this.options = { ...options };
  }

  find(key: number): TwinEntry | undefined {
    return this.entries.find((entry) => entry.key === key);
  }

  live(key: number, nowUs: number): TwinEntry | undefined {
    return this.entries.find((entry) => entry.key === key && nowUs < entry.expiresAtUs);
  }

  drop(key: number): void {
    this.entries = this.entries.filter((entry) => entry.key !== key);
  }

  use(entry: TwinEntry): void {
    entry.usedAt = this.ticks++;
    entry.uses++;
    entry.visited = true;
  }

  lookup(key: number, nowUs: number): string {
    const entry = this.find(key);
    if (!entry) return 'miss';
    if (!this.live(key, nowUs)) {
      this.drop(key);
      return `expired ${String(entry.value)}`;
    }
    this.use(entry);
    if (this.options.ttlMode === 'sliding') entry.expiresAtUs = nowUs + this.options.ttlUs;
    return `hit ${String(entry.value)}`;
  }

  /** @param chosen what the cache under test evicted: the twin believes it under `random` only */
  store(key: number, value: number, version: number, nowUs: number, chosen: number | null): number | null {
    this.leases.delete(key);
    const expiresAtUs = nowUs + this.options.ttlUs;
    const present = this.live(key, nowUs);
    if (present) {
      Object.assign(present, { value, version, expiresAtUs });
      this.use(present);
      return null;
    }
    this.drop(key);
    const evicted = this.entries.length >= this.options.capacity ? this.evict(chosen) : null;
    const tick = this.ticks++;
    const counters = { arrivedAt: tick, usedAt: tick, uses: 1, visited: false };
    this.entries.push({ key, value, version, expiresAtUs, ...counters });
    return evicted;
  }

  evict(chosen: number | null): number | null {
    const victim = this.options.policy === 'random' ? chosen : this.victim().key;
    const before = this.entries.length;
    if (victim !== null) this.drop(victim);
    return this.entries.length === before ? null : victim;
  }

  victim(): TwinEntry {
    const sort = SORT[this.options.policy];
    if (sort) return [...this.entries].sort(sort)[0];
    while (this.entries[0].visited) {
      this.entries[0].visited = false;
      this.entries.push(...this.entries.splice(0, 1));
    }
    return this.entries[0];
  }

  /** Keys in the order in which evictions would take them. */
  order(): number[] {
    const copy = new Twin(this.options);
    copy.entries = this.entries.map((entry) => ({ ...entry }));
    const keys: number[] = [];
    while (copy.entries.length > 0) {
      keys.push(copy.victim().key);
      copy.drop(keys[keys.length - 1]);
    }
    return keys;
  }
}

const MAX_CAPACITY = 7;

type Op =
  | { do: 'lookup' | 'store' | 'ifNewer' | 'remove' | 'lease' | 'fill'; key: number; version: number }
  | { do: 'wait'; forUs: number }
  | { do: 'resize'; capacity: number }
  | { do: 'clear' };

const keyed = (names: readonly ('lookup' | 'store' | 'ifNewer' | 'remove' | 'lease' | 'fill')[]) =>
  fc.record({ do: fc.constantFrom(...names), key: fc.nat(9), version: fc.nat(3) });
const operation: fc.Arbitrary<Op> = fc.oneof(
  { weight: 20, arbitrary: keyed(['lookup', 'lookup', 'store']) },
  { weight: 4, arbitrary: keyed(['ifNewer', 'remove', 'lease', 'fill']) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), forUs: fc.nat(40) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('resize' as const),
      capacity: fc.integer({ min: 1, max: MAX_CAPACITY }),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Op>({ do: 'clear' }) },
);

/** Both caches, the clock and the chance of one run. */
class Pair {
  state: CacheState<number>;
  twin: Twin;
  nowUs = 0;
  stored = 0;
  draws = 0;

  constructor(options: Required<CacheOptions>) {
    this.state = createCache<number>(options);
    this.twin = new Twin(options);
  }

  chance = (): number => (this.draws++ * 0.618) % 1;

  apply(op: Op): void {
    const { state, twin, nowUs, chance } = this;
    if (op.do === 'wait') this.nowUs += op.forUs;
    else if (op.do === 'clear') {
      clear(state);
      twin.entries = [];
      twin.leases.clear();
    } else if (op.do === 'resize') {
      const evicted = resize(state, op.capacity, chance);
      twin.options.capacity = op.capacity;
      expect(evicted.map((key) => twin.evict(Number(key)))).toEqual(evicted);
    } else if (op.do === 'lookup') {
      const found = lookup(state, op.key, nowUs);
      const says = found.outcome === 'miss' ? 'miss' : `${found.outcome} ${String(found.entry.value)}`;
      expect(says).toBe(twin.lookup(op.key, nowUs));
    } else if (op.do === 'remove') {
      twin.leases.delete(op.key);
      expect(remove(state, op.key)).toBe(twin.find(op.key) !== undefined);
      twin.drop(op.key);
    } else if (op.do === 'lease') {
      const token = lease(state, op.key);
      expect(twin.leases.get(op.key) ?? token).toBe(token);
      twin.leases.set(op.key, token);
    } else this.applyStore(op.do, op.key, op.version);
  }

  applyStore(how: 'store' | 'ifNewer' | 'fill', key: number, version: number): void {
    const { state, twin, nowUs, chance } = this;
    const value = this.stored++;
    const token = twin.leases.get(key);
    let allowed = true;
    let result: { stored: boolean; evicted: unknown };
    if (how === 'store') {
      result = { stored: true, evicted: store(state, key, value, nowUs, chance, version) };
    } else if (how === 'ifNewer') {
      allowed = (twin.live(key, nowUs)?.version ?? -1) < version;
      result = storeIfNewer(state, key, value, nowUs, chance, version);
    } else {
      allowed = token !== undefined;
      result = fill(state, key, value, token ?? state.lastToken, nowUs, chance, version);
    }
    const chosen = result.evicted === null ? null : Number(result.evicted);
    const evicted = allowed ? twin.store(key, value, version, nowUs, chosen) : null;
    expect(result).toEqual({ stored: allowed, evicted });
  }

  compare(): void {
    const { state, twin } = this;
    expect(sizeOf(state)).toBeLessThanOrEqual(state.capacity);
    // Slots are used again: never more than the largest capacity, and the place before the first.
    expect(state.keys.length).toBeLessThanOrEqual(1 + MAX_CAPACITY);
    const listed = entriesOf(state).map((entry) => entry.key);
    if (state.policy === 'random') expect(listed.toSorted()).toEqual(twin.order().toSorted());
    else expect(listed).toEqual(twin.order());
    for (const { key, value, version, expiresAtUs } of twin.entries) {
      expect(peek(state, key)).toMatchObject({ key, value, version, expiresAtUs });
    }
  }
}

// Without a size, fast-check draws histories of some ten operations, whatever the greatest length.
const history = fc.array(operation, { maxLength: 120, size: 'max' });
const capacity = fc.integer({ min: 1, max: MAX_CAPACITY });
const ttl = fc.constantFrom(
  { ttlUs: Infinity, ttlMode: 'absolute' as const },
  { ttlUs: 60, ttlMode: 'absolute' as const },
  { ttlUs: 60, ttlMode: 'sliding' as const },
);

describe.each(EVICTION_POLICIES)('%s and its naive twin', (policy) => {
  it('[CA1] [CA2] [CA3] [CA7] [CA10] [CA21] agree after every operation, copies included', () => {
    fc.assert(
      fc.property(ttl, capacity, history, (life, size, ops) => {
        const pair = new Pair({ policy, capacity: size, ...life });
        for (const [index, op] of ops.entries()) {
          pair.apply(op);
          pair.compare();
          if (index % 13 === 0) {
            expect(findImpurities(pair.state)).toEqual([]);
            pair.state = copyPlain(pair.state);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe.each(EVICTION_POLICIES.filter((policy) => policy !== 'random'))('%s and its list', (policy) => {
  it('[CA10] [CA19] the list foretells the evictions', () => {
    fc.assert(
      fc.property(capacity, history, (size, ops) => {
        const pair = new Pair({ policy, capacity: size, ttlUs: Infinity, ttlMode: 'absolute' });
        for (const op of ops) pair.apply(op);
        const listed = entriesOf(pair.state).map((entry) => entry.key);
        const evicted = resize(pair.state, 1, pair.chance);
        expect([...evicted, ...entriesOf(pair.state).map((entry) => entry.key)]).toEqual(listed);
        expect(pair.draws).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});
