import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curvePoint, trackOf, type Point } from '../../canvas/geometry';
import { chord, layoutRing, leftOfDial, voteDots } from './layout';

const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

describe('the ring', () => {
  it('begins at the top and goes clockwise', () => {
    const [top, right, bottom, left] = layoutRing(4, 600, 600).centres;
    expect([top.x, top.y < 300]).toEqual([300, true]);
    expect(right.x).toBeGreaterThan(300);
    expect(right.y).toBeCloseTo(300);
    expect(bottom.y).toBeGreaterThan(300);
    expect(left.x).toBeLessThan(300);
  });

  it('keeps its nodes apart and in sight, three to nine of them, on a phone and on a wall', () => {
    const room = fc.record({ n: fc.integer({ min: 2, max: 9 }), w: fc.integer({ min: 340, max: 2000 }) });
    fc.assert(
      fc.property(room, fc.integer({ min: 340, max: 1200 }), ({ n, w }, h) => {
        const { centres, nodeR } = layoutRing(n, w, h);
        for (const [i, a] of centres.entries()) {
          expect(a.x - nodeR).toBeGreaterThanOrEqual(0);
          expect(a.y - nodeR).toBeGreaterThanOrEqual(0);
          expect(a.x + nodeR).toBeLessThanOrEqual(w);
          expect(a.y + nodeR).toBeLessThanOrEqual(h);
          for (const b of centres.slice(i + 1)) expect(apart(a, b)).toBeGreaterThan(2 * nodeR + 16);
        }
      }),
    );
  });

  it('of one node is that node in the middle', () => {
    expect(layoutRing(1, 400, 300).centres).toEqual([{ x: 200, y: 150 }]);
  });
});

describe('a chord', () => {
  it('is straight, and begins and ends outside its nodes', () => {
    const [a, b] = [
      { x: 0, y: 0 },
      { x: 300, y: 400 },
    ];
    const curve = chord(a, b, 40);
    expect(apart(a, curve.from)).toBeCloseTo(52);
    expect(apart(b, curve.to)).toBeCloseTo(52);
    expect(trackOf(curve, 0).length).toBeCloseTo(500 - 104);
    const middle = curvePoint(curve, 0.5);
    expect(middle.x).toBeCloseTo(150);
    expect(middle.y).toBeCloseTo(200);
  });

  it('of nodes that touch has no length', () => {
    expect(trackOf(chord({ x: 0, y: 0 }, { x: 20, y: 0 }, 40), 0).length).toBeCloseTo(0);
  });
});

describe('a dial', () => {
  it('runs from full to empty and no further', () => {
    expect([900, 1000, 1100, 1200, 1300].map((now) => leftOfDial(1200, 200, now))).toEqual([1, 1, 0.5, 0, 0]);
    expect(leftOfDial(5, 0, 1)).toBe(0);
  });
});

describe('vote dots', () => {
  it('stand above the node, around its middle, without touching', () => {
    for (const count of [1, 3, 5, 9]) {
      const { places, r } = voteDots(count, 40);
      expect(places.reduce((sum, { x }) => sum + x, 0)).toBeCloseTo(0);
      for (const [i, place] of places.entries()) {
        expect(place.y).toBeLessThan(-40);
        if (i > 0) expect(place.x - places[i - 1].x).toBeGreaterThan(2 * r);
      }
    }
  });
});
