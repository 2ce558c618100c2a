/** Promises about limits, on gateways that keep them and gateways that do not. */
import { describe, expect, it } from 'vitest';
import type { AnyInvariant } from '../kernel/invariant';
import { at } from '../kernel/testing/tiny';
import type { ParamValue } from '../kernel/params';
import { findImpurities } from '../kernel/plain';
import { runPlan, type Ask, type Nodes } from '../nodes/testing/plan';
import { invariant as limitHolds } from './limit-holds';
import { invariant as noCrowdedWindow } from './no-crowded-window';
import { invariant as noNeedlessRefusal } from './no-needless-refusal';
import { verdictOf } from './testing/storage';

type Params = Readonly<Record<string, ParamValue>>;

/** Two gateways with links of 5 ms, two requests a second of each client, two at once. */
function nodesOf(params: Params): Nodes {
  const gateway = {
    kind: 'gateway',
    params: {
      to: 'api',
      store: 'store',
      limiterLimit: 2,
      limiterBurst: 2,
      storeTimeoutMs: 100,
      ...params,
    },
  };
  return {
    g1: gateway,
    g2: gateway,
    store: { kind: 'counter-store', params: { serviceTimeMs: 1, serviceShape: 'constant' } },
    api: { kind: 'service', params: { workers: 100, serviceTimeMs: 0, serviceShape: 'constant' } },
  };
}

function ask(atMs: number, to = 'g1'): Ask {
  return { atMs, type: 'read', to, body: { client: 7 } };
}

function judge(
  invariant: AnyInvariant,
  params: Params,
  asks: readonly Ask[],
  inputs: Parameters<typeof runPlan>[2] = {},
): { brokenAtMs: number; says: string } {
  const run = runPlan(nodesOf(params), asks, {
    latencyMs: 5,
    invariants: [invariant],
    untilMs: 5000,
    ...inputs,
  });
  expect(findImpurities(run.sim.world)).toEqual([]);
  return verdictOf(run);
}

const both = [ask(0, 'g1'), ask(1, 'g2'), ask(2, 'g1'), ask(3, 'g2')];

describe('the limit holds', () => {
  it('with counts in the store', () => {
    expect(judge(limitHolds, {}, both)).toEqual({
      brokenAtMs: -1,
      says: '4 requests were judged, none let in beyond its limit.',
    });
  });

  it('breaks when gateways count alone, at the third that is let in', () => {
    expect(judge(limitHolds, { scope: 'alone' }, both)).toEqual({
      brokenAtMs: 7,
      says: 'Client 7 was let in 0.50 s before its limit allows.',
    });
  });

  it('breaks when they read and write', () => {
    expect(judge(limitHolds, { readsThenWrites: true }, both).brokenAtMs).toBe(18);
  });

  it('breaks when they fail open, at the third that is let in', () => {
    const inputs = [at(0, 'crash', 'store')];
    const asks = both.map((one) => ({ ...one, atMs: one.atMs + 10 }));
    expect(judge(limitHolds, {}, asks, { inputs }).brokenAtMs).toBe(117);
    expect(judge(limitHolds, { storeDown: 'closed' }, asks, { inputs }).brokenAtMs).toBe(-1);
  });

  it('counts once what the store lets in and a gateway, tired of waiting, lets in again', () => {
    const inputs = [at(0, 'latency', 'store->g1', 400_000), at(200, 'restore', 'store->g1')];
    const asks = [ask(10), ask(600), ask(610)];
    expect(judge(limitHolds, {}, asks, { inputs }).brokenAtMs).toBe(-1);
  });

  it('breaks when the store has forgotten', () => {
    const inputs = [at(50, 'crash', 'store'), at(60, 'restart', 'store')];
    expect(judge(limitHolds, {}, [ask(0), ask(0), ask(100)], { inputs }).brokenAtMs).toBe(111);
  });
});

describe('who keeps to the limit is let in', () => {
  it('whichever way limits break, as long as nobody is refused without need', () => {
    const ways: Params[] = [{}, { scope: 'alone' }, { readsThenWrites: true }];
    for (const params of ways) {
      expect(judge(noNeedlessRefusal, params, both).brokenAtMs).toBe(-1);
    }
  });

  it('breaks when gateways fail closed', () => {
    const inputs = [at(0, 'crash', 'store')];
    expect(judge(noNeedlessRefusal, { storeDown: 'closed' }, [ask(10)], { inputs })).toEqual({
      brokenAtMs: 115,
      says: 'Client 7 was refused although it was within its limit.',
    });
  });

  it('breaks when the refill is floored, as soon as a token is due', () => {
    const asks = Array.from({ length: 30 }, (_, i) => ask(i * 40));
    const alone = { scope: 'alone', limiterFloorsRefill: true };
    // The first token after the burst is due half a second after the first was taken, with the request at 520 ms.
    expect(judge(noNeedlessRefusal, alone, asks).brokenAtMs).toBe(525);
    expect(judge(noNeedlessRefusal, { scope: 'alone' }, asks).brokenAtMs).toBe(-1);
  });
});

describe('no stretch holds more than the limit', () => {
  const boundary = [ask(980), ask(985), ask(1005), ask(1006)];
  const alone = { scope: 'alone' };

  it('breaks where two fixed windows meet', () => {
    expect(judge(noCrowdedWindow, { ...alone, limiterAlgorithm: 'fixedWindow' }, boundary)).toEqual({
      brokenAtMs: 1010,
      says: 'Client 7 got more than 2 requests into one stretch.',
    });
  });

  it('holds with a log, and with a bucket, whose burst it allows', () => {
    for (const limiterAlgorithm of ['slidingLog', 'tokenBucket', 'leakyBucket', 'gcra']) {
      expect(judge(noCrowdedWindow, { ...alone, limiterAlgorithm }, boundary).brokenAtMs).toBe(-1);
    }
  });
});
