/** Hit counts and ratios of GT section 5: exact on generated traces, within tolerance under random reads. */
import { describe, expect, it } from 'vitest';
import { sampleZipf, zipfTable } from '../../kernel/distributions';
import { createStreams, nextExponential, nextUniform, streamOffset } from '../../kernel/random';
import { US_PER_S } from '../../kernel/time';
import { createCache, lookup, store, type CacheState, type EvictionPolicy, type TtlMode } from '.';

/** A random stream that starts at the same place whenever a test asks for it. */
function streamOf(name: string): { words: Int32Array; offset: number } {
  const streams = createStreams();
  const offset = streamOffset(streams, 20_240_501, name);
  return { words: streams.words, offset };
}

/** Reads the keys one a microsecond, storing what is missed. @returns hits from the key at `from` on */
function countHits(policy: EvictionPolicy, capacity: number, keys: ArrayLike<number>, from = 0): number {
  const state = createCache<number>({ policy, capacity });
  const { words, offset } = streamOf('chance');
  const chance = (): number => nextUniform(words, offset);
  let hits = 0;
  for (let i = 0; i < keys.length; i++) {
    if (lookup(state, keys[i], i).outcome !== 'hit') store(state, keys[i], i, i, chance);
    else if (i >= from) hits++;
  }
  return hits;
}

/** GT 5.4, trace SYN: 100 000 references to 1024 keys. */
function traceSyn(): number[] {
  const keys: number[] = [];
  for (let x = 1; keys.length < 100_000;) {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    const u = x >>> 16;
    keys.push((u * u) >>> 22);
  }
  return keys;
}

/** GT 5.4, trace SYNSCAN: as SYN, with 200 keys never seen before after every 1000 references. */
function traceSynScan(): number[] {
  const keys: number[] = [];
  let unseen = 100_000;
  for (const [index, key] of traceSyn().entries()) {
    keys.push(key);
    if (index % 1000 === 999) for (let i = 0; i < 200; i++) keys.push(unseen++);
  }
  return keys;
}

describe('GT C-5: exact hit counts', () => {
  const traces = { SYN: traceSyn(), SYNSCAN: traceSynScan() };

  it('the generated traces are those of the table', () => {
    expect(traces.SYN.slice(0, 12)).toEqual([57, 139, 260, 508, 2, 139, 614, 316, 0, 418, 64, 182]);
    expect([traces.SYN.length, traces.SYNSCAN.length]).toEqual([100_000, 120_000]);
  });

  it.each([
    ['SYN', 16, 3835, 3634, 4045, 6775],
    ['SYN', 128, 22232, 20593, 22947, 27740],
    ['SYN', 256, 37678, 35188, 38586, 42699],
    ['SYNSCAN', 64, 12388, 11440, 12899, 18822],
    ['SYNSCAN', 256, 33080, 31280, 34206, 42624],
    ['SYNSCAN', 512, 50754, 46823, 52976, 65141],
  ] as const)('[CA5] [CA6] [CA7] [CA8] %s, capacity %d', (name, capacity, lru, fifo, clock, lfu) => {
    const hits = (policy: EvictionPolicy): number => countHits(policy, capacity, traces[name]);
    expect({ lru: hits('lru'), fifo: hits('fifo'), clock: hits('clock'), lfu: hits('lfu') }).toEqual({
      lru,
      fifo,
      clock,
      lfu,
    });
  });
});

describe('GT C-4h: a cyclic scan under lru', () => {
  const scan = Array.from({ length: 1000 }, (_, i) => i % 50);

  it('[CA5] never hits when the cache is smaller than the cycle', () => {
    expect([1, 25, 49].map((capacity) => countHits('lru', capacity, scan))).toEqual([0, 0, 0]);
  });

  it('[CA5] misses each key only once when it is not', () => {
    expect([50, 51].map((capacity) => countHits('lru', capacity, scan))).toEqual([950, 950]);
  });
});

