/** Write-behind on the cache node. Rules: `patterns/caching-strategies/SPEC.md`. */
import { describe, expect, it } from 'vitest';
import { at, during } from '../../kernel/testing/tiny';
import type { ParamValue } from '../../kernel/params';
import { dirtyCount } from '../../patterns/caching-strategies/index';
import type { DatabaseState } from '../database/index';
import { runPlan, type Ask, type Nodes } from '../testing/plan';
import type { CacheNodeState } from './index';

function nodesOf(cache: Readonly<Record<string, ParamValue>> = {}, writeFailureRatio = 0): Nodes {
  return {
    cache: {
      kind: 'cache',
      params: { database: 'db', lookupTimeMs: 0, ttlMs: 0, flushIntervalMs: 1000, ...cache },
    },
    db: { kind: 'database', params: { serviceShape: 'constant', writeTimeMs: 10, writeFailureRatio } },
  };
}

function behind(atMs: number, key: number, value: number): Ask {
  return { atMs, type: 'writeBehind', key, body: { value } };
}

/** Writes of the keys 0 … n−1 in the first 100 ms. */
function writesOf(n: number): Ask[] {
  return Array.from({ length: n }, (_, key) => behind(10 + key, key, key + 100));
}

interface Ended {
  count: (metric: string) => number;
  state: (id: string) => unknown;
}

const dirty = ({ state }: Ended): number => dirtyCount((state('cache') as CacheNodeState).buffer);
const rows = ({ state }: Ended): number => (state('db') as DatabaseState).durable.table.size;

describe('flushing', () => {
  it('[CS14] goes out at every interval, in one message', () => {
    const before = runPlan(nodesOf(), writesOf(5), { untilMs: 999 });
    expect([dirty(before), rows(before)]).toEqual([5, 0]);
    const after = runPlan(nodesOf(), writesOf(5), { untilMs: 1050 });
    expect([dirty(after), rows(after), after.count('cache.flushes')]).toEqual([0, 5, 1]);
    expect(after.count('db.requests.arrived')).toBe(1);
  });

  it('[CS14] a batch has a limit; while a whole one waits it follows at once', () => {
    const run = runPlan(nodesOf({ flushBatch: 4 }), writesOf(11), { untilMs: 1900 });
    expect([run.count('cache.flushes'), rows(run), dirty(run)]).toEqual([2, 8, 3]);
  });

  it('[CS14] no flush starts while another is under way', () => {
    const asks = [...writesOf(5), behind(130, 9, 1)];
    const run = runPlan(nodesOf({ flushIntervalMs: 120, databaseTimeoutMs: 5000 }), asks, {
      untilMs: 299,
      inputs: [at(1, 'slow', 'db', 4)],
    });
    expect([run.count('cache.flushes'), dirty(run)]).toEqual([1, 6]);
  });

  it('[CS13] coalescing writes the last value of a key only', () => {
    const asks = [1, 2, 3].map((value) => behind(value * 10, 7, value));
    for (const [coalesce, writes] of [
      [true, 1],
      [false, 3],
    ] as const) {
      const run = runPlan(nodesOf({ coalesce }), asks, { untilMs: 1900 });
      expect(run.count('db.writes')).toBe(writes);
      expect(run.count('cache.writesCoalesced')).toBe(3 - writes);
      expect((run.state('db') as DatabaseState).durable.table.get(7)?.value).toBe(3);
    }
  });

  it('another interval counts from when it is set', () => {
    const inputs = [at(500, 'set', 'cache.flushIntervalMs', 200)];
    expect(rows(runPlan(nodesOf(), writesOf(3), { untilMs: 690, inputs }))).toBe(0);
    expect(rows(runPlan(nodesOf(), writesOf(3), { untilMs: 740, inputs }))).toBe(3);
    const other = [at(500, 'set', 'cache.capacity', 50)];
    expect(rows(runPlan(nodesOf(), writesOf(3), { untilMs: 1040, inputs: other }))).toBe(3);
  });

  it('can be done by hand, when there is something to flush', () => {
    const inputs = [at(200, 'do', 'cache', 'flush')];
    expect(rows(runPlan(nodesOf(), writesOf(3), { untilMs: 300, inputs }))).toBe(3);
    expect(() => runPlan(nodesOf(), [], { inputs })).toThrow('No write waits to be flushed.');
    const twice = [...inputs, at(210, 'do', 'cache', 'flush')];
    expect(() => runPlan(nodesOf(), writesOf(3), { inputs: twice })).toThrow('A flush is under way.');
  });
});

describe('failures', () => {
  it.each([true, false])(
    '[CS16] a refused flush waits again and loses nothing (coalescing: %s)',
    (coalesce) => {
      const asks = [...writesOf(5), behind(1500, 0, 7)];
      const inputs = [during(0, 2500, 'set', 'db.writeFailureRatio', 1)];
      const run = runPlan(nodesOf({ coalesce }), asks, { untilMs: 3900, inputs });
      expect(run.count('cache.flushesFailed')).toBe(2);
      expect([dirty(run), rows(run)]).toEqual([0, 5]);
      expect((run.state('db') as DatabaseState).durable.table.get(0)?.value).toBe(7);
      const [buffered, coalesced, flushed] = ['Buffered', 'Coalesced', 'Flushed'].map((name) =>
        run.count(`cache.writes${name}`),
      );
      expect(buffered).toBe(coalesced + flushed);
    },
  );

  it('[CS16] a flush nobody answers waits again, and writing it twice does no harm', () => {
    const inputs = [during(0, 1500, 'cut', 'db->cache')];
    const run = runPlan(nodesOf({ databaseTimeoutMs: 400 }), writesOf(5), { untilMs: 2900, inputs });
    expect([run.count('cache.flushesFailed'), rows(run), dirty(run)]).toEqual([1, 5, 0]);
  });

  it('a crash loses exactly what was not flushed', () => {
    const asks = [...writesOf(5), behind(1500, 0, 1), behind(1501, 9, 1), behind(1502, 9, 2)];
    const inputs = [at(1800, 'crash', 'cache'), at(1900, 'restart', 'cache')];
    const unflushed = dirty(runPlan(nodesOf(), asks, { untilMs: 1799 }));
    const run = runPlan(nodesOf(), asks, { untilMs: 5000, inputs });
    const { table } = (run.state('db') as DatabaseState).durable;
    expect([table.get(0)?.value, table.has(9), table.size]).toEqual([100, false, 5]);
    const missing = run.count('cache.writesBuffered') - run.count('cache.writesCoalesced') - 5;
    expect(missing).toBe(unflushed);
    expect(unflushed).toBe(2);
  });

  it('a flush that is on its way survives the crash of its cache', () => {
    const inputs = [at(1001, 'crash', 'cache')];
    const run = runPlan(nodesOf(), writesOf(3), { untilMs: 2000, inputs });
    expect(rows(run)).toBe(3);
  });
});
