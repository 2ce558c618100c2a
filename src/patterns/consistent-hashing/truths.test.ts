/** Published and computed figures: GT H-1, H-3, H-4 and H-5. */
import { describe, expect, it } from 'vitest';
import { arcShares, capacityOf, countsOf, expectedCv, placeBounded, spreadOf } from './index';
import { estimate, keys, nodes, ownersOf, placementOf, randomNodes } from './testing/members';
import type { Member, PlacementOptions } from './index';

const PATIENT = { timeout: 120_000 };

/** Arc shares of ring number `r`. */
function randomShares(r: number, count: number, virtualNodes: number): Float64Array {
  const { table } = placementOf(randomNodes(r, count), { virtualNodes });
  if (table.scheme !== 'ring') throw new Error('not a ring');
  return arcShares(table);
}

function quantileOf(values: readonly number[], q: number): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * q) - 1];
}

describe('GT H-1: balance of random rings, STAT(rings, 1 %)', PATIENT, () => {
  // n, v, rings, CV, mean of max/mean, its 95th percentile, mean of min/mean
  it.each([
    [10, 1, 4000, 0.9045, 2.92, 4.5, 0.1],
    [10, 10, 2000, 0.2985, 1.53, 1.89, 0.58],
    [10, 50, 600, 0.134, 1.228, 1.37, 0.794],
    [10, 100, 400, 0.0948, 1.16, 1.259, 0.851],
    [10, 150, 300, 0.0774, 1.129, 1.208, 0.878],
    [10, 200, 300, 0.0671, 1.111, 1.181, 0.896],
    [10, 500, 150, 0.0424, 1.07, 1.111, 0.932],
    [10, 1000, 100, 0.03, 1.049, 1.079, 0.952],
    [100, 100, 60, 0.0995, 1.269, 1.359, 0.768],
    [100, 1000, 10, 0.0315, 1.081, 1.106, 0.923],
  ])('[CH7] [CH17] n = %i, v = %i', (n, v, rings, cv, max, p95, min) => {
    const shares = Array.from({ length: rings }, (_, r) => randomShares(r, n, v));
    // The variance of a share within a ring is (n − 1)/n of that of one share, hence the factor.
    const variances = estimate(
      shares.map((one) => (spreadOf(one).cv * spreadOf(one).cv * n) / (n - 1) / (n / (n - 1))),
    );
    const expectNear = ({ mean, error }: { mean: number; error: number }, truth: number): void => {
      expect(Math.abs(mean - truth)).toBeLessThanOrEqual(Math.max(0.01 * truth, 4 * error));
      expect(error).toBeLessThan(0.05 * truth);
    };
    expectNear(variances, cv * cv);
    expectNear(estimate(shares.map((one) => Math.max(...one) * n)), max);
    expectNear(estimate(shares.map((one) => Math.min(...one) * n)), min);
    const highest = shares.map((one) => Math.max(...one) * n);
    const [low, high] = [0.95 - 4 * Math.sqrt(0.0475 / rings), 0.95 + 4 * Math.sqrt(0.0475 / rings)];
    expect(quantileOf(highest, low)).toBeLessThan(p95 * 1.01);
    if (high < 1) expect(quantileOf(highest, high)).toBeGreaterThan(p95 * 0.99);
    expect(expectedCv(n, v, Infinity)).toBeCloseTo(cv, 4);
  });

  it.each([
    [1, 0.9979, 0.005, 5.25, 20],
    [10, 0.3152, 0.37, 1.98, 10],
    [100, 0.0997, 0.76, 1.28, 2],
  ])('[CH17] Lamping and Veach: n = 1000, %i points', (v, published, low, high, rings) => {
    expect(Math.abs(expectedCv(1000, v, Infinity) / published - 1)).toBeLessThan(0.005);
    const sizes = Array.from({ length: rings }, (_, r) => [...randomShares(r, 1000, v)]).flat();
    // The ends of the interval that holds 99 % of the buckets, as far as the published digits go.
    expect(Math.abs(quantileOf(sizes, 0.005) * 1000 - low)).toBeLessThan(0.005 + 0.01 * low);
    expect(Math.abs(quantileOf(sizes, 0.995) * 1000 - high)).toBeLessThan(0.005 + 0.03 * high);
  });

  it('GT H-2: the share a newcomer takes of n = 10 has the standard deviation of Beta(v, nv)', () => {
    for (const [v, sd, rings] of [
      [1, 0.083, 3000],
      [10, 0.0273, 1000],
      [100, 0.0087, 300],
      [200, 0.0061, 200],
    ]) {
      const shares = Array.from({ length: rings }, (_, r) => randomShares(r, 11, v)[10]);
      const { mean, error, sd: found } = estimate(shares);
      expect(Math.abs(mean - 1 / 11)).toBeLessThan(4 * error);
      // The standard error of a standard deviation is about sd/√(2·rings), more for the skewed v = 1.
      expect(Math.abs(found / sd - 1)).toBeLessThan(v === 1 ? 0.07 : 4 / Math.sqrt(2 * rings));
    }
  });
});

