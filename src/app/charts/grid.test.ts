import { describe, expect, it } from 'vitest';
import { CHART_MIN_WIDTH, stripGrid } from './grid';

describe('the grid of the strip', () => {
  it('puts all charts in one row when they fit', () => {
    expect(stripGrid(3, 900, 190)).toEqual({ columns: 3, rows: 1 });
    expect(stripGrid(1, 900, 190)).toEqual({ columns: 1, rows: 1 });
    expect(stripGrid(4, 4 * CHART_MIN_WIDTH, 190)).toEqual({ columns: 4, rows: 1 });
  });

  it('wraps evenly when the strip is high enough', () => {
    expect(stripGrid(4, 3 * CHART_MIN_WIDTH, 320)).toEqual({ columns: 2, rows: 2 });
    expect(stripGrid(5, 2 * CHART_MIN_WIDTH, 600)).toEqual({ columns: 2, rows: 3 });
  });

  it('scrolls sideways when it is not', () => {
    expect(stripGrid(4, 3 * CHART_MIN_WIDTH, 190)).toEqual({ columns: 4, rows: 1 });
  });

  it('has a column even where nothing fits', () => {
    expect(stripGrid(2, 100, 190)).toEqual({ columns: 2, rows: 1 });
    expect(stripGrid(0, 100, 190)).toEqual({ columns: 1, rows: 1 });
  });
});
