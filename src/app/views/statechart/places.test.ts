import { describe, expect, it } from 'vitest';
import { breakerChart } from '../../../patterns/circuit-breaker/index';
import { healthChart } from '../../../patterns/health/index';
import { partsOf } from './parts';
import { APART_Y, placeModes } from './places';

describe('placeModes', () => {
  it('puts the main cycle of the breaker into a triangle and the modes by hand below', () => {
    const at = new Map(placeModes(partsOf(breakerChart)).map(({ id, x, y }) => [id, [x, y]]));
    expect([...at]).toEqual([
      ['closed', [-1, -1]],
      ['open', [1, -1]],
      ['halfOpen', [0, 1]],
      ['forcedOpen', [-1, APART_Y]],
      ['disabled', [1, APART_Y]],
    ]);
  });

  it('orders the ring so that connected modes are near, also to those below', () => {
    const places = placeModes(partsOf(healthChart));
    const draining = places.find(({ id }) => id === 'draining');
    const near = places.filter(({ y }) => y === 1).map(({ id }) => id);
    expect(draining).toEqual({ id: 'draining', x: 0, y: APART_Y });
    expect(near.toSorted()).toEqual(['unhealthy', 'warming']);
    expect(places[0]).toEqual({ id: 'healthy', x: -1, y: -1 });
  });

  it('gives every mode of a large machine its own place on a circle', () => {
    const main = Array.from({ length: 12 }, (_, i) => `m${String(i)}`);
    const places = placeModes({ main, apart: [], parts: [] });
    expect(places.map(({ id }) => id)).toEqual(main);
    for (const { x, y } of places) expect(Math.hypot(x, y)).toBeCloseTo(1, 9);
    expect(new Set(places.map(({ x, y }) => `${x.toFixed(6)} ${y.toFixed(6)}`)).size).toBe(12);
  });
});
