/** The cache node by itself, and before a database. Rules of the strategies: `patterns/caching-strategies/SPEC.md`. */
import { describe, expect, it } from 'vitest';
import { findImpurities } from '../../kernel/plain';
import { at, MS } from '../../kernel/testing/tiny';
import { conservationProblems } from '../../kernel/testing/conservation';
import type { ParamValue } from '../../kernel/params';
import { sizeOf } from '../../patterns/cache/index';
import { runPlan, type Ask, type Nodes } from '../testing/plan';
import { kind, type CacheNodeState } from './index';

type Params = Readonly<Record<string, ParamValue>>;

/** A cache before a database: 1 ms to look up, 20 ms to read, 30 ms to write. */
function nodesOf(cache: Params = {}, db: Params = {}): Nodes {
  return {
    cache: { kind: 'cache', params: { database: 'db', lookupTimeMs: 1, ttlMs: 0, ...cache } },
    db: {
      kind: 'database',
      params: { workers: 10, serviceShape: 'constant', serviceTimeMs: 20, writeTimeMs: 30, ...db },
    },
  };
}

const ask =
  (type: string) =>
  (atMs: number, key: number, body: Ask['body'] = {}): Ask => ({ atMs, type, key, body });
const [get, set, forget, readThrough] = ['get', 'set', 'delete', 'readThrough'].map(ask);
const [through, around, both, behind] = ['writeThrough', 'writeAround', 'writeBoth', 'writeBehind'].map(
  (type) => (atMs: number, key: number, value: number) => ask(type)(atMs, key, { value }),
);

describe('by itself', () => {
  it('misses, takes a value in, and hits', () => {
    const asks = [get(0, 1), set(10, 1, { value: 5, version: 3 }), get(20, 1)];
    const { told, count } = runPlan(nodesOf(), asks);
    expect(told).toEqual([
      { ask: 0, atMs: 1, status: 'completed', answer: { hit: false, token: 0 } },
      { ask: 1, atMs: 11, status: 'completed', answer: { stored: true } },
      { ask: 2, atMs: 21, status: 'completed', answer: { hit: true, value: 5, version: 3 } },
    ]);
    expect([count('cache.lookups'), count('cache.hits')]).toEqual([2, 1]);
  });

  it('[CS6] lets in what its rule allows, and counts what it refuses', () => {
    const asks = [
      get(0, 1, { rule: 'lease' }),
      forget(10, 1),
      set(20, 1, { value: 5, version: 3, token: 1, rule: 'lease' }),
      get(30, 1, { rule: 'lease' }),
      set(40, 1, { value: 6, version: 4, token: 2, rule: 'lease' }),
      set(50, 1, { value: 5, version: 3, rule: 'ifNewer' }),
      get(60, 1),
    ];
    const { told, count } = runPlan(nodesOf(), asks);
    const stored = [2, 4, 5].map((index) => told[index].answer?.stored);
    expect(stored).toEqual([false, true, false]);
    expect(told[6].answer?.value).toBe(6);
    expect(count('cache.refusedFills')).toBe(2);
  });

  it('counts every entry that has to leave, whoever brought the new one', () => {
    const lease = { rule: 'lease', token: 1, value: 1, version: 1 };
    const asks = [
      set(0, 1, { value: 1 }),
      set(10, 2, { value: 1 }),
      set(20, 3, { value: 1, version: 9, rule: 'ifNewer' }),
      get(30, 4, { rule: 'lease' }),
      set(40, 4, lease),
      readThrough(50, 5),
      through(100, 6, 1),
      behind(200, 7, 1),
      both(300, 8, 1),
    ];
    const { count, state } = runPlan(nodesOf({ capacity: 1 }), asks, { untilMs: 1000 });
    expect(count('cache.evictions')).toBe(7);
    expect(sizeOf((state('cache') as CacheNodeState).cache)).toBe(1);
  });

  it('a smaller capacity takes effect at once, a shorter TTL for what comes in', () => {
    const asks = [1, 2, 3].map((key) => set(key, key, { value: 1 }));
    const inputs = [at(50, 'set', 'cache.capacity', 1), at(50, 'set', 'cache.ttlMs', 100)];
    const later = [get(200, 3), set(210, 4, { value: 1 }), get(300, 4), get(400, 4)];
    const { told, count } = runPlan(nodesOf(), [...asks, ...later], { inputs });
    expect(told.slice(3).map(({ answer }) => answer?.hit)).toEqual([true, undefined, true, false]);
    expect(count('cache.evictions')).toBe(3);
  });

  it('answers what it does not understand with an error', () => {
    expect(runPlan(nodesOf(), [ask('dance')(0, 1)]).told[0].status).toBe('failed');
  });

  it('a crash forgets everything', () => {
    const asks = [set(0, 1, { value: 5 }), get(100, 1), get(300, 1)];
    const inputs = [at(50, 'crash', 'cache'), at(200, 'restart', 'cache')];
    const { told } = runPlan(nodesOf(), asks, { inputs });
    expect(told.map((one) => [one.ask, one.answer?.hit])).toEqual([
      [0, undefined],
      [2, false],
    ]);
  });

  it('can be emptied by hand, once', () => {
    const inputs = [at(50, 'do', 'cache', 'empty')];
    const asks = [set(0, 1, { value: 5 }), get(100, 1)];
    expect(runPlan(nodesOf(), asks, { inputs }).told[1].answer?.hit).toBe(false);
    expect(() => runPlan(nodesOf(), [], { inputs })).toThrow('It is empty already.');
  });
});

