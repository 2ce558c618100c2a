import { describe, expect, it } from 'vitest';
import { nodeIn, at, MS } from '../../kernel/testing/tiny';
import { conservationProblems } from '../../kernel/testing/conservation';
import { findImpurities } from '../../kernel/plain';
import { paramProblem, type ParamValue } from '../../kernel/params';
import type { Status } from '../../kernel/message';
import { gatewayParams } from './params';
import { runPlan, type Ask, type Nodes, type PlannedRun } from '../testing/plan';

type Params = Readonly<Record<string, ParamValue>>;

/** Two gateways, a store that takes 1 ms, and a node behind that takes none. Two requests a second, two at once. */
function nodesOf(params: Params = {}): Nodes {
  const gateway = {
    kind: 'gateway',
    params: { to: 'api', store: 'store', limiterLimit: 2, limiterBurst: 2, ...params },
  };
  return {
    g1: gateway,
    g2: gateway,
    store: { kind: 'counter-store', params: { serviceTimeMs: 1, serviceShape: 'constant' } },
    api: { kind: 'service', params: { workers: 100, serviceTimeMs: 0, serviceShape: 'constant' } },
  };
}

function ask(atMs: number, to = 'g1', client = 7): Ask {
  return { atMs, type: 'read', to, body: { client } };
}

function statuses({ told }: PlannedRun): Status[] {
  return [...told].sort((a, b) => a.ask - b.ask).map(({ status }) => status);
}

function run(
  asks: readonly Ask[],
  params: Params = {},
  options: Parameters<typeof runPlan>[2] = {},
): PlannedRun {
  const ran = runPlan(nodesOf(params), asks, { untilMs: 20_000, ...options });
  expect(conservationProblems(ran.sim)).toEqual([]);
  expect(findImpurities(ran.sim.world)).toEqual([]);
  return ran;
}

const [ok, no]: Status[] = ['completed', 'rejected'];

describe('each gateway alone', () => {
  const alone = { scope: 'alone' };

  it('lets through what the limit allows, refuses the rest, and tells both how they stand', () => {
    const { told, count } = run([ask(0), ask(0), ask(0), ask(500)], alone);
    const headers = (remaining: number, more = {}): unknown => ({
      headers: { 'RateLimit-Limit': 2, 'RateLimit-Remaining': remaining, 'RateLimit-Reset': 1, ...more },
    });
    expect([...told].sort((a, b) => a.ask - b.ask).map(({ status, answer }) => [status, answer])).toEqual([
      [ok, headers(1)],
      [ok, headers(0)],
      [no, headers(0, { 'Retry-After': 1 })],
      [ok, headers(0)],
    ]);
    expect([count('g1.letIn'), count('g1.refused'), count('api.requests.arrived')]).toEqual([3, 1, 3]);
  });

  it('100 tokens, 10 a second: of 110 at once ten are refused, and two seconds later 20 more are allowed', () => {
    const asks = [0, 2000].flatMap((atMs) => Array.from({ length: 110 }, () => ask(atMs)));
    const all = statuses(run(asks, { ...alone, limiterLimit: 10, limiterBurst: 100 }));
    expect(all.slice(0, 110).filter((status) => status === no)).toHaveLength(10);
    expect(all.slice(110).filter((status) => status === ok)).toHaveLength(20);
  });

  it('every gateway has a limit of its own, and so has every client', () => {
    const asks = [ask(0, 'g1'), ask(0, 'g1'), ask(0, 'g1'), ask(0, 'g2'), ask(0, 'g1', 8)];
    expect(statuses(run(asks, alone))).toEqual([ok, ok, no, ok, ok]);
    expect(statuses(run(asks, { ...alone, limitPer: 'everyone' }))).toEqual([ok, ok, no, ok, no]);
  });

  it('asks no store', () => {
    expect(run([ask(0)], alone).count('store.requests.arrived')).toBe(0);
  });

  it('goes by its own clock: set back, it waits until the old time has come again', () => {
    const inputs = [at(100, 'skew', 'g1', -2000 * MS)];
    const asks = [ask(0), ask(0), ask(1500), ask(2400), ask(2600)];
    expect(statuses(run(asks, alone, { inputs }))).toEqual([ok, ok, no, no, ok]);
  });

  it('begins anew when the limit is changed', () => {
    const inputs = [at(50, 'set', 'g1.limiterBurst', 3)];
    expect(statuses(run([ask(0), ask(0), ask(60), ask(60), ask(60), ask(60)], alone, { inputs }))).toEqual([
      ok,
      ok,
      ok,
      ok,
      ok,
      no,
    ]);
  });

  it('forgets in a crash', () => {
    const inputs = [at(10, 'crash', 'g1'), at(20, 'restart', 'g1')];
    expect(statuses(run([ask(0), ask(0), ask(30)], alone, { inputs }))).toEqual([ok, ok, ok]);
  });
});

