import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { US_PER_MS, US_PER_S, formatDuration, parseDurationUs } from './time';

describe('parseDurationUs', () => {
  it.each([
    ['250us', 250],
    ['250µs', 250],
    ['80ms', 80_000],
    ['80 ms', 80_000],
    [' 1.5s ', 1_500_000],
    ['+50ms', 50_000],
    ['-50ms', -50_000],
    ['2min', 120_000_000],
    ['1h', 3_600_000_000],
    ['0s', 0],
    ['0.0004ms', 0],
    ['0.0006ms', 1],
    ['1.0015ms', 1002],
  ])('reads %j as %d µs', (text, us) => {
    expect(parseDurationUs(text)).toBe(us);
  });

  it.each(['', '5', 'ms', '5 m', '5 days', '1,5s', '.5s', '1.s', '1e3ms', '--5ms', '5ms 3us', '5MS', 'NaNs'])(
    'does not take %j for a duration',
    (text) => {
      expect(parseDurationUs(text)).toBeNull();
    },
  );
});

describe('formatDuration', () => {
  it.each([
    [0, '0 µs'],
    [250, '250 µs'],
    [999, '999 µs'],
    [1000, '1 ms'],
    [1234, '1.23 ms'],
    [9994, '9.99 ms'],
    [12_345, '12.3 ms'],
    [80_000, '80 ms'],
    [999_900, '999.9 ms'],
    [1_000_000, '1 s'],
    [1_500_000, '1.5 s'],
    [61_234_567, '61.235 s'],
    [-250, '-250 µs'],
    [-1500, '-1.5 ms'],
    [-2_000_000, '-2 s'],
  ])('writes %d µs as %j', (us, text) => {
    expect(formatDuration(us)).toBe(text);
  });

  it('writes what can be read again, to three digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e10, max: 1e10 }), (us) => {
        const again = parseDurationUs(formatDuration(us)) ?? NaN;
        expect(Math.abs(again - us)).toBeLessThanOrEqual(Math.max(0.5, Math.abs(us) * 0.005));
      }),
    );
  });

  it('has its units', () => {
    expect([US_PER_MS, US_PER_S]).toEqual([1000, 1_000_000]);
  });
});
