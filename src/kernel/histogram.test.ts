import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addClosed,
  bucketMiddle,
  bucketOf,
  closeHistogram,
  createHistogram,
  meanOf,
  quantile,
  record,
  resetHistogram,
  type Histogram,
} from './histogram';

/** Half a bucket's width, relative to its lower edge at worst. */
const BOUND = 1 / 128;
const LEAST = 2 ** -20;
const GREATEST = 2 ** 44;

function histogramOf(values: readonly number[]): Histogram {
  const h = createHistogram();
  for (const value of values) record(h, value);
  return h;
}

/** The nearest-rank quantile of a list; the share is given in thousandths. */
function exactQuantile(values: readonly number[], perMille: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((perMille * sorted.length) / 1000)) - 1];
}

const inRange = fc.double({ min: -19.9, max: 43.9, noNaN: true }).map((power) => 2 ** power);
const samples = fc.array(inRange, { minLength: 1, maxLength: 300, size: 'max' });

describe('buckets', () => {
  it('have middles less than 1 % from any value in range', () => {
    for (let power = -19.97; power < 44; power += 0.001) {
      const value = 2 ** power;
      expect(Math.abs(bucketMiddle(bucketOf(value)) / value - 1)).toBeLessThanOrEqual(BOUND);
    }
  });

  it('ascend with the values, 64 to a doubling', () => {
    expect(bucketOf(2) - bucketOf(1)).toBe(64);
    expect(bucketOf(1.999999)).toBe(bucketOf(2) - 1);
    expect(bucketOf(1 + 1 / 64)).toBe(bucketOf(1) + 1);
    for (let bucket = 1; bucket < bucketOf(GREATEST); bucket++) {
      expect(bucketOf(bucketMiddle(bucket))).toBe(bucket);
      expect(bucketMiddle(bucket)).toBeGreaterThan(bucketMiddle(bucket - 1));
    }
  });

  it('take all that is too small into the lowest and all that is too large into the highest', () => {
    for (const value of [0, -0, -5, -Infinity, Number.MIN_VALUE, LEAST / 2, LEAST])
      expect(bucketOf(value)).toBe(0);
    const highest = bucketOf(GREATEST);
    expect(highest).toBe(64 * 64 - 1);
    for (const value of [GREATEST * 0.999, GREATEST * 7, Number.MAX_VALUE, Infinity]) {
      expect(bucketOf(value)).toBe(highest);
    }
  });
});

describe('histogram', () => {
  it('gives nearest-rank quantiles within the bound', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const h = histogramOf(values);
        for (const perMille of [0, 10, 250, 500, 900, 950, 990, 999, 1000]) {
          const exact = exactQuantile(values, perMille);
          expect(Math.abs(quantile(h, perMille / 1000) / exact - 1)).toBeLessThanOrEqual(BOUND);
        }
      }),
    );
  });

  it('takes the rank from the decimal share that is meant', () => {
    const h = histogramOf(Array.from({ length: 100 }, (_, i) => i + 1));
    // As doubles, .07 × 100 and .55 × 100 come out just above 7 and 55.
    for (let percent = 1; percent <= 100; percent++) {
      expect(Math.abs(quantile(h, percent / 100) / percent - 1)).toBeLessThanOrEqual(BOUND);
    }
  });

  it('never gives a quantile outside what was seen', () => {
    expect([0, 0.5, 1].map((q) => quantile(histogramOf([7]), q))).toEqual([7, 7, 7]);
    const h = histogramOf([10, 10.01]);
    expect(quantile(h, 0)).toBeGreaterThanOrEqual(10);
    expect(quantile(h, 1)).toBeLessThanOrEqual(10.01);
  });

  it('keeps count, sum, mean, least and greatest exactly', () => {
    const h = histogramOf([4, 1, 0.5, 2.5]);
    expect(h).toMatchObject({ count: 4, sum: 8, min: 0.5, max: 4 });
    expect(meanOf(h)).toBe(2);
  });

  it('holds extremes and quantities that are no time at all', () => {
    const h = histogramOf([0, 0, 0, 1e20, -3]);
    expect(quantile(h, 0.5)).toBe(0);
    expect(h).toMatchObject({ count: 5, min: -3, max: 1e20 });
    expect(closeHistogram(h)).toMatchObject({
      buckets: Int32Array.of(0, 4095),
      counts: Float64Array.of(4, 1),
    });
  });

  it('says NaN when it is empty', () => {
    const h = createHistogram();
    expect([quantile(h, 0.5), meanOf(h), h.count]).toEqual([NaN, NaN, 0]);
    expect(closeHistogram(h)).toMatchObject({ count: 0, buckets: new Int32Array(0) });
  });

  it('is as new after a reset', () => {
    const h = histogramOf([5, 5000]);
    resetHistogram(h);
    expect(closeHistogram(h)).toEqual(closeHistogram(createHistogram()));
    record(h, 3);
    expect(closeHistogram(h)).toEqual(closeHistogram(histogramOf([3])));
  });
});

describe('closed histograms', () => {
  it('merge to the histogram of all samples', () => {
    fc.assert(
      fc.property(samples, samples, samples, (a, b, c) => {
        const merged = histogramOf(a);
        addClosed(merged, closeHistogram(histogramOf(b)));
        addClosed(merged, closeHistogram(createHistogram()));
        addClosed(merged, closeHistogram(histogramOf(c)));
        const all = closeHistogram(histogramOf([...a, ...b, ...c]));
        const { sum, ...rest } = closeHistogram(merged);
        expect(rest).toEqual({ ...rest, buckets: all.buckets, counts: all.counts, count: all.count });
        expect([rest.min, rest.max]).toEqual([all.min, all.max]);
        expect(Math.abs(sum / all.sum - 1)).toBeLessThan(1e-12);
      }),
      { numRuns: 50 },
    );
  });

  it('open again to what they were', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const h = histogramOf(values);
        const closed = closeHistogram(h);
        const opened = createHistogram();
        addClosed(opened, closed);
        expect(closeHistogram(opened)).toEqual(closed);
        for (const q of [0, 0.5, 0.99, 1]) expect(quantile(opened, q)).toBe(quantile(h, q));
      }),
      { numRuns: 50 },
    );
  });

  it('hold only the buckets in use, in ascending order, and do not change with the open one', () => {
    const h = histogramOf([1, 1000, 1, 2]);
    const closed = closeHistogram(h);
    expect([...closed.buckets]).toEqual([bucketOf(1), bucketOf(2), bucketOf(1000)]);
    expect([...closed.counts]).toEqual([2, 1, 1]);
    record(h, 1);
    expect([...closed.counts]).toEqual([2, 1, 1]);
  });
});