const many = keys(100_000);
const without3 = nodes(10).toSpliced(3, 1);

/** How many keys each node has, and how many go elsewhere with other nodes. */
function countsWith(options: Partial<PlacementOptions>, names = many) {
  const owners = ownersOf(placementOf(nodes(10), options), names);
  const moved = (members: readonly Member[]): number => {
    const after = ownersOf(placementOf(members, options), names);
    return after.filter((owner, k) => members[owner].id !== nodes(10)[owners[k]].id).length;
  };
  return { counts: [...countsOf(owners, 10)], moved };
}

describe('GT H-3: exact counts of one ring', PATIENT, () => {
  it.each([
    [1, [3761, 20474, 5131, 1811, 28295, 2519, 1017, 5959, 30491, 542], 3.049, 19738, 1811],
    [10, [8627, 12679, 12419, 8763, 11322, 7265, 6585, 10270, 11932, 10138], 1.268, 7253, 8763],
    [100, [10290, 8751, 11766, 12962, 8404, 9517, 7466, 10976, 9407, 10461], 1.296, 9635, 12962],
    [200, [10152, 9844, 9693, 10286, 10322, 10294, 9467, 10428, 9482, 10032], 1.043, 9181, 10286],
  ])('[CH7] %i points a node', (virtualNodes, wanted, maxByMean, added, removed) => {
    const { counts, moved } = countsWith({ virtualNodes });
    expect(counts).toEqual(wanted);
    expect(spreadOf(counts).maxByMean).toBeCloseTo(maxByMean, 3);
    expect(moved(nodes(11))).toBe(added);
    expect(moved(without3)).toBe(removed);
  });

  it('[CH1] FNV-1a clumps: ten points a node', () => {
    const { counts } = countsWith({ virtualNodes: 10, hash: 'fnv1a' });
    expect(counts).toEqual([9608, 4252, 3308, 7836, 11901, 8558, 4534, 5714, 4701, 39588]);
    expect(spreadOf(counts).cv).toBeCloseTo(1.02, 2);
  });

  it.each([
    [100, 0.233],
    [200, 0.159],
  ])('[CH1] FNV-1a with %i points a node: CV %f', (virtualNodes, cv) => {
    expect(spreadOf(countsWith({ virtualNodes, hash: 'fnv1a' }).counts).cv).toBeCloseTo(cv, 3);
  });

  it('[CH11] rendezvous, 20,000 keys', () => {
    const { counts, moved } = countsWith({ scheme: 'rendezvous' }, many.slice(0, 20_000));
    expect(counts).toEqual([2029, 1960, 1997, 2068, 2054, 2033, 1972, 1958, 1934, 1995]);
    expect([moved(nodes(11)), moved(without3)]).toEqual([1819, 2068]);
  });

  it('[CH12] jump', () => {
    const { counts, moved } = countsWith({ scheme: 'jump' });
    expect(counts).toEqual([10241, 9968, 10120, 10000, 9873, 9935, 10065, 10124, 9838, 9836]);
    expect(moved(nodes(11))).toBe(9098);
  });

  it('[CH13] modulo', () => {
    expect(countsWith({ scheme: 'modulo' }).moved(nodes(11))).toBe(90727);
  });
});

