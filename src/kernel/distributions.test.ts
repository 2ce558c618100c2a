import { describe, expect, it } from 'vitest';
import {
  DISTRIBUTIONS,
  lognormalOf,
  sample,
  sampleZipf,
  zipfTable,
  type Distribution,
} from './distributions';
import { createStreams, streamOffset } from './random';

const COUNT = 200_000;

/** Samples from a stream of their own, the same in every run. */
function draw(distribution: Distribution, count = COUNT): Float64Array {
  const streams = createStreams();
  const offset = streamOffset(streams, 42, `${distribution.name} ${String(distribution.cv)}`);
  return Float64Array.from({ length: count }, () => sample(streams.words, offset, distribution));
}

/** Fails unless the mean of the values is within four standard errors, as the values themselves show them. */
function expectMean(values: Float64Array, expected: number): void {
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  expect(Math.abs(mean - expected)).toBeLessThanOrEqual(4 * Math.sqrt(variance / values.length));
}

/** Fails unless the share of values ≤ limit is within four standard errors. */
function expectShareBelow(values: Float64Array, limit: number, share: number): void {
  const seen = values.filter((value) => value <= limit).length / values.length;
  expect(Math.abs(seen - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / values.length));
}

describe('distributions', () => {
  // The second moment of a quantity is mean² (1 + cv²).
  it.each<[Distribution['name'], number, number]>([
    ['constant', 0, 0],
    ['uniform', 0, 1 / Math.sqrt(3)],
    ['exponential', 0, 1],
    ['erlang2', 0, 1 / Math.sqrt(2)],
    ['erlang4', 0, 1 / 2],
    ['normal', 0.2, 0.2],
    ['lognormal', 0.5, 0.5],
    ['lognormal', 1, 1],
    ['hyperexponential', 0.3, 1],
    ['hyperexponential', 1, 1],
    ['hyperexponential', 1.5, 1.5],
    ['hyperexponential', 3, 3],
  ])('%s, cv %d, has mean 20 and cv %d', (name, cv, expected) => {
    const values = draw({ name, mean: 20, cv });
    expectMean(values, 20);
    expectMean(
      values.map((value) => value * value),
      400 * (1 + expected * expected),
    );
  });

  it('none is negative, and all scale with the mean', () => {
    for (const name of DISTRIBUTIONS) {
      const values = draw({ name, mean: 1, cv: 1 }, 2000);
      const scaled = draw({ name, mean: 250, cv: 1 }, 2000);
      for (const [i, value] of values.entries()) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(Math.abs(scaled[i] - 250 * value)).toBeLessThanOrEqual(1e-12 * scaled[i]);
      }
    }
  });

  it('uniform runs from 0 to twice the mean', () => {
    const values = draw({ name: 'uniform', mean: 5, cv: 0 });
    expectShareBelow(values, 1, 0.1);
    expectShareBelow(values, 9, 0.9);
    expect(Math.max(...values.slice(0, 50_000))).toBeLessThan(10);
  });

  it('normal has the quantiles of the normal distribution', () => {
    const values = draw({ name: 'normal', mean: 10, cv: 0.2 });
    for (const [z, share] of [
      [-1.2815515655446, 0.1],
      [0, 0.5],
      [1.6448536269515, 0.95],
      [2.3263478740408, 0.99],
    ])
      expectShareBelow(values, 10 + 2 * z, share);
  });

  // With cv > .4 or so the fourth moment does not exist: quantiles say more than moments (GT section 15, trap 10).
  it.each([0.3, 1, 3])('pareto, cv %d, has the tail that gives this cv', (cv) => {
    const alpha = 1 + Math.sqrt(1 + 1 / (cv * cv));
    expect(1 / (alpha * (alpha - 2))).toBeCloseTo(cv * cv, 9);
    const least = (20 * (alpha - 1)) / alpha;
    const values = draw({ name: 'pareto', mean: 20, cv });
    expectMean(values, 20);
    expect(values.every((value) => value >= least)).toBe(true);
    for (const share of [0.1, 0.5, 0.9, 0.99, 0.999]) {
      expectShareBelow(values, least * (1 - share) ** (-1 / alpha), share);
    }
  });
});

