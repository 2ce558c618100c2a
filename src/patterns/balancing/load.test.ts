import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createBalancer,
  pick,
  type BalancerOptions,
  type Candidate,
  type Chance,
  type Strategy,
} from './index';
import { chanceOf, idleServers, pickId, serversWithLoads } from './testing/servers';

/** How often each candidate is picked. Loads stay as they are. */
function countPicks(
  strategy: Strategy,
  list: readonly Candidate[],
  picks: number,
  options: BalancerOptions = {},
): number[] {
  const state = createBalancer(strategy, options);
  const chance = chanceOf(7);
  const counts = list.map(() => 0);
  for (let i = 0; i < picks; i++) counts[pick(state, list, { client: i, nowUs: 0 }, chance)]++;
  return counts;
}

/** Pearson's statistic against equal shares. */
function chiSquare(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
}

/** The 99.9 % point of chi-square with 4 degrees of freedom. */
const CHI_SQUARE_4 = 18.47;

describe('random', () => {
  it('[LB12] picks all servers alike', () => {
    expect(chiSquare(countPicks('random', idleServers(5), 50_000))).toBeLessThan(CHI_SQUARE_4);
  });

  it('[LB12] reaches the first and the last server at the ends of chance', () => {
    const list = idleServers(4);
    const highest = 1 - 2 ** -53;
    expect(pickId(createBalancer('random'), list, { chance: () => 0 })).toBe('s0');
    expect(pickId(createBalancer('random'), list, { chance: () => highest })).toBe('s3');
  });
});

const loads = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 8 });

describe('least connections', () => {
  it('[LB13] never picks a server with more load than another usable one', () => {
    fc.assert(
      fc.property(loads, fc.integer(), (all, seed) => {
        const list = serversWithLoads(all);
        list[0].usable = false;
        const place = pick(createBalancer('leastConnections'), list, { client: 0, nowUs: 0 }, chanceOf(seed));
        expect(list[place].load).toBe(Math.min(...all.slice(1)));
      }),
    );
  });

  it('[LB13] lets equals share alike, whoever stands between them', () => {
    const counts = countPicks('leastConnections', serversWithLoads([0, 3, 0, 0, 9, 9, 0, 0]), 50_000);
    expect([counts[1], counts[4], counts[5]]).toEqual([0, 0, 0]);
    const idle = [0, 2, 3, 6, 7].map((place) => counts[place]);
    expect(chiSquare(idle)).toBeLessThan(CHI_SQUARE_4);
  });
});

describe('power of two choices', () => {
  /** The two servers that two values of chance draw: the first wins a tie, the second once it is the lighter one. */
  function drawn(values: readonly number[], count: number): [first: number, second: number] {
    const pickFrom = (list: readonly Candidate[]): number => {
      let next = 0;
      return pick(createBalancer('powerOfTwo'), list, { client: 0, nowUs: 0 }, () => values[next++]);
    };
    const list = idleServers(count);
    const first = pickFrom(list);
    list[first].load = 1;
    return [first, pickFrom(list)];
  }

  it('[LB14] picks the less loaded of the two drawn, the first of equals', () => {
    const value = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(loads, value, value, (all, one, other) => {
        const [first, second] = drawn([one, other], all.length);
        expect(first).not.toBe(second);
        const values = [one, other];
        const chance: Chance = () => values.shift() ?? NaN;
        const place = pick(
          createBalancer('powerOfTwo'),
          serversWithLoads(all),
          { client: 0, nowUs: 0 },
          chance,
        );
        expect(place).toBe(all[second] < all[first] ? second : first);
      }),
    );
  });

  it('[LB14] the first drawn of equals serves', () => {
    expect(pickId(createBalancer('powerOfTwo'), idleServers(2), { chance: () => 0 })).toBe('s0');
    expect(pickId(createBalancer('powerOfTwo'), idleServers(2), { chance: () => 0.5 })).toBe('s1');
  });

  it('[LB14] draws every pair of different servers alike, in both orders', () => {
    const pairs = new Map<string, number>();
    // A grid over both values of chance hits each of three, and then each of two, equally often.
    const grid = [0, 1, 2, 3, 4, 5].map((step) => (step + 0.5) / 6);
    for (const one of grid) {
      for (const other of grid) {
        const pair = drawn([one, other], 3).join();
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      }
    }
    expect(Object.fromEntries(pairs)).toEqual({ '0,1': 6, '0,2': 6, '1,0': 6, '1,2': 6, '2,0': 6, '2,1': 6 });
  });

  it('[LB14] with one usable server picks it', () => {
    const list = idleServers(3);
    list[0].usable = false;
    list[2].usable = false;
    expect(pickId(createBalancer('powerOfTwo'), list, { chance: chanceOf(1) })).toBe('s1');
  });

  it('[LB15] with replacement picks the most loaded server once in n² times', () => {
    const list = serversWithLoads([5, 0, 1, 2]);
    const picks = 80_000;
    expect(countPicks('powerOfTwo', list, picks)[0]).toBe(0);
    // Binomial with p = 1/16: mean 5000, standard deviation 68.
    const [heaviest] = countPicks('powerOfTwo', list, picks, { withReplacement: true });
    expect(Math.abs(heaviest - picks / 16)).toBeLessThan(4 * 68);
  });
});

describe('balls into bins', () => {
  /** Mean of the highest load after n requests to n servers that never end. */
  function meanMaximum(strategy: Strategy, n: number, runs: number, options: BalancerOptions): number {
    const chance = chanceOf(n);
    let sum = 0;
    for (let run = 0; run < runs; run++) {
      const list = idleServers(n);
      const state = createBalancer(strategy, options);
      for (let i = 0; i < n; i++) list[pick(state, list, { client: i, nowUs: 0 }, chance)].load++;
      sum += Math.max(...list.map(({ load }) => load));
    }
    return sum / runs;
  }

  // GT LB-2 has 2.77, 4.26 and 5.50 from a simulation. These are exact, by the number of ways to put n balls into
  // n bins with at most m in each: n! / nⁿ times the coefficient of xⁿ in (1 + x + … + x^m / m!)ⁿ.
  it.each([
    [10, 20_000, 2.7487, 0.72],
    [100, 500, 4.2326, 0.76],
    [1000, 30, 5.5142, 0.73],
  ])('[LB12] GT LB-2: random, n = %i', (n, runs, expected, deviation) => {
    const mean = meanMaximum('random', n, runs, {});
    expect(Math.abs(mean - expected)).toBeLessThan((4 * deviation) / Math.sqrt(runs));
  });

  it.each([
    [10, 20_000, 2.06, 0.29],
    [100, 500, 2.58, 0.5],
    [1000, 30, 3.01, 0.09],
  ])('[LB15] GT LB-2: two choices with replacement, n = %i', (n, runs, expected, deviation) => {
    const mean = meanMaximum('powerOfTwo', n, runs, { withReplacement: true });
    // Four standard errors, and half a unit of the table's last digit.
    expect(Math.abs(mean - expected)).toBeLessThan((4 * deviation) / Math.sqrt(runs) + 0.005);
  });

  it('[LB14] two different servers are better still: 2.01 instead of 2.06 for n = 10', () => {
    const runs = 20_000;
    const mean = meanMaximum('powerOfTwo', 10, runs, {});
    expect(Math.abs(mean - 2.01)).toBeLessThan((4 * 0.21) / Math.sqrt(runs) + 0.005);
  });
});
