import { describe, expect, it } from 'vitest';
import {
  boundsOf,
  boxAround,
  crossingsOf,
  curveBetween,
  isInside,
  loopAt,
  pointsInside,
  sharedArea,
  stubAt,
} from './geometry';

const left = boxAround({ x: 0, y: 0 }, 80, 40);
const right = boxAround({ x: 300, y: 0 }, 80, 40);
const above = boxAround({ x: 150, y: -150 }, 80, 40);
const below = boxAround({ x: 150, y: 150 }, 80, 40);

describe('boxes', () => {
  it('share what they share, and more with a margin', () => {
    expect(sharedArea({ x: 0, y: 0, w: 10, h: 10 }, { x: 8, y: 6, w: 10, h: 10 })).toBe(8);
    expect(sharedArea({ x: 0, y: 0, w: 10, h: 10 }, { x: 10, y: 0, w: 10, h: 10 })).toBe(0);
    expect(sharedArea({ x: 0, y: 0, w: 10, h: 10 }, { x: 11, y: 0, w: 10, h: 10 }, 3)).toBeGreaterThan(0);
    expect(boundsOf([left, below])).toEqual({ x: -40, y: -20, w: 230, h: 190 });
  });
});

describe('routes', () => {
  it('run from edge to edge, opposite ones to their own right', () => {
    const there = curveBetween(left, right, 8, 0);
    const back = curveBetween(right, left, 8, 0);
    expect(there.points[0]?.x).toBeCloseTo(40, 0);
    expect(there.tip.x).toBeCloseTo(259, 0);
    expect(there.tip.y).toBeCloseTo(8, 6);
    expect(back.tip.y).toBeCloseTo(-8, 6);
    expect(there.angle).toBeCloseTo(0, 6);
    expect(crossingsOf(there, back)).toBe(0);
  });

  it('bow by as much as they are told', () => {
    const { points } = curveBetween(left, right, 0, 50);
    expect(Math.max(...points.map(({ y }) => y))).toBeCloseTo(50, 0);
  });

  it('know where they cross and what they pass through', () => {
    const across = curveBetween(left, right, 0, 0);
    const down = curveBetween(above, below, 0, 0);
    expect(crossingsOf(across, down)).toBe(1);
    expect(pointsInside(across, boxAround({ x: 150, y: 0 }, 40, 10))).toBeGreaterThan(2);
    expect(pointsInside(across, boxAround({ x: 150, y: 40 }, 40, 10))).toBe(0);
  });

  it('leave a card and come back, or come from nowhere, outside of it', () => {
    for (const side of ['top', 'right', 'bottom', 'left'] as const) {
      for (const route of [loopAt(left, side, 0.8), stubAt(left, side, -0.8)]) {
        expect(route.points.filter((point) => isInside(point, left, -1))).toEqual([]);
        expect(isInside(route.tip, left, 2)).toBe(true);
      }
    }
  });
});
