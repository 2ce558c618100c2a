import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadOf, studentFactor } from './statistics';

/** Share of Student's distribution within ±t, in closed form: Abramowitz and Stegun, 26.7.3 and 26.7.4. */
function within(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = freedom % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = 0;
  for (let k = odd ? 3 : 2; k <= freedom; k += 2) {
    sum += term;
    term *= (cosine * cosine * (k - 1)) / k;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

describe('Student’s factor', () => {
  it('is that of the printed table (NIST/SEMATECH e-Handbook 1.3.6.7.2, column 0.975)', () => {
    const table: [number, number][] = [
      [1, 12.706],
      [2, 4.303],
      [3, 3.182],
      [4, 2.776],
      [5, 2.571],
      [9, 2.262],
      [10, 2.228],
      [11, 2.201],
      [12, 2.179],
      [15, 2.131],
      [19, 2.093],
      [20, 2.086],
      [30, 2.042],
      [49, 2.01],
      [60, 2],
      [100, 1.984],
    ];
    for (const [freedom, factor] of table) expect(studentFactor(freedom)).toBeCloseTo(factor, 3);
    expect(studentFactor(1e9)).toBeCloseTo(1.96, 4);
  });

  it('covers 95 % by the closed form, for any number of degrees of freedom', () => {
    for (let freedom = 1; freedom <= 300; freedom++) {
      expect(within(studentFactor(freedom), freedom)).toBeCloseTo(0.95, 6);
    }
  });
});

/** NIST StRD, univariate: 1,001 numbers around a middle, 0.1 above and below it in turn. */
function aroundMiddle(middle: number): number[] {
  const sides = Array.from({ length: 1000 }, (_, i) => middle + (i % 2 === 0 ? -0.1 : 0.1));
  return [middle, ...sides];
}

describe('the spread of some numbers', () => {
  it('has the certified mean and deviation of NIST’s data sets NumAcc1 to NumAcc4', () => {
    expect(spreadOf([10000001, 10000003, 10000002])).toMatchObject({ mean: 10000002, deviation: 1 });
    for (const middle of [1.2, 1000000.2, 10000000.2]) {
      const { mean, deviation } = spreadOf(aroundMiddle(middle));
      expect(mean / middle).toBeCloseTo(1, 12);
      expect(deviation).toBeCloseTo(0.1, 7);
    }
  });

  it('has the interval of NIST’s worked example (e-Handbook 1.3.5.2, ZARR13)', () => {
    // These 195 numbers have the same mean and deviation as those of the example.
    const [mean, deviation, count] = [9.26146, 0.022789, 195];
    const others = Array.from({ length: count - 1 }, (_, i) => mean + (i % 2 === 0 ? deviation : -deviation));
    const spread = spreadOf([...others, mean]);
    expect(spread.mean - spread.margin).toBeCloseTo(9.258242, 5);
    expect(spread.mean + spread.margin).toBeCloseTo(9.264679, 5);
  });

  it('has the quantiles of R: quantile(1:10, c(.05, .95))', () => {
    const { p5, p95 } = spreadOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(p5).toBeCloseTo(1.45, 12);
    expect(p95).toBeCloseTo(9.55, 12);
  });

  it('of five numbers is what one computes by hand', () => {
    const { count, mean, deviation, margin } = spreadOf([2, 4, 4, 6, 9]);
    expect([count, mean]).toEqual([5, 5]);
    expect(deviation).toBeCloseTo(Math.sqrt(28 / 4), 12);
    expect(margin).toBeCloseTo(2.776445 * Math.sqrt(28 / 4 / 5), 5);
  });

  it('says NaN where there are too few, and leaves out what is no number', () => {
    const none = { mean: NaN, deviation: NaN, margin: NaN, p5: NaN, p95: NaN };
    expect(spreadOf([])).toEqual({ ...none, count: 0 });
    expect(spreadOf([NaN, 3])).toEqual({ ...none, count: 1, mean: 3, p5: 3, p95: 3 });
    expect(spreadOf([1, NaN, 3])).toEqual(spreadOf([1, 3]));
  });

  it('does not depend on the order, moves with its numbers, and grows with their unit', () => {
    const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: -99, max: 99 }), (values, by) => {
        const spread = spreadOf(values);
        expect(spreadOf([...values].reverse())).toEqual(spread);
        const moved = spreadOf(values.map((value) => 8 * value + by));
        expect(moved.mean).toBeCloseTo(8 * spread.mean + by, 7);
        expect(moved.margin).toBeCloseTo(8 * spread.margin, 7);
        expect(moved.p95).toBeCloseTo(8 * spread.p95 + by, 7);
        expect(spread.p5).toBeLessThanOrEqual(spread.p95);
      }),
    );
  });
});
