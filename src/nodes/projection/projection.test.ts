import { describe, expect, it } from 'vitest';
import { conservationProblems } from '../../kernel/testing/conservation';
import { at, during } from '../../kernel/testing/tiny';
import { findImpurities } from '../../kernel/plain';
import type { Append } from '../../patterns/event-sourcing/index';
import { runPlan, type Ask, type PlannedRun } from '../testing/plan';
import type { ProjectionState } from './index';

/** A store and a projection with links of 5 ms: an append takes 10 ms, a read 5 ms, an event 10 ms, a poll 100 ms. */
function run(
  asks: readonly Ask[],
  params = {},
  options: Parameters<typeof runPlan>[2] = {},
  past = 0,
): PlannedRun {
  const store = {
    serviceTimeMs: 5,
    appendTimeMs: 10,
    serviceShape: 'constant',
    pastStreams: 1,
    pastEvents: past,
  };
  const nodes = {
    store: { kind: 'event-store', params: store },
    balances: {
      kind: 'projection',
      params: { store: 'store', pollMs: 100, applyTimeMs: 10, storeTimeoutMs: 50, ...params },
    },
  };
  const ran = runPlan(nodes, asks, { latencyMs: 5, ...options });
  expect(conservationProblems(ran.sim)).toEqual([]);
  expect(findImpurities(ran.sim.world)).toEqual([]);
  return ran;
}

function append(atMs: number, expected: number): Ask {
  const event = { type: 'Deposited', schema: 3, data: { cents: 100, channel: 'app' } };
  const body: Append = { stream: 'a', expected, events: [event], command: 0, basedOn: expected };
  return { atMs, type: 'append', body: body as unknown as Ask['body'] };
}

const read = (atMs: number, stream = 'a'): Ask => ({
  atMs,
  type: 'balance',
  to: 'balances',
  body: { stream },
});

/** Balances as they were read: when, version, cents. */
function balances({ told }: PlannedRun): unknown[] {
  return told.flatMap(({ atMs, answer }) =>
    answer?.balanceCents === undefined ? [] : [[atMs, answer.version, answer.balanceCents]],
  );
}

describe('projection', () => {
  it('lags behind the store by a poll and its work', () => {
    const ran = run([append(0, 0), read(100), read(200)]);
    expect(balances(ran)).toEqual([
      [110, 0, 0],
      [210, 1, 100],
    ]);
  });

  it('[ES17] a crash costs time, and nothing else', () => {
    const asks = [append(0, 0), append(20, 1), read(2000)];
    for (const crashMs of [50, 120, 135, 145, 200])
      expect(
        balances(run(asks, {}, { inputs: [during(crashMs, crashMs + 100, 'crash', 'balances')] })),
      ).toEqual([[2010, 2, 200]]);
  });

  it('that saves its position first skips events when it crashes in between', () => {
    const inputs = [during(135, 300, 'crash', 'balances')];
    const ran = run(
      [append(0, 0), append(20, 1), append(500, 2), read(2000)],
      { savesPositionFirst: true },
      { inputs },
    );
    expect(balances(ran)).toEqual([[2010, 3, 100]]);
  });

  it('is the same when it is built again, from events of all schemas', () => {
    const built = (inputs: Parameters<typeof runPlan>[2] = {}) =>
      (
        run([read(3000, 'account-0')], { applyTimeMs: 1, batch: 7 }, inputs, 50).state(
          'balances',
        ) as ProjectionState
      ).durable;
    expect(built({ inputs: [at(1000, 'do', 'balances', 'rebuild')] })).toEqual(built());
    expect(built().position).toBe(50);
  });

  it('refuses to be built again while it is', () => {
    const twice = [at(100, 'do', 'balances', 'rebuild'), at(101, 'do', 'balances', 'rebuild')];
    expect(() => run([], {}, { inputs: twice }, 50)).toThrow(/already/);
  });
});