describe('GT H-4: Maglev, mean of some tables', PATIENT, () => {
  it.each([
    [65537, 10, 4, 0.1, 0.0022],
    [65537, 100, 4, 0.01, 0.0058],
    [65537, 1000, 3, 0.001, 0.0055],
    [655373, 100, 2, 0.01, 0.0015],
    [655373, 1000, 2, 0.001, 0.0033],
  ])('[CH14] [CH15] M = %i, N = %i', (tableSize, n, tables, unavoidable, extra) => {
    const churn: number[] = [];
    for (let r = 0; r < tables; r++) {
      const members = randomNodes(r, n);
      const tableOf = (list: readonly Member[]): Int32Array => {
        const { table } = placementOf(list, { scheme: 'maglev', tableSize });
        if (table.scheme !== 'maglev') throw new Error('not Maglev');
        return table.table;
      };
      const before = tableOf(members);
      const counts = countsOf(before, n);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      const gone = Math.floor(n / 2);
      const after = tableOf(members.toSpliced(gone, 1));
      const stayed = before.filter(
        (owner, i) => owner !== gone && owner !== after[i] + (after[i] >= gone ? 1 : 0),
      );
      expect(Math.abs(counts[gone] / tableSize - unavoidable)).toBeLessThanOrEqual(1 / tableSize);
      churn.push(stayed.length / tableSize);
    }
    const { mean } = estimate(churn);
    expect(mean).toBeLessThan(extra * 1.5);
    expect(mean).toBeGreaterThan(extra / 1.5);
  });

  it('[CH14] refuses a size that is no prime, and one that is too small', () => {
    expect(() => placementOf(nodes(3), { scheme: 'maglev', tableSize: 1000 })).toThrow(/prime, not 1000/);
    expect(() => placementOf(nodes(9), { scheme: 'maglev', tableSize: 7 })).toThrow(/7 entries are too few/);
  });

  it('[CH14] gives weight by entries a turn', () => {
    const members = nodes(3).map((node, i) => ({ ...node, weight: i + 1 }));
    const { table } = placementOf(members, { scheme: 'maglev', tableSize: 601 });
    if (table.scheme !== 'maglev') throw new Error('not Maglev');
    expect([...countsOf(table.table, 3)]).toEqual([101, 200, 300]);
  });
});

describe('GT H-5: bounded loads, 20,000 keys, 20 % of the mean of some rings', PATIENT, () => {
  const names = many.slice(0, 20_000);

  it.each([
    [10, 1, 1.05, 0.396, 60],
    [10, 1, 1.1, 0.391, 60],
    [10, 1, 1.25, 0.302, 60],
    [10, 1, 1.5, 0.21, 60],
    [10, 100, 1.05, 0.023, 30],
    [10, 100, 1.1, 0.0094, 60],
    [10, 100, 1.25, 0.0004, 200],
    [100, 100, 1.05, 0.036, 30],
    [100, 100, 1.1, 0.018, 30],
  ])('[CH16] n = %i, v = %i, c = %f', (n, virtualNodes, factor, wanted, rings) => {
    const elsewhere: number[] = [];
    for (let r = 0; r < rings; r++) {
      const placement = placementOf(randomNodes(r, n), { virtualNodes });
      const owners = ownersOf(placement, names);
      const places = placeBounded(placement, names, factor);
      const most = Math.max(...countsOf(places, n));
      expect(most).toBeLessThanOrEqual(capacityOf(factor, names.length, n));
      elsewhere.push(places.filter((place, k) => place !== owners[k]).length / names.length);
    }
    const { mean } = estimate(elsewhere);
    expect(mean).toBeGreaterThan(wanted * 0.8);
    expect(mean).toBeLessThan(wanted * 1.2);
  });

  it('[CH16] the keys beyond the bound of ten nodes with one point each are (1 − c/n)ⁿ of all', () => {
    for (const factor of [1.5, 2]) {
      const beyond: number[] = [];
      for (let r = 0; r < 1000; r++) {
        const over = [...randomShares(r, 10, 1)].map((share) => Math.max(0, share - factor / 10));
        beyond.push(over.reduce((sum, one) => sum + one, 0));
      }
      const { mean, error } = estimate(beyond);
      expect(Math.abs(mean - (1 - factor / 10) ** 10)).toBeLessThan(4 * error);
    }
  });

  it('[CH16] the bound is rounded up, and a hair is no load', () => {
    expect([capacityOf(1.25, 11, 10), capacityOf(1, 11, 10), capacityOf(1.12, 250, 10)]).toEqual([2, 2, 28]);
  });
});