describe('counts in the store', () => {
  it('hold for all gateways together', () => {
    expect(statuses(run([ask(0, 'g1'), ask(0, 'g2'), ask(0, 'g1')]))).toEqual([ok, ok, no]);
  });

  it('are decided in one step, however gateways race', () => {
    const asks = Array.from({ length: 10 }, (_, i) => ask(0, i % 2 === 0 ? 'g1' : 'g2'));
    const admitted = (params: Params): number =>
      statuses(run(asks, params, { latencyMs: 20 })).filter((status) => status === ok).length;
    expect(admitted({})).toBe(2);
    // All ten have read the count before the first writes it back.
    expect(admitted({ readsThenWrites: true })).toBe(10);
  });

  it('read and written, are right for one at a time', () => {
    const asks = [0, 100, 200, 700].map((atMs) => ask(atMs));
    expect(statuses(run(asks, { readsThenWrites: true }, { latencyMs: 5 }))).toEqual([ok, ok, no, ok]);
  });

  it('of gateways with different limits are kept apart', () => {
    const inputs = [at(0, 'set', 'g2.limiterBurst', 3)];
    const asks = [1, 2, 3, 4].flatMap((ms) => [ask(ms, 'g1'), ask(ms, 'g2')]);
    expect(statuses(run(asks, {}, { inputs }))).toEqual([ok, ok, ok, ok, no, ok, no, no]);
  });

  it('are lost when the store crashes', () => {
    const inputs = [at(10, 'crash', 'store'), at(20, 'restart', 'store')];
    expect(statuses(run([ask(0), ask(0), ask(30), ask(30), ask(30)], {}, { inputs }))).toEqual([
      ok,
      ok,
      ok,
      ok,
      no,
    ]);
  });

  it.each([
    ['open', ok],
    ['closed', 'failed' as const],
  ])('without the store gateways fail %s, once the store timeout is over', (storeDown, status) => {
    const inputs = [at(10, 'crash', 'store')];
    const { told, count } = run([ask(20), ask(20), ask(20)], { storeDown, storeTimeoutMs: 150 }, { inputs });
    expect(told.map((one) => [one.status, one.atMs])).toEqual([
      [status, 170],
      [status, 170],
      [status, 170],
    ]);
    expect(count('g1.undecided')).toBe(3);
  });

  it('the clock that counts is that of the store', () => {
    const asks = [ask(0), ask(0), ask(200)];
    expect(() => run(asks, {}, { inputs: [at(100, 'skew', 'g1', 5000 * MS)] })).toThrow(
      'g1 leaves the time to the store',
    );
    expect(statuses(run(asks, {}, { inputs: [at(100, 'skew', 'store', 5000 * MS)] }))).toEqual([ok, ok, ok]);
  });
});

describe('leaky bucket', () => {
  const leaky = { scope: 'alone', limiterAlgorithm: 'leakyBucket', limiterBurst: 5 };

  it('GT L-9: five of ten at once are passed on, one every half second', () => {
    const asks = Array.from({ length: 10 }, () => ask(0));
    const { told, state } = run(asks, leaky);
    expect(told.filter(({ status }) => status === ok).map(({ atMs }) => atMs)).toEqual([
      500, 1000, 1500, 2000, 2500,
    ]);
    expect(told.filter(({ status }) => status === no).map(({ atMs }) => atMs)).toEqual([0, 0, 0, 0, 0]);
    expect(state('g1')).toMatchObject({ held: 0 });
  });

  it('what it holds is lost in a crash', () => {
    const inputs = [at(700, 'crash', 'g1')];
    const { sim, count } = run([ask(0), ask(0)], leaky, { inputs, untilMs: 5000 });
    expect(count('g1.requests.lost')).toBe(1);
    expect(nodeIn(sim, 'g1').openRequests).toBe(0);
  });
});

describe('limits that make no sense', () => {
  it.each([
    ['limiterBurst', 0, 'a bucket without room lets nobody in.'],
    ['limiterLimit', 0, 'a limit of nothing lets nobody in.'],
    ['limiterWindowMs', 0, 'a window of no length holds no request.'],
  ] as const)('are refused with the reason: %s %i', (name, value, why) => {
    expect(paramProblem(`g1.${name}`, gatewayParams[name], value)).toContain(why);
  });
});

describe('beside its limit', () => {
  it('lets everything through when it is switched off', () => {
    const asks = Array.from({ length: 10 }, () => ask(0));
    const { count } = run(asks, { limiter: false });
    expect([count('api.requests.completed'), count('store.requests.arrived')]).toEqual([10, 0]);
  });

  it('gives up what has no answer in time', () => {
    const inputs = [at(0, 'crash', 'api')];
    expect(run([ask(10)], { toTimeoutMs: 100, scope: 'alone' }, { inputs }).told[0]).toMatchObject({
      atMs: 110,
      status: 'timedOut',
    });
  });

  it('answers probes, whatever the limit', () => {
    const probe = { ...ask(0), type: 'probe' };
    expect(run([probe, probe, probe], { scope: 'alone' }).told.map(({ status }) => status)).toEqual([
      ok,
      ok,
      ok,
    ]);
  });
});
