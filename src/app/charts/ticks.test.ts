import { describe, expect, it } from 'vitest';
import { formatReading, formatTimeTick, formatValueTick, shareOf, timeTicks, valueScale } from './ticks';

const S = 1_000_000;
const linear = (min: number, max: number, top = 0) => ({ log: false, top, min, max });
const log = (min: number, max: number) => ({ log: true, top: 0, min, max });

describe('ticks of time', () => {
  it('are round and not too many', () => {
    expect(timeTicks({ fromUs: 0, toUs: 20 * S }, 5)).toEqual([0, 5, 10, 15, 20]);
    expect(timeTicks({ fromUs: 0, toUs: 20 * S }, 3)).toEqual([0, 10, 20]);
    expect(timeTicks({ fromUs: 5 * S, toUs: 65 * S }, 3)).toEqual([20, 40, 60]);
    expect(timeTicks({ fromUs: 1.05 * S, toUs: 2.05 * S }, 6)).toEqual([1.2, 1.4, 1.6, 1.8, 2]);
  });

  it('are written in seconds', () => {
    expect(formatTimeTick(0)).toBe('0 s');
    expect(formatTimeTick(1.2)).toBe('1.2 s');
  });
});

describe('a linear axis', () => {
  it('begins at 0 and ends at a round number that holds the lines', () => {
    expect(valueScale(linear(3, 38), null)).toEqual({ log: false, low: 0, high: 40, ticks: [0, 20, 40] });
    expect(valueScale(linear(0, 130), null)).toMatchObject({ high: 150, ticks: [0, 50, 100, 150] });
  });

  it('goes below 0 when the lines do', () => {
    expect(valueScale(linear(-12, 25), null)).toMatchObject({ low: -20, high: 40, ticks: [-20, 0, 20, 40] });
  });

  it('has room for nothing at all', () => {
    const { low, high } = valueScale(linear(0, 0), null);
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(0);
  });

  it('ends at the top of the chart unless the lines go beyond', () => {
    expect(valueScale(linear(0, 0.4, 0.5), null)).toMatchObject({ high: 0.5, ticks: [0, 0.25, 0.5] });
    expect(valueScale(linear(0, 0.7, 0.5), null).high).toBeGreaterThanOrEqual(0.7);
  });

  it('stays while it fits, and shrinks when the lines have become small', () => {
    const before = valueScale(linear(0, 100), null);
    expect(valueScale(linear(0, 60), before)).toBe(before);
    expect(valueScale(linear(0, 20), before).high).toBeLessThan(before.high);
    expect(valueScale(linear(0, 160), before).high).toBeGreaterThanOrEqual(160);
  });

  it('returns to the top of the chart when the lines have come back', () => {
    const before = valueScale(linear(0, 0.7, 0.5), null);
    expect(valueScale(linear(0, 0.4, 0.5), before).high).toBe(0.5);
  });
});

describe('a logarithmic axis', () => {
  it('begins and ends at 1, 2 or 5 times a power of ten', () => {
    expect(valueScale(log(560, 1900), null)).toEqual({
      log: true,
      low: 500,
      high: 2000,
      ticks: [500, 1000, 2000],
    });
    expect(valueScale(log(0.03, 0.04), null)).toMatchObject({ low: 0.01, high: 0.05 });
  });

  it('takes a value that is such a number as it is', () => {
    expect(valueScale(log(1, 1000), null)).toMatchObject({ low: 1, high: 1000 });
    expect(valueScale(log(0.2, 50), null)).toMatchObject({ low: 0.2, high: 50 });
  });

  it('writes powers of ten when there is much to show', () => {
    expect(valueScale(log(12, 8000), null).ticks).toEqual([10, 100, 1000, 10_000]);
    expect(valueScale(log(1, 1e8), null).ticks.length).toBeLessThanOrEqual(4);
  });

  it('holds any values', () => {
    for (let power = -6; power < 9; power += 0.37)
      for (let width = 0; width < 4; width += 0.61) {
        const [min, max] = [10 ** power, 10 ** (power + width)];
        const { low, high, ticks } = valueScale(log(min, max), null);
        expect(low).toBeLessThanOrEqual(min * (1 + 1e-9));
        expect(high).toBeGreaterThanOrEqual(max * (1 - 1e-9));
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.every((tick) => tick >= low && tick <= high)).toBe(true);
      }
  });

  it('stays while it fits closely', () => {
    const before = valueScale(log(560, 1900), null);
    expect(valueScale(log(1100, 1900), before)).toBe(before);
    expect(valueScale(log(560, 2100), before).high).toBe(5000);
  });

  it('has ends even for nothing', () => {
    expect(valueScale(log(0, 0), null)).toEqual({ log: true, low: 1, high: 100, ticks: [1, 10, 100] });
  });
});

describe('numbers at an axis', () => {
  it('are short', () => {
    expect(formatValueTick(0.25, '')).toBe('0.25');
    expect(formatValueTick(25, '%')).toBe('25 %');
    expect(formatValueTick(1500, 'requests')).toBe('1.5k');
    expect(formatValueTick(2_000_000, '/s')).toBe('2M');
  });

  it('turn into seconds where milliseconds grow long', () => {
    expect(formatValueTick(500, 'ms')).toBe('500');
    expect(formatValueTick(2000, 'ms')).toBe('2 s');
  });

  it('are read with three digits, and a dash for nothing', () => {
    expect(formatReading(33.333, '%')).toBe('33.3 %');
    expect(formatReading(1019.6, 'ms')).toBe('1020');
    expect(formatReading(null, 'ms')).toBe('–');
  });

  it('stand where the axis has them', () => {
    expect(shareOf({ log: false, low: 0, high: 40, ticks: [] }, 10)).toBe(0.25);
    expect(shareOf({ log: true, low: 1, high: 100, ticks: [] }, 10)).toBeCloseTo(0.5, 12);
  });
});