describe('GT KAV-8: lognormal from mean 1 and cv', () => {
  // Standard normal quantiles: p50, p90, p95, p99, p99.9.
  const Z = {
    0.5: 0,
    0.9: 1.2815515655446,
    0.95: 1.6448536269515,
    0.99: 2.3263478740408,
    0.999: 3.0902323061678,
  };
  const rows: [number, number, [keyof typeof Z, number][]][] = [
    [
      0.5,
      0.47238,
      [
        [0.5, 0.89443],
        [0.95, 1.94532],
        [0.99, 2.68411],
      ],
    ],
    [
      1,
      0.83255,
      [
        [0.5, 0.70711],
        [0.9, 2.05523],
        [0.95, 2.78113],
        [0.99, 4.90492],
        [0.999, 9.26472],
      ],
    ],
    [
      2,
      1.26864,
      [
        [0.5, 0.44721],
        [0.95, 3.60385],
        [0.99, 8.55547],
      ],
    ],
  ];

  it.each(rows)('cv %d has sigma %d and the quantiles of the table', (cv, expectedSigma, quantiles) => {
    const { mu, sigma } = lognormalOf(1, cv);
    expect(sigma.toFixed(5)).toBe(expectedSigma.toFixed(5));
    for (const [share, value] of quantiles) {
      expect(Math.exp(mu + sigma * Z[share]).toFixed(5)).toBe(value.toFixed(5));
    }
    const values = draw({ name: 'lognormal', mean: 1, cv });
    for (const [share, value] of quantiles) expectShareBelow(values, value, share);
  });

  it('shifts with the mean and is constant when cv is 0', () => {
    expect(lognormalOf(50, 1).mu).toBeCloseTo(lognormalOf(1, 1).mu + Math.log(50), 12);
    expect(lognormalOf(50, 0).sigma).toBe(0);
    for (const value of draw({ name: 'lognormal', mean: 50, cv: 0 }, 100)) expect(value).toBeCloseTo(50, 10);
  });
});

describe('zipf', () => {
  /** Words that make the next uniform value 0, and the largest below 1. */
  const LEAST = [0, 0, 0, 0];
  const GREATEST = [-1, 0, Math.imul(-2, 954_437_177), 0];

  function ranks(n: number, alpha: number, count: number): Int32Array {
    const streams = createStreams();
    const offset = streamOffset(streams, 42, 'zipf');
    const table = zipfTable(n, alpha);
    return Int32Array.from({ length: count }, () => sampleZipf(streams.words, offset, table));
  }

  it.each([
    [10, 0],
    [50, 0.8],
    [1000, 1],
    [1000, 1.2],
  ])('over %d ranks with alpha %d, gives the first rank its share 1/H', (n, alpha) => {
    let harmonic = 0;
    for (let rank = 1; rank <= n; rank++) harmonic += rank ** -alpha;
    expect(zipfTable(n, alpha).cumulative[0]).toBeCloseTo(1 / harmonic, 12);
    const drawn = Float64Array.from(ranks(n, alpha, COUNT));
    expectShareBelow(drawn, 0, 1 / harmonic);
  });

  it.each([0, 0.6, 1, 2])('gives all of 40 ranks their shares, alpha %d', (alpha) => {
    const n = 40;
    const weights = Array.from({ length: n }, (_, k) => (k + 1) ** -alpha);
    const total = weights.reduce((sum, weight) => sum + weight);
    const counts = new Float64Array(n);
    for (const rank of ranks(n, alpha, COUNT)) counts[rank]++;
    const chiSquare = weights.reduce((sum, weight, k) => {
      const expected = (COUNT * weight) / total;
      return sum + (counts[k] - expected) ** 2 / expected;
    }, 0);
    expect(chiSquare).toBeLessThan(n - 1 + 4 * Math.sqrt(2 * (n - 1)));
  });

  it('alpha 0 is uniform', () => {
    const { cumulative } = zipfTable(8, 0);
    expect([...cumulative]).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((k) => k / 8));
  });

  it('finds the first rank for the least uniform value and the last for the greatest', () => {
    for (const [n, alpha] of [
      [1, 1],
      [2, 0],
      [3, 1],
      [1000, 0.8],
      [100_000, 1.2],
    ]) {
      const table = zipfTable(n, alpha);
      expect(table.cumulative[n - 1]).toBe(1);
      expect(sampleZipf(Int32Array.from(LEAST), 0, table)).toBe(0);
      expect(sampleZipf(Int32Array.from(GREATEST), 0, table)).toBe(n - 1);
    }
  });

  it.each([0, 1])('starts each search at the first rank that can be meant, alpha %d', (alpha) => {
    const { cumulative, start, n } = zipfTable(512, alpha);
    for (let i = 0; i < n; i++) expect(start[i]).toBe(cumulative.findIndex((weight) => weight > i / n));
  });

  it('keeps tables, and builds the same again once it has forgotten them', () => {
    const table = zipfTable(30, 0.9);
    expect(zipfTable(30, 0.9)).toBe(table);
    for (let n = 100; n < 120; n++) zipfTable(n, 1);
    expect(zipfTable(30, 0.9)).not.toBe(table);
    expect(zipfTable(30, 0.9)).toEqual(table);
  });
});
