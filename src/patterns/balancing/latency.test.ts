import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBalancer, observe, pick, type BalancerState } from './index';
import { chanceOf, idleServers, noChance, pickId, server, serversWithLoads } from './testing/servers';

const SECOND = 1_000_000;

/** A balancer over a, b, c with a time constant of one second, that has seen its servers. */
function threeServers(): BalancerState {
  const state = createBalancer('peakEwma', { decayMs: 1000 });
  pick(state, [server('a'), server('b'), server('c')], { client: 0, nowUs: 0 }, chanceOf(1));
  return state;
}

/** The estimates as of their last observation. */
function estimatesMs(state: BalancerState): number[] {
  if (state.memory.strategy !== 'peakEwma') throw new Error('not a peak EWMA');
  return [...state.memory.estimatesMs];
}

describe('peak EWMA', () => {
  it('[LB20] jumps up at once and comes down over the time constant', () => {
    const state = threeServers();
    observe(state, 'a', 10, 0);
    observe(state, 'a', 100, 1000);
    expect(estimatesMs(state)).toEqual([100, 0, 0]);
    observe(state, 'a', 10, 1000 + SECOND);
    expect(estimatesMs(state)[0]).toBeCloseTo(100 * Math.exp(-1) + 10 * (1 - Math.exp(-1)), 9);
  });

  it('[LB20] at the same instant a lower latency changes nothing', () => {
    const state = threeServers();
    observe(state, 'b', 50, 7);
    observe(state, 'b', 1, 7);
    expect(estimatesMs(state)).toEqual([0, 50, 0]);
  });

  it('[LB20] stays between the newest and the highest latency observed', () => {
    const latencies = fc.array(
      fc.tuple(fc.double({ min: 0.001, max: 1e4, noNaN: true }), fc.nat(5 * SECOND)),
    );
    fc.assert(
      fc.property(latencies, (rows) => {
        const state = threeServers();
        let nowUs = 0;
        let highest = 0;
        for (const [latencyMs, gapUs] of rows) {
          nowUs += gapUs;
          highest = Math.max(highest, latencyMs);
          observe(state, 'c', latencyMs, nowUs);
          expect(estimatesMs(state)[2]).toBeGreaterThanOrEqual(latencyMs * (1 - 1e-12));
          expect(estimatesMs(state)[2]).toBeLessThanOrEqual(highest * (1 + 1e-12));
        }
      }),
    );
  });

  it('[LB21] tries a slow server again once its estimate has fallen below the others', () => {
    const list = [server('slow'), server('fast')];
    const state = createBalancer('peakEwma', { decayMs: 1000 });
    pick(state, list, { client: 0, nowUs: 0 }, chanceOf(1));
    observe(state, 'slow', 50, 0);
    const pickAt = (nowUs: number): string => {
      observe(state, 'fast', 10, nowUs);
      return pickId(state, list, { nowUs, chance: noChance });
    };
    // 50 e^(−t) falls below 10 at t = ln 5 = 1.6094 s.
    expect(pickAt(1.609 * SECOND)).toBe('fast');
    expect(pickAt(1.61 * SECOND)).toBe('slow');
  });

  it('[LB22] weighs the estimate with the requests there and the new one', () => {
    const list = serversWithLoads([0, 2, 5]);
    const state = createBalancer('peakEwma');
    pick(state, list, { client: 0, nowUs: 0 }, chanceOf(1));
    observe(state, 's0', 31, 0);
    observe(state, 's1', 10, 0);
    observe(state, 's2', 6, 0);
    // 31 × 1, 10 × 3, 6 × 6.
    expect(pickId(state, list)).toBe('s1');
  });

  it('[LB22] gives a server of unknown latency one request, then waits for its answer', () => {
    const list = [server('known', { load: 3 }), server('new')];
    const state = createBalancer('peakEwma');
    pick(state, list, { client: 0, nowUs: 0 }, chanceOf(1));
    observe(state, 'known', 20, 0);
    expect(pickId(state, list)).toBe('new');
    list[1].load = 1;
    expect(pickId(state, list)).toBe('known');
    observe(state, 'new', 5, 0);
    expect(pickId(state, list)).toBe('new');
  });

  it('[LB22] of servers of unknown latency that have requests the least loaded serves', () => {
    const list = serversWithLoads([3, 1, 2]);
    expect(pickId(createBalancer('peakEwma'), list)).toBe('s1');
  });

  it('[LB22] an estimate that has faded away altogether is unknown again', () => {
    const list = [server('a', { load: 1 }), server('b', { load: 9 })];
    const state = createBalancer('peakEwma', { decayMs: 1 });
    pick(state, list, { client: 0, nowUs: 0 }, chanceOf(1));
    observe(state, 'a', 20, 0);
    observe(state, 'b', 20, 10 * SECOND);
    expect(pickId(state, list, { nowUs: 10 * SECOND })).toBe('b');
  });

  it('[LB22] lets unknown idle servers share alike', () => {
    const list = idleServers(4);
    const state = createBalancer('peakEwma');
    const chance = chanceOf(4);
    const counts = new Map<string, number>();
    for (let i = 0; i < 4000; i++) {
      const id = pickId(state, list, { chance });
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    // Binomial with mean 1000 and standard deviation 27.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * 27);
  });

  it('[LB3] keeps the estimates of the servers that stay, and forgets those that left', () => {
    const state = threeServers();
    observe(state, 'a', 1, 5);
    observe(state, 'b', 2, 6);
    observe(state, 'c', 3, 7);
    pick(state, [server('c'), server('d'), server('a')], { client: 0, nowUs: 9 }, chanceOf(1));
    expect(estimatesMs(state)).toEqual([3, 0, 1]);
    observe(state, 'b', 50, 10);
    expect(estimatesMs(state)).toEqual([3, 0, 1]);
    observe(state, 'c', 2, SECOND + 7);
    expect(estimatesMs(state)[0]).toBeCloseTo(3 * Math.exp(-1) + 2 * (1 - Math.exp(-1)), 9);
  });

  it('other strategies have nothing to learn from a latency', () => {
    const state = createBalancer('roundRobin');
    pick(state, idleServers(2), { client: 0, nowUs: 0 }, noChance);
    observe(state, 's0', 500, 10);
    expect(pickId(state, idleServers(2))).toBe('s1');
  });
});
