import { describe, expect, it } from 'vitest';
import { findImpurities } from '../../kernel/plain';
import { at, MS } from '../../kernel/testing/tiny';
import { conservationProblems } from '../../kernel/testing/conservation';
import { read, runPlan, write, type Ask, type Nodes } from '../testing/plan';
import type { DatabaseState } from './index';

const constant = { serviceShape: 'constant', serviceTimeMs: 20, writeTimeMs: 30 };

function databaseOf(params: Readonly<Record<string, number | string>> = {}): Nodes {
  return { db: { kind: 'database', params: { ...constant, ...params } } };
}

function batch(atMs: number, ...writes: readonly { key: number; value: number; version: number }[]): Ask {
  return { atMs, type: 'write', body: { batch: writes } };
}

describe('reads and writes', () => {
  it('a write takes effect when it has been served, and that is its version', () => {
    const { told } = runPlan(databaseOf(), [write(0, 1, 10), read(40, 1), read(40, 2)]);
    expect(told).toEqual([
      { ask: 0, atMs: 30, status: 'completed', answer: { value: 10, version: 30 * MS } },
      { ask: 1, atMs: 60, status: 'completed', answer: { key: 1, value: 10, version: 30 * MS } },
      { ask: 2, atMs: 80, status: 'completed', answer: { key: 2, value: 0, version: 0 } },
    ]);
  });

  it('two writes of a key that end together have different versions', () => {
    const { told } = runPlan(databaseOf({ workers: 2 }), [write(0, 1, 10), write(0, 1, 11), read(50, 1)]);
    expect(told.map(({ answer }) => answer?.version)).toEqual([30 * MS, 30 * MS + 1, 30 * MS + 1]);
    expect(told[2].answer?.value).toBe(11);
  });

  it('workers serve at the same time, the rest waits in line, and one too many is refused', () => {
    const asks = [0, 1, 2, 3].map((key) => read(0, key));
    const { told, sim } = runPlan(databaseOf({ workers: 2, queueCapacity: 1 }), asks);
    expect(told.map(({ ask, atMs, status }) => [ask, atMs, status])).toEqual([
      [3, 0, 'rejected'],
      [0, 20, 'completed'],
      [1, 20, 'completed'],
      [2, 40, 'completed'],
    ]);
    expect(conservationProblems(sim)).toEqual([]);
    expect(findImpurities(sim.world)).toEqual([]);
  });

  it('keeps every query when workers are taken away, and serves faster when some come', () => {
    const asks = [0, 1, 2, 3].map((key) => read(0, key));
    const fewer = runPlan(databaseOf({ workers: 2 }), asks, { inputs: [at(10, 'set', 'db.workers', 1)] });
    expect(fewer.told.map(({ atMs }) => atMs)).toEqual([20, 20, 40, 60]);
    const more = runPlan(databaseOf({ workers: 1 }), asks, { inputs: [at(10, 'set', 'db.workers', 3)] });
    expect(more.told.map(({ atMs }) => atMs)).toEqual([20, 30, 30, 40]);
  });

  it('slow stretches what it does', () => {
    const { told } = runPlan(databaseOf(), [read(0, 1)], { inputs: [at(10, 'slow', 'db', 5)] });
    expect(told[0].atMs).toBe(60);
  });

  it('answers what it does not understand with an error', () => {
    const { told } = runPlan(databaseOf(), [{ atMs: 0, type: 'dance' }]);
    expect(told).toEqual([{ ask: 0, atMs: 0, status: 'failed', answer: null }]);
  });
});

describe('batches', () => {
  it('take the time of their writes, and bring their versions', () => {
    const { told, count } = runPlan(databaseOf(), [
      batch(0, { key: 1, value: 10, version: 5 }, { key: 2, value: 20, version: 6 }),
      read(100, 1),
    ]);
    expect(told[0].atMs).toBe(60);
    expect(told[1].answer).toEqual({ key: 1, value: 10, version: 5 });
    expect(count('db.writes')).toBe(2);
  });

  it('undo nothing that is newer, and may come twice', () => {
    const late = batch(100, { key: 1, value: 10, version: 5 });
    const { told, count } = runPlan(databaseOf(), [write(0, 1, 99), late, late, read(200, 1)]);
    expect(told[3].answer?.value).toBe(99);
    expect(count('db.writes')).toBe(1);
  });
});

describe('failures', () => {
  it('a share of writes fails, and changes nothing', () => {
    const asks = Array.from({ length: 1000 }, (_, i) => write(i * 40, i, 1));
    const { told, count } = runPlan(databaseOf({ writeFailureRatio: 0.3 }), asks);
    const failed = told.filter(({ status }) => status === 'failed').length;
    expect(failed).toBeGreaterThan(250);
    expect(failed).toBeLessThan(350);
    expect(count('db.writes')).toBe(1000 - failed);
  });

  it('a batch fails as a whole, and reads never do', () => {
    const writes = batch(0, { key: 1, value: 10, version: 5 }, { key: 2, value: 20, version: 6 });
    const { told } = runPlan(databaseOf({ writeFailureRatio: 1 }), [writes, read(100, 1)]);
    expect(told.map(({ status }) => status)).toEqual(['failed', 'completed']);
    expect(told[1].answer).toEqual({ key: 1, value: 0, version: 0 });
  });

  it('a crash loses what waits and keeps what was written', () => {
    const asks = [write(0, 1, 10), write(40, 1, 11), read(200, 1)];
    const inputs = [at(50, 'crash', 'db'), at(100, 'restart', 'db')];
    const { told, state, sim } = runPlan(databaseOf(), asks, { inputs });
    expect(told.map(({ ask }) => ask)).toEqual([0, 2]);
    expect(told[1].answer?.value).toBe(10);
    expect((state('db') as DatabaseState).durable.log.length).toBe(1);
    expect(conservationProblems(sim)).toEqual([]);
  });
});
