import { describe, expect, it } from 'vitest';
import { formatMoment, formatNumber, formatSince, formatSpan, formatSpeed } from './format';

const written = <T>(write: (value: T) => string, table: readonly (readonly [T, string])[]): void => {
  expect(table.map(([value]) => write(value))).toEqual(table.map(([, text]) => text));
};

describe('numbers', () => {
  it('that count things are written in full, up to four digits', () => {
    written(formatNumber, [
      [0, '0'],
      [7, '7'],
      [1234, '1234'],
      [-9999, '-9999'],
      [10_000, '10k'],
      [123_456, '123.5k'],
      [1_000_000, '1M'],
      [12_345_678, '12.35M'],
      [-45_678, '-45.7k'],
    ]);
  });

  it('that are measured have about three digits', () => {
    written(formatNumber, [
      [1234.5, '1235'],
      [123.45, '123'],
      [12.345, '12.3'],
      [1.2345, '1.23'],
      [0.5, '0.5'],
      [0.12345, '0.12'],
      [-1.5, '-1.5'],
    ]);
  });

  it('that are small are not mistaken for nothing', () => {
    written(formatNumber, [
      [0.05432, '0.0543'],
      [0.004, '0.004'],
      [0.0012, '0.0012'],
      [1e-17, '0'],
      [-1e-17, '0'],
    ]);
  });

  it('that round up to the next unit are written in that unit', () => {
    written(formatNumber, [
      [9999.4, '9999'],
      [9999.6, '10k'],
      [999_949, '999.9k'],
      [999_999, '1M'],
      [99.99, '100'],
    ]);
  });

  it('that are none are a dash, and words stay words', () => {
    written<number | string>(formatNumber, [
      [NaN, '–'],
      [Infinity, '–'],
      ['open', 'open'],
    ]);
  });
});

describe('times', () => {
  it('of moments are seconds, to the millisecond or the tenth', () => {
    expect(formatMoment(2_314_499)).toBe('2.314 s');
    expect(formatMoment(0)).toBe('0.000 s');
    expect(formatSince(2_360_000)).toBe('2.4 s');
  });

  it('of spans are in the unit that keeps them short', () => {
    written(formatSpan, [
      [0, '0 µs'],
      [999, '999 µs'],
      [999.7, '1 ms'],
      [1_000, '1 ms'],
      [1_234, '1.23 ms'],
      [12_345, '12.3 ms'],
      [999_999, '1 s'],
      [1_234_000, '1.23 s'],
      [-2_500, '-2.5 ms'],
    ]);
  });
});

describe('speeds', () => {
  it('are a ratio for slow motion and a factor from 1 on', () => {
    written(formatSpeed, [
      [1, '1×'],
      [4, '4×'],
      [1.5, '1.5×'],
      [1000, '1000×'],
      [0.5, '1:2'],
      [0.05, '1:20'],
      [0.001, '1:1000'],
      [0.4, '1:2.5'],
    ]);
  });
});
