/** GT C-4c to C-4f on real nodes. */
import { describe, expect, it } from 'vitest';
import { totalsOf } from '../../kernel/readings';
import type { ParamValue } from '../../kernel/params';
import { at, MS } from '../../kernel/testing/tiny';
import type { CachingStrategy } from '../../patterns/caching-strategies/index';
import { read, runPlan, write, type Ask, type Nodes, type PlannedRun } from '../testing/plan';

type Params = Readonly<Record<string, ParamValue>>;

interface Parts {
  app?: Params;
  cache?: Params;
  db?: Params;
  clients?: Params;
}

/** Application, cache and database, with clients of their own where there are parameters for them. */
function nodesOf(strategy: CachingStrategy, { app, cache, db, clients }: Parts = {}): Nodes {
  const source = { kind: 'traffic-source', params: { to: 'app', timeoutMs: 0, ...clients } };
  return {
    app: { kind: 'application', params: { strategy, cache: 'cache', database: 'db', ...app } },
    cache: { kind: 'cache', params: { database: 'db', lookupTimeMs: 1, ttlMs: 0, ...cache } },
    db: {
      kind: 'database',
      params: { workers: 100, serviceShape: 'constant', serviceTimeMs: 20, writeTimeMs: 30, ...db },
    },
    ...(clients ? { clients: source } : {}),
  };
}

describe('GT C-4c: who does how much', { timeout: 60_000 }, () => {
  const clients = { ratePerSec: 100, keys: 50, keySkew: 0.8, writeRatio: 0.3 };
  /** A minute of traffic, and a pause in which everything ends. */
  const runOf = (strategy: CachingStrategy): PlannedRun =>
    runPlan(nodesOf(strategy, { clients, cache: { capacity: 20 } }), [], {
      inputs: [at(60_000, 'spike', 'clients', 0)],
      untilMs: 70_000,
      latencyMs: 3,
    });
  const misses = ({ count }: PlannedRun): number => count('cache.lookups') - count('cache.hits');

  it.each(['writeThrough', 'writeAround', 'cacheAside', 'readThrough'] as const)(
    '%s: the database does as many writes as the clients, and as many reads as there are misses',
    (strategy) => {
      const run = runOf(strategy);
      expect(run.count('writesAcknowledged')).toBeGreaterThan(1500);
      expect(run.count('db.writes')).toBe(run.count('writesAcknowledged'));
      expect(run.count('db.reads')).toBe(misses(run));
    },
  );

  it('write-behind: fewer writes; what was not coalesced was flushed', () => {
    const run = runOf('writeBehind');
    const [buffered, coalesced] = [run.count('cache.writesBuffered'), run.count('cache.writesCoalesced')];
    expect(run.count('writesAcknowledged')).toBe(buffered);
    expect(run.count('db.writes')).toBe(buffered - coalesced);
    expect(run.count('cache.writesFlushed')).toBe(buffered - coalesced);
    expect(coalesced).toBeGreaterThan(0);
  });

  it.each([
    ['writeAround', true],
    ['cacheAside', true],
    ['writeThrough', false],
  ] as const)('%s: a read after a write always misses: %s', (strategy, misses) => {
    const op = (index: number): 'read' | 'write' => (index % 7 < 2 ? 'write' : 'read');
    const keyOf = (index: number): number => (index * index) % 5;
    const asks: Ask[] = Array.from({ length: 200 }, (_, i) =>
      op(i) === 'write' ? write(i * 100, keyOf(i), i) : read(i * 100, keyOf(i)),
    );
    const cached = new Set<number>();
    let expected = 0;
    for (let i = 0; i < asks.length; i++) {
      if (op(i) === 'read' && !cached.has(keyOf(i))) expected++;
      if (op(i) === 'read' || !misses) cached.add(keyOf(i));
      else cached.delete(keyOf(i));
    }
    const { count } = runPlan(nodesOf(strategy), asks);
    expect(count('cache.lookups') - count('cache.hits')).toBe(expected);
  });
});

