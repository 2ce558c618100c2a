import { describe, expect, it } from 'vitest';
import { arcPath, arcsOf, keyPlaces, placeAt } from './geometry';

const QUARTER = 2 ** 30;

describe('positions', () => {
  it('begin at the top and go clockwise', () => {
    const [top, right, bottom, left] = [0, 1, 2, 3].map((i) => placeAt(i * QUARTER, 10));
    expect([top.x, top.y]).toEqual([0, -10]);
    expect(right.x).toBeCloseTo(10);
    expect(bottom.y).toBeCloseTo(10);
    expect(left.x).toBeCloseTo(-10);
  });
});

describe('arcs', () => {
  it('belong to the point at their end, and neighbours of one owner are one', () => {
    const points = Float64Array.of(QUARTER, 2 * QUARTER, 3 * QUARTER, 3.5 * QUARTER);
    expect(arcsOf(points, Int32Array.of(0, 1, 1, 2))).toEqual([
      { owner: 0, from: -0.5 * QUARTER, to: QUARTER },
      { owner: 1, from: QUARTER, to: 3 * QUARTER },
      { owner: 2, from: 3 * QUARTER, to: 3.5 * QUARTER },
    ]);
  });

  it('are none where there is no point', () => {
    expect(arcsOf(new Float64Array(0), new Int32Array(0))).toEqual([]);
  });

  it('go the long way when they are longer than half', () => {
    expect(arcPath({ from: 0, to: QUARTER }, 10, 20)).toBe(
      'M0.00 -20.00A20 20 0 0 1 20.00 -0.00L10.00 -0.00A10 10 0 0 0 0.00 -10.00Z',
    );
    expect(arcPath({ from: 0, to: 3 * QUARTER }, 10, 20)).toContain('A20 20 0 1 1');
    expect(arcPath({ from: -4 * QUARTER, to: 0 }, 10, 20)).toContain('A20 20 0 1 1');
  });
});

describe('keys', () => {
  it('stand at their angle, and side by side where they are crowded', () => {
    const places = keyPlaces(Float64Array.of(QUARTER, QUARTER + 1, 3 * QUARTER, QUARTER + 2));
    expect(places.map(({ x }) => Math.round(x))).toEqual([179, 189, -179, 199]);
    for (const { y } of places) expect(y).toBeCloseTo(0, 5);
  });

  it('stand in the last row when there is no room at all', () => {
    const places = keyPlaces(new Float64Array(20));
    expect(new Set(places.map(({ y }) => y)).size).toBe(6);
  });
});
