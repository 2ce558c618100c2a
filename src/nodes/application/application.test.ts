/** The application with a real cache and a real database. Rules: `patterns/caching-strategies/SPEC.md`. */
import { describe, expect, it } from 'vitest';
import { conservationProblems } from '../../kernel/testing/conservation';
import { findImpurities } from '../../kernel/plain';
import type { ParamValue } from '../../kernel/params';
import { at, MS } from '../../kernel/testing/tiny';
import { STRATEGIES, type CachingStrategy } from '../../patterns/caching-strategies/index';
import { read, runPlan, write, type Nodes } from '../testing/plan';

type Params = Readonly<Record<string, ParamValue>>;

const all = Object.keys(STRATEGIES) as CachingStrategy[];

/** 1 ms in the cache, 20 ms for a read and 30 ms for a write in the database; links take 5 ms. */
function nodesOf(strategy: CachingStrategy, app: Params = {}, cache: Params = {}, db: Params = {}): Nodes {
  return {
    app: { kind: 'application', params: { strategy, cache: 'cache', database: 'db', ...app } },
    cache: { kind: 'cache', params: { database: 'db', lookupTimeMs: 1, ttlMs: 0, ...cache } },
    db: {
      kind: 'database',
      params: { workers: 10, serviceShape: 'constant', serviceTimeMs: 20, writeTimeMs: 30, ...db },
    },
  };
}

const latencyMs = 5;

describe('each strategy', () => {
  /** Times from the caller's ask to the answer: a read that misses, one that hits, a write. */
  it.each([
    ['cacheAside', 51, 21, 61],
    ['readThrough', 51, 21, 61],
    ['writeThrough', 51, 21, 61],
    ['writeBehind', 51, 21, 21],
    ['writeAround', 51, 21, 61],
    ['refreshAhead', 51, 21, 61],
  ] as const)('%s: a miss takes %d ms, a hit %d ms, a write %d ms', (strategy, miss, hit, written) => {
    const asks = [read(0, 1), read(100, 1), write(200, 1, 5)];
    const { told, sim } = runPlan(nodesOf(strategy), asks, { latencyMs, untilMs: 1000 });
    expect(told.map(({ atMs }) => atMs)).toEqual([miss, 100 + hit, 200 + written]);
    expect(told.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(conservationProblems(sim)).toEqual([]);
    expect(findImpurities(sim.world)).toEqual([]);
  });

  it.each(all)('%s: a client reads what it wrote', (strategy) => {
    const asks = [read(0, 1), write(100, 1, 5), read(200, 1), read(300, 1), write(400, 1, 6), read(500, 1)];
    const { told } = runPlan(nodesOf(strategy), asks, { latencyMs });
    expect(told.map(({ answer }) => answer?.value)).toEqual([0, 5, 5, 5, 6, 6]);
  });

  it.each([
    ['cacheAside', false],
    ['readThrough', false],
    ['writeThrough', true],
    ['writeBehind', true],
    ['writeAround', false],
    ['refreshAhead', false],
  ] as const)('%s: the read after a write hits: %s', (strategy, hits) => {
    const asks = [read(0, 1), write(100, 1, 5), read(200, 1)];
    const { count } = runPlan(nodesOf(strategy), asks, { latencyMs, untilMs: 1000 });
    expect(count('cache.hits')).toBe(hits ? 1 : 0);
  });

  it('keeps the strategy a request began with', () => {
    const inputs = [at(20, 'set', 'app.strategy', 'writeBehind')];
    const run = runPlan(nodesOf('cacheAside'), [write(0, 1, 5), write(100, 1, 6)], {
      latencyMs,
      inputs,
      untilMs: 1000,
    });
    expect(run.count('db.writes')).toBe(1);
    expect(run.count('cache.writesBuffered')).toBe(1);
  });
});

describe('when the cache is down', () => {
  const inputs = [at(10, 'crash', 'cache')];
  const asks = [read(100, 1), write(1000, 1, 5), read(2000, 1)];

  it('[CS2] [CS4] cache-aside waits for it, then goes on with the database', () => {
    const nodes = nodesOf('cacheAside', { cacheTimeoutMs: 100 });
    const { told } = runPlan(nodes, asks, { latencyMs, inputs });
    expect(told.map(({ atMs, status }) => [atMs, status])).toEqual([
      [100 + 5 + 100 + 30 + 5, 'completed'],
      [1000 + 5 + 40 + 100 + 5, 'completed'],
      [2000 + 5 + 100 + 30 + 5, 'completed'],
    ]);
    expect(told[2].answer?.value).toBe(5);
  });

  it('[CS3] read-through has no other way; it waits for cache and database together', () => {
    const nodes = nodesOf('readThrough', { cacheTimeoutMs: 100, databaseTimeoutMs: 300 });
    const { told } = runPlan(nodes, asks, { latencyMs, inputs });
    expect(told.map(({ atMs, status }) => [atMs, status])).toEqual([
      [510, 'timedOut'],
      [1150, 'completed'],
      [2410, 'timedOut'],
    ]);
  });
});

describe('when the database is at fault', () => {
  it.each(all)('%s: a refused write is an error, unless it was acknowledged before', (strategy) => {
    const nodes = nodesOf(strategy, {}, {}, { writeFailureRatio: 1 });
    const { told } = runPlan(nodes, [write(0, 1, 5)], { latencyMs });
    expect(told[0].status).toBe(strategy === 'writeBehind' ? 'completed' : 'failed');
  });

  it.each(all)('%s: nobody reads an old value after a write whose end was unknown', (strategy) => {
    // The write takes 30 ms and its answer 10; it is given up after 35 ms and happens all the same.
    const patience = { databaseTimeoutMs: 35 };
    const byCache = strategy.startsWith('write');
    const nodes = byCache ? nodesOf(strategy, {}, patience) : nodesOf(strategy, patience);
    const { told } = runPlan(nodes, [read(0, 1), write(100, 1, 5), read(300, 1)], { latencyMs });
    expect(told.map(({ status }) => status)).toEqual([
      'completed',
      strategy === 'writeBehind' ? 'completed' : 'timedOut',
      'completed',
    ]);
    expect(told[2].answer?.value).toBe(5);
  });
});

describe('[CS4] wrong on purpose: update instead of delete', () => {
  /** Two writers; the first one's update of the cache is held up on the way until after the second one's. */
  const asks = [write(0, 1, 5), write(10, 1, 6), read(500, 1)];
  const inputs = [at(46, 'delay', 'app->cache#1', 100 * MS)];
  const valueRead = (app: Params): unknown =>
    runPlan(nodesOf('cacheAside', { updatesInsteadOfDeleting: true, ...app }), asks, { latencyMs, inputs })
      .told[2].answer?.value;

  it('the older value may come last', () => {
    expect(valueRead({})).toBe(5);
  });

  it('comparing versions refuses it', () => {
    expect(valueRead({ fillRule: 'ifNewer' })).toBe(6);
  });
});
