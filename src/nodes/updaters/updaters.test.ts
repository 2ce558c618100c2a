import { describe, expect, it } from 'vitest';
import { findImpurities } from '../../kernel/plain';
import type { ParamValue } from '../../kernel/params';
import { Simulation } from '../../kernel/simulation';
import { conservationProblems, counted } from '../../kernel/testing/conservation';
import { at, during, nodeIn, SEC } from '../../kernel/testing/tiny';
import { buildModel } from '../../scenario/build';
import type { DatabaseState } from '../database/index';
import { read, runPlan, write } from '../testing/plan';
import type { UpdatersState } from './index';

type Params = Readonly<Record<string, ParamValue>>;

function run(
  own: Params,
  {
    store = {},
    untilSec = 20,
    inputs = [],
  }: { store?: Params; untilSec?: number; inputs?: readonly ReturnType<typeof at>[] } = {},
): { sim: Simulation; state: UpdatersState; value: number } {
  const sim = new Simulation(
    buildModel({
      version: 1,
      title: '',
      seed: 7,
      pace: 1,
      nodes: [
        { id: 'updaters', kind: 'updaters', at: [0, 0], params: { to: 'store', everySec: 0, ...own } },
        { id: 'store', kind: 'database', at: [0, 0], params: { serviceTimeMs: 1, writeTimeMs: 1, ...store } },
      ],
      links: [{ between: ['updaters', 'store'], latencyMs: 10 }],
    }),
  );
  sim.setInputs(inputs);
  sim.advance(untilSec * SEC);
  expect(conservationProblems(sim)).toEqual([]);
  expect(findImpurities(sim.world)).toEqual([]);
  const { durable } = nodeIn(sim, 'store').state as DatabaseState;
  const state = nodeIn(sim, 'updaters').state as UpdatersState;
  return { sim, state, value: durable.table.get(0)?.value ?? 0 };
}

describe('updaters of one row', () => {
  it('a single one needs one write, and nobody refuses it', () => {
    const { sim, state, value } = run({ updaters: 1 });
    expect([state.left, state.writes, value]).toEqual([0, 1, 1]);
    expect(counted(sim, 'store.conflicts')).toBe(0);
  });

  it('all come through in the end, each counted once, and refused writes change nothing', () => {
    const { sim, state, value } = run({ updaters: 20 });
    expect([state.left, state.acknowledged, value]).toEqual([0, 20, 20]);
    expect(counted(sim, 'store.conflicts')).toBe(state.writes - 20);
    expect(counted(sim, 'updaters.conflicts')).toBe(state.writes - 20);
    expect(counted(sim, 'requests.completed')).toBe(20);
  });

  it('come again every round, and wait for a round that is not over', () => {
    const { state, value } = run({ updaters: 5, everySec: 4 }, { untilSec: 19 });
    expect([state.round, value]).toEqual([5, 25]);
    const slow = run({ updaters: 40, everySec: 1, backoff: 'exponential', capMs: 1000 }, { untilSec: 30 });
    expect(slow.state.round).toBeLessThan(20);
    expect(slow.value).toBeGreaterThanOrEqual(slow.state.acknowledged);
  });

  it('begin again when the store does not answer, and nothing that was acknowledged is lost', () => {
    const { state, sim, value } = run(
      { updaters: 10, everySec: 2 },
      {
        inputs: [
          at(500, 'crash', 'store'),
          at(3000, 'restart', 'store'),
          during(6000, 9000, 'cut', 'store->updaters'),
        ],
      },
    );
    expect(counted(sim, 'updaters.noAnswers')).toBeGreaterThan(0);
    expect(value).toBeGreaterThanOrEqual(state.acknowledged);
  });

  it('are lost with their node, and start anew', () => {
    const { state } = run(
      { updaters: 3 },
      { inputs: [at(15, 'crash', 'updaters'), at(900, 'restart', 'updaters')] },
    );
    expect([state.round, state.left]).toEqual([1, 0]);
  });

  it('lose updates when the store ignores what they expect', () => {
    const { state, value } = run({ updaters: 10 }, { store: { ignoresVersions: true } });
    expect([state.left, state.acknowledged]).toEqual([0, 10]);
    expect(value).toBeLessThan(10);
  });
});

describe('compare and set', () => {
  const store = { db: { kind: 'database', params: { serviceTimeMs: 0, writeTimeMs: 0 } } };
  const expecting = (atMs: number, value: number, ifVersion: number) => ({
    ...write(atMs, 1, value),
    body: { value, ifVersion },
  });

  it('a write takes effect only while the row has the version it names; 0 names no row', () => {
    const { told, count } = runPlan(store, [
      expecting(10, 5, 0),
      expecting(20, 6, 0),
      expecting(30, 7, 10_000),
      expecting(40, 8, 10_000),
      write(50, 1, 9),
      read(60, 1),
    ]);
    expect(told.map(({ status, answer }) => [status, answer?.value, answer?.version])).toEqual([
      ['completed', 5, 10_000],
      ['rejected', 5, 10_000],
      ['completed', 7, 30_000],
      ['rejected', 7, 30_000],
      ['completed', 9, 50_000],
      ['completed', 9, 50_000],
    ]);
    expect(count('db.conflicts')).toBe(2);
  });
});