describe('reading through', () => {
  it('a miss costs the database’s time, a hit does not', () => {
    const { told, count } = runPlan(nodesOf(), [readThrough(0, 1), readThrough(100, 1)]);
    expect(told.map(({ atMs, answer }) => [atMs, answer?.hit])).toEqual([
      [21, false],
      [101, true],
    ]);
    expect([count('cache.lookups'), count('cache.hits'), count('db.reads')]).toEqual([2, 1, 1]);
  });

  it('[CS7] what was read before a delete does not come in after it', () => {
    const { told } = runPlan(nodesOf(), [readThrough(0, 1), forget(10, 1), get(100, 1)]);
    expect(told.find((one) => one.ask === 2)?.answer?.hit).toBe(false);
  });

  it('a database that does not answer in time fails the read and fills nothing', () => {
    const { told, sim } = runPlan(
      nodesOf({ databaseTimeoutMs: 10 }),
      [readThrough(0, 1), readThrough(100, 1)],
      {},
    );
    expect(told.map(({ status, atMs }) => [status, atMs])).toEqual([
      ['timedOut', 11],
      ['timedOut', 111],
    ]);
    expect(conservationProblems(sim)).toEqual([]);
  });

  it('[CS11] a hit on an old entry renews it, once at a time, and nobody waits', () => {
    const fresh = (atMs: number): Ask => readThrough(atMs, 1, { refreshAhead: true });
    const { told, count, sim } = runPlan(nodesOf({ ttlMs: 100, refreshAtRatio: 0.7 }), [
      fresh(0),
      fresh(80),
      fresh(92),
      fresh(94),
      fresh(150),
      fresh(300),
    ]);
    // Filled at 21; due from 91 on. The lookups of 92 and 94 find it old, the first of them renews it.
    expect(told.map(({ answer }) => answer?.hit)).toEqual([false, true, true, true, true, false]);
    expect(count('db.reads')).toBe(3);
    expect(findImpurities(sim.world)).toEqual([]);
  });

  it('[CS11] without being told so it renews nothing', () => {
    const asks = [0, 80, 95, 130].map((atMs) => readThrough(atMs, 1));
    expect(runPlan(nodesOf({ ttlMs: 100 }), asks).count('db.reads')).toBe(2);
  });
});

