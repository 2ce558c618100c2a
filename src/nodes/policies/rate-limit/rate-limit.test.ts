import { describe, expect, it } from 'vitest';
import { at } from '../../../kernel/testing/tiny';
import { conservationProblems } from '../../../kernel/testing/conservation';
import { findImpurities } from '../../../kernel/plain';
import type { ParamValue } from '../../../kernel/params';
import { read, runPlan, type Ask, type PlannedRun } from '../../testing/plan';

/** A service that asks another, which takes no time: two calls a second, two at once. */
function run(
  asks: readonly Ask[],
  params: Readonly<Record<string, ParamValue>> = {},
  options: Parameters<typeof runPlan>[2] = {},
): PlannedRun {
  const instant = { workers: 100, serviceTimeMs: 0, serviceShape: 'constant' };
  const own = { limiter: true, limiterLimit: 2, limiterBurst: 2, downstreamTimeoutMs: 100, ...params };
  const nodes = {
    s: { kind: 'service', params: { ...instant, downstream: 'callee', ...own } },
    callee: { kind: 'service', params: instant },
  };
  const ran = runPlan(nodes, asks, { untilMs: 20_000, ...options });
  expect(conservationProblems(ran.sim)).toEqual([]);
  expect(findImpurities(ran.sim.world)).toEqual([]);
  return ran;
}

const four = [0, 0, 0, 0].map((atMs, key) => read(atMs, key));
const ends = ({ told }: PlannedRun): unknown[] => told.map(({ ask, atMs, status }) => [ask, atMs, status]);

describe('a caller with a limit of its own', () => {
  it('waits for its turn, in the order of the calls, and the timeout begins when it is sent', () => {
    expect(ends(run(four))).toEqual([
      [0, 0, 'completed'],
      [1, 0, 'completed'],
      [2, 500, 'completed'],
      [3, 1000, 'completed'],
    ]);
  });

  it('or gives up what is beyond it, at no cost to the callee', () => {
    const ran = run(four, { limiterWhenFull: 'refuse' });
    expect(ends(ran)).toEqual([
      [2, 0, 'rejected'],
      [3, 0, 'rejected'],
      [0, 0, 'completed'],
      [1, 0, 'completed'],
    ]);
    expect(ran.count('callee.requests.arrived')).toBe(2);
  });

  it('leaky bucket: calls leave one interval apart; those that do not fit wait for room, or give up', () => {
    const leaky = { limiterAlgorithm: 'leakyBucket' };
    expect(run(four, leaky).told.map(({ atMs }) => atMs)).toEqual([500, 1000, 1500, 2000]);
    expect(ends(run(four, { ...leaky, limiterWhenFull: 'refuse' }))).toEqual([
      [2, 0, 'rejected'],
      [3, 0, 'rejected'],
      [0, 500, 'completed'],
      [1, 1000, 'completed'],
    ]);
  });

  it('begins anew under another limit, and goes on under the same', () => {
    const asks = [read(0, 1), read(0, 2), read(100, 3)];
    const refuse = { limiterWhenFull: 'refuse' };
    const other = run(asks, refuse, { inputs: [at(50, 'set', 's.limiterLimit', 3)] });
    expect(other.told.at(-1)?.status).toBe('completed');
    const same = run(asks, refuse, { inputs: [at(50, 'set', 's.downstreamTimeoutMs', 200)] });
    expect(same.told.at(-1)?.status).toBe('rejected');
  });
});
