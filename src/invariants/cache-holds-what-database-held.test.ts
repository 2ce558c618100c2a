import { describe, expect, it } from 'vitest';
import { at, during, MS } from '../kernel/testing/tiny';
import { read, write } from '../nodes/testing/plan';
import { invariant as onlyHeld } from './cache-holds-what-database-held';
import { nodesOf, verdictOf, watch } from './testing/storage';

describe('the cache holds what the database held', () => {
  const parallel = { strategy: 'writeThrough', writesInParallel: true };
  const asks = [read(0, 1), write(100, 1, 5), read(300, 1)];

  it('holds while the write is still on its way, and breaks when the database refuses it', () => {
    const good = watch(onlyHeld, nodesOf(parallel), asks, { untilMs: 1000 });
    expect(verdictOf(good).brokenAtMs).toBe(-1);
    const refused = watch(onlyHeld, nodesOf(parallel, {}, { writeFailureRatio: 1 }), asks, { untilMs: 1000 });
    // App at 105, cache at 110 and 111, database at 116 and 146.
    expect(verdictOf(refused)).toEqual({
      brokenAtMs: 146,
      says: 'The cache serves 5 for key 1: no database ever held it.',
    });
  });

  it('breaks when the write is dropped, or dies with the database', () => {
    for (const [input, brokenAtMs] of [
      [at(112, 'drop', 'cache->db#2'), 112],
      [at(90, 'cut', 'cache->db'), 111],
      [at(130, 'crash', 'db'), 130],
    ] as const) {
      const run = watch(onlyHeld, nodesOf(parallel), asks, { inputs: [input], untilMs: 1000 });
      expect(verdictOf(run).brokenAtMs).toBe(brokenAtMs);
    }
  });

  it.each(Object.entries({ cacheAside: {}, writeThrough: {}, writeAround: {}, writeBehind: {} }))(
    'holds under %s when the database refuses writes',
    (strategy) => {
      const more = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? read : write)(100 + i * 7, i % 4, i));
      const nodes = nodesOf({ strategy }, {}, { writeFailureRatio: 1 });
      const run = watch(onlyHeld, nodes, more, { untilMs: 5000 });
      expect(run.count('db.requests.failed')).toBeGreaterThan(0);
      expect(verdictOf(run).brokenAtMs).toBe(-1);
    },
  );

  it('holds when the write has been repeated with success, or a newer one took its place', () => {
    const twice = [write(100, 1, 5), write(300, 1, 6), read(500, 1)];
    const inputs = [during(0, 200, 'set', 'db.writeFailureRatio', 1)];
    const run = watch(onlyHeld, nodesOf({ strategy: 'writeThrough' }), twice, { inputs, untilMs: 1000 });
    expect(verdictOf(run)).toEqual({
      brokenAtMs: -1,
      says: 'Writes that came to no database: 1. No cache serves one of them.',
    });
  });

  it('an old value is no breach', () => {
    const old = [write(0, 7, 1), read(100, 7), write(150, 7, 2), read(400, 7)];
    const inputs = [at(148, 'delay', 'app->cache#3', 200 * MS)];
    const nodes = nodesOf({ strategy: 'cacheAside', fillRule: 'always' });
    const run = watch(onlyHeld, nodes, old, { inputs, untilMs: 1000 });
    expect(verdictOf(run).brokenAtMs).toBe(-1);
    expect(run.told.find(({ ask }) => ask === 3)?.answer?.value).toBe(1);
  });
});