describe('writing', () => {
  it('[CS8] write-through: the client waits for the database, and the next read hits', () => {
    const { told } = runPlan(nodesOf(), [through(0, 1, 5), get(100, 1)]);
    expect(told).toEqual([
      { ask: 0, atMs: 31, status: 'completed', answer: { value: 5, version: 31 * MS, hit: false } },
      { ask: 1, atMs: 101, status: 'completed', answer: { hit: true, value: 5, version: 31 * MS } },
    ]);
  });

  it('[CS8] write-through: refused, the old value stays; unknown, it goes', () => {
    const asks = [set(0, 1, { value: 4, version: 1 }), through(10, 1, 5), get(100, 1)];
    const refused = runPlan(nodesOf({}, { writeFailureRatio: 1 }), asks).told;
    expect([refused[1].status, refused[2].answer?.value]).toEqual(['failed', 4]);
    const unknown = runPlan(nodesOf({ databaseTimeoutMs: 20 }), asks).told;
    expect([unknown[1].status, unknown[2].answer?.hit]).toEqual(['timedOut', false]);
  });

  it('[CS9] write-around: the read after a write misses and finds the new value', () => {
    const asks = [set(0, 1, { value: 4 }), around(10, 1, 5), readThrough(100, 1)];
    const { told } = runPlan(nodesOf(), asks);
    expect(told[2].answer).toMatchObject({ hit: false, value: 5 });
  });

  it('[CS10] both at once: readers see the value before the database has it, and keep it when it refuses', () => {
    const asks = [both(0, 1, 5), get(10, 1), get(100, 1)];
    for (const [writeFailureRatio, status] of [
      [0, 'completed'],
      [1, 'failed'],
    ] as const) {
      const { told, count } = runPlan(nodesOf({}, { writeFailureRatio }), asks);
      expect(told.map((one) => [one.ask, one.atMs, one.answer?.value])).toEqual([
        [1, 11, 5],
        [0, 31, status === 'failed' ? undefined : 5],
        [2, 101, 5],
      ]);
      expect(count('db.writes')).toBe(1 - writeFailureRatio);
    }
  });

  it('[CS12] write-behind: answers at once, and a read finds the write though its entry had to leave', () => {
    const asks = [behind(0, 1, 5), behind(10, 2, 6), get(20, 1), readThrough(30, 1)];
    const { told, count } = runPlan(nodesOf({ capacity: 1 }), asks, { untilMs: 1000 });
    expect(told[0]).toEqual({
      ask: 0,
      atMs: 1,
      status: 'completed',
      answer: { value: 5, version: MS },
    });
    expect(told.slice(2).map(({ answer }) => answer)).toEqual([
      { hit: true, value: 5, version: MS },
      { hit: true, value: 5, version: MS },
    ]);
    expect(count('db.reads')).toBe(0);
  });

  it('[CS17] what the database gets by another way makes a buffered write void', () => {
    const asks: Ask[] = [
      behind(0, 1, 5),
      { atMs: 10, type: 'write', key: 1, body: { value: 6 }, to: 'db' },
      forget(50, 1),
      readThrough(60, 1),
      behind(100, 2, 7),
      through(110, 2, 8),
      get(200, 2),
      readThrough(5000, 1),
    ];
    const { told, count } = runPlan(nodesOf(), asks);
    const valueOf = (index: number): unknown => told.find((one) => one.ask === index)?.answer?.value;
    expect([3, 6, 7].map(valueOf)).toEqual([6, 8, 6]);
    expect(count('cache.flushes')).toBe(0);
  });

  it('[CS17] an update with a newer version voids it too, one with an older does not', () => {
    const asks = [
      behind(0, 1, 5),
      set(10, 1, { value: 4, version: 1 }),
      get(20, 1),
      set(30, 1, { value: 6, version: 9 * MS }),
      get(40, 1),
    ];
    const { told } = runPlan(nodesOf(), asks, { untilMs: 1000 });
    expect([told[2], told[4]].map(({ answer }) => answer?.value)).toEqual([5, 6]);
  });
});

describe('its face', () => {
  const params = { capacity: 30, policy: 'lru' };

  it('marks places that are free, taken, and taken by a write that waits', () => {
    const asks = [set(0, 1, { value: 1 }), behind(1, 2, 1), set(2, 3, { value: 1 }), forget(3, 1)];
    const { state } = runPlan(nodesOf(), asks, { untilMs: 100 });
    const { slots, meters } = kind.face(state('cache'), params, new Map());
    expect(slots?.tones.slice(0, 4)).toEqual(['muted', 'warn', 'calm', 'muted']);
    expect([slots?.tones.length, slots?.hidden]).toEqual([24, 6]);
    expect(meters.map(({ text }) => text)).toEqual(['2 of 30', '1']);
  });

  it('shows a cache that was made smaller without holes', () => {
    const asks = [1, 2, 3, 4].map((key) => set(key, key, { value: 1 }));
    const inputs = [at(50, 'set', 'cache.capacity', 2)];
    const { state } = runPlan(nodesOf(), asks, { inputs, untilMs: 100 });
    const { slots } = kind.face(state('cache'), { capacity: 2, policy: 'lru' }, new Map());
    expect(slots).toMatchObject({ tones: ['calm', 'calm'], hidden: 0 });
  });
});