describe('GT C-4d: a fill that comes after the delete', () => {
  /**
   * The key has value 1 and is no longer cached. A reader misses and reads it; its fill, sent at 2146, is held up until
   * 2351. A writer writes 2 and deletes the key, which is acknowledged at 2211. Two more reads follow.
   */
  const asks = [write(0, 7, 1), read(2100, 7), write(2150, 7, 2), read(2400, 7), read(3400, 7)];
  const inputs = [at(2148, 'delay', 'app->cache#3', 200 * MS)];
  const valuesRead = (app: Params): unknown[] => {
    const nodes = nodesOf('cacheAside', { app, cache: { ttlMs: 1000 } });
    const { told } = runPlan(nodes, asks, { inputs, latencyMs: 5 });
    expect(told[2]).toMatchObject({ ask: 2, atMs: 2211 });
    return [1, 3, 4].map((ask) => told[ask].answer?.value);
  };

  it('without a cure the old value stays until its TTL has passed', () => {
    expect(valuesRead({ fillRule: 'always' })).toEqual([1, 1, 2]);
  });

  it('[CS6] with a lease it is refused', () => {
    expect(valuesRead({ fillRule: 'lease' })).toEqual([1, 2, 2]);
  });

  it('[CS6] with versions it is refused when writers store the new value', () => {
    expect(valuesRead({ fillRule: 'ifNewer', updatesInsteadOfDeleting: true })).toEqual([1, 2, 2]);
  });

  it('[CS6] with versions and deletes it is not: what was deleted has no version to compare with', () => {
    expect(valuesRead({ fillRule: 'ifNewer' })).toEqual([1, 1, 2]);
  });
});

describe('GT C-4e: refresh-ahead', { timeout: 60_000 }, () => {
  const [seconds, ratePerSec, ttlSec, fraction] = [400, 50, 2, 0.7];
  const runOf = (strategy: CachingStrategy): PlannedRun =>
    runPlan(
      nodesOf(strategy, {
        clients: { ratePerSec, keys: 1 },
        cache: { ttlMs: ttlSec * 1000, refreshAtRatio: fraction, lookupTimeMs: 0 },
        db: { serviceTimeMs: 0 },
      }),
      [],
      { untilMs: seconds * 1000 },
    );

  it('[CS11] nobody but the first waits, and the database is read once in fT + 1/λ instead of T + 1/λ', () => {
    const [ahead, through] = [runOf('refreshAhead'), runOf('readThrough')];
    expect(ahead.count('cache.lookups') - ahead.count('cache.hits')).toBe(1);
    expect(through.count('cache.lookups') - through.count('cache.hits')).toBe(through.count('db.reads'));
    const everySec = (run: PlannedRun): number => seconds / run.count('db.reads');
    expect(everySec(ahead)).toBeCloseTo(fraction * ttlSec + 1 / ratePerSec, 2);
    expect(everySec(through)).toBeCloseTo(ttlSec + 1 / ratePerSec, 2);
  });
});

describe('GT C-4f: mean read latency', { timeout: 60_000 }, () => {
  it('h = .9, 1 ms and 20 ms make 3 ms', () => {
    const parts = {
      clients: { ratePerSec: 20, keys: 1000, keySkew: 0 },
      cache: { capacity: 900 },
    };
    const [warmUpSec, measuredSec] = [400, 2500];
    const { sim } = runPlan(nodesOf('cacheAside', parts), [], {
      warmUpUs: warmUpSec * 1000 * MS,
      untilMs: (warmUpSec + measuredSec) * 1000,
    });
    const place = (name: string): number => sim.model.catalog.places.get(name)?.index ?? -1;
    const totals = totalsOf(sim.world.metrics, sim.world.nowUs);
    const hitRatio = totals.count(place('cache.hits')) / totals.count(place('cache.lookups'));
    const times = totals.histogram(place('app.readTimeMs'));
    const meanMs = times.sum / times.count;
    // 50,000 reads of 1 or 21 ms: the standard error is 0.027 ms.
    expect(times.count).toBeGreaterThan(49_000);
    expect(Math.abs(hitRatio - 0.9)).toBeLessThan(4 * Math.sqrt(0.09 / 50_000));
    expect(Math.abs(meanMs - 3)).toBeLessThan(4 * 0.027);
    expect(meanMs).toBeCloseTo(hitRatio * 1 + (1 - hitRatio) * (1 + 20), 2);
  });
});