describe('GT C-1/C-2: independent reads, Zipf over 1000 keys', () => {
  const READS = 300_000;
  const WARM_UP = 60_000;
  const traces = new Map<number, Int32Array>();

  function traceOf(alpha: number): Int32Array {
    let trace = traces.get(alpha);
    if (!trace) {
      const table = zipfTable(1000, alpha);
      const { words, offset } = streamOf('keys');
      trace = Int32Array.from({ length: READS }, () => sampleZipf(words, offset, table));
      traces.set(alpha, trace);
    }
    return trace;
  }

  function hitRatio(policy: EvictionPolicy, capacity: number, alpha: number): number {
    return countHits(policy, capacity, traceOf(alpha), WARM_UP) / (READS - WARM_UP);
  }

  it.each([0.8, 1])('the sampler gives the first rank its share, alpha %d', (alpha) => {
    let harmonic = 0;
    for (let rank = 1; rank <= 1000; rank++) harmonic += 1 / rank ** alpha;
    const share = 1 / harmonic;
    const seen = traceOf(alpha).filter((rank) => rank === 0).length / READS;
    expect(Math.abs(seen - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / READS));
  });

  // The last row is the report's own simulation, all others follow from the formulas.
  it.each([
    [0.8, 50, 0.2616, 0.2267, 0.2267],
    [0.8, 100, 0.3778, 0.3337, 0.3337],
    [0.8, 200, 0.5224, 0.4733, 0.4733],
    [1, 50, 0.461, 0.4044, 0.4044],
    [1, 200, 0.6974, 0.6459, 0.6459],
    [1, 100, 0.57653, 0.52071, 0.52098],
  ])('[CA5] [CA6] [CA9] alpha %d, capacity %d, within .3 points', (alpha, capacity, lru, fifo, random) => {
    expect(Math.abs(hitRatio('lru', capacity, alpha) - lru)).toBeLessThan(0.003);
    expect(Math.abs(hitRatio('fifo', capacity, alpha) - fifo)).toBeLessThan(0.003);
    expect(Math.abs(hitRatio('random', capacity, alpha) - random)).toBeLessThan(0.003);
  });

  it('[CA7] [CA8] capacity 100, alpha .8: fifo < lru < clock < lfu < the ideal', () => {
    const [fifo, lru, clock, lfu] = (['fifo', 'lru', 'clock', 'lfu'] as const).map((policy) =>
      hitRatio(policy, 100, 0.8),
    );
    expect(fifo).toBeLessThan(lru);
    expect(lru).toBeLessThan(clock);
    expect(clock).toBeLessThan(lfu);
    expect(lfu).toBeLessThan(0.5258);
  });
});

describe('GT C-3: expiry under Poisson reads', () => {
  /** Share of hits among `reads` reads of keys from `nextKey` at `ratePerSec`, after as many reads as `warmUp`. */
  function hitRatio(
    state: CacheState<number>,
    ratePerSec: number,
    nextKey: () => number,
    reads: number,
    warmUp: number,
  ): number {
    const { words, offset } = streamOf('gaps');
    let hits = 0;
    let atS = 0;
    for (let i = 0; i < warmUp + reads; i++) {
      atS += nextExponential(words, offset) / ratePerSec;
      const nowUs = Math.round(atS * US_PER_S);
      const key = nextKey();
      if (lookup(state, key, nowUs).outcome !== 'hit') store(state, key, i, nowUs, () => 0);
      else if (i >= warmUp) hits++;
    }
    return hits / reads;
  }

  it.each([
    [0.1, 0.09091, 0.09516],
    [0.5, 0.33333, 0.39347],
    [1, 0.5, 0.63212],
    [2, 0.66667, 0.86466],
    [5, 0.83333, 0.99326],
    [10, 0.90909, 0.99995],
    [100, 0.9901, 1],
  ])('[CA11] one key, %d reads per TTL, within .5 points', (readsPerTtl, absolute, sliding) => {
    const ratio = (ttlMode: TtlMode): number => {
      const state = createCache<number>({ policy: 'lru', capacity: 1, ttlUs: US_PER_S, ttlMode });
      return hitRatio(state, readsPerTtl, () => 0, 100_000, 100);
    };
    expect(Math.abs(ratio('absolute') - absolute)).toBeLessThan(0.005);
    expect(Math.abs(ratio('sliding') - sliding)).toBeLessThan(0.005);
  });

  it.each<[TtlMode, number, number, number]>([
    ['absolute', 0.8, 1, 0.33271],
    ['absolute', 0.8, 10, 0.6517],
    ['absolute', 1, 10, 0.75704],
    ['sliding', 0.8, 10, 0.74078],
  ])(
    '[CA11] 1000 reads/s over 10000 keys, %s, alpha %d, TTL %d s, within .5 points',
    (ttlMode, alpha, ttlS, expected) => {
      const state = createCache<number>({
        policy: 'lru',
        capacity: Infinity,
        ttlUs: ttlS * US_PER_S,
        ttlMode,
      });
      const table = zipfTable(10_000, alpha);
      const { words, offset } = streamOf('keys');
      const nextKey = (): number => sampleZipf(words, offset, table);
      expect(Math.abs(hitRatio(state, 1000, nextKey, 200_000, 30_000) - expected)).toBeLessThan(0.005);
    },
  );
});
