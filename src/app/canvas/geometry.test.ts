import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  curvePath,
  curvePoint,
  headingOnTrack,
  linkCurve,
  placeOnTrack,
  sideOfLine,
  trackOf,
  type Box,
  type Point,
} from './geometry';

const card = (x: number, y: number): Box => ({ x, y, width: 176, height: 124 });
const LEFT = card(0, 0);
const RIGHT = card(400, 60);

const at = (share: number, offset = 0, a = LEFT, b = RIGHT): Point =>
  placeOnTrack(trackOf(linkCurve(a, b), offset), share, { x: 0, y: 0 });

const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Two cards that do not overlap, side by side or one above the other. */
const cards = fc
  .tuple(fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 }))
  .filter(([x, y]) => Math.abs(x) >= 180 || Math.abs(y) >= 130)
  .map(([x, y]): [Box, Box] => [card(0, 0), card(x, y)]);

describe('the curve of a link', () => {
  it.each([
    ['to the right', card(400, 60), { x: 176, y: 62 }, { x: 400, y: 122 }],
    ['to the left', card(-400, 60), { x: 0, y: 62 }, { x: -224, y: 122 }],
    ['downwards', card(60, 300), { x: 88, y: 124 }, { x: 148, y: 300 }],
    ['upwards', card(60, -300), { x: 88, y: 0 }, { x: 148, y: -176 }],
  ])('joins the middles of the sides that face each other: %s', (_where, other, from, to) => {
    expect(linkCurve(LEFT, other)).toMatchObject({ from, to });
  });

  it('leaves and enters a card at a right angle', () => {
    const level = linkCurve(LEFT, RIGHT);
    expect(level.controlA.y).toBe(level.from.y);
    expect(level.controlA.x).toBeGreaterThan(level.from.x);
    expect(level.controlB.y).toBe(level.to.y);
    expect(level.controlB.x).toBeLessThan(level.to.x);
    const upright = linkCurve(LEFT, card(60, 300));
    expect(upright.controlA.x).toBe(upright.from.x);
    expect(upright.controlA.y).toBeGreaterThan(upright.from.y);
    expect(upright.controlB.y).toBeLessThan(upright.to.y);
  });

  it('is the same there and back', () => {
    fc.assert(
      fc.property(cards, ([a, b]) => {
        const [there, back] = [linkCurve(a, b), linkCurve(b, a)];
        expect(back).toEqual({
          from: there.to,
          controlA: there.controlB,
          controlB: there.controlA,
          to: there.from,
        });
      }),
    );
  });

  it('starts and ends at its sockets', () => {
    const curve = linkCurve(LEFT, RIGHT);
    expect(curvePoint(curve, 0)).toEqual(curve.from);
    expect(curvePoint(curve, 1)).toEqual(curve.to);
    expect(curvePoint(curve, 0.5)).toEqual({ x: 288, y: 92 });
  });

  it('is written as path data', () => {
    const straight = {
      from: { x: 0, y: 1.25 },
      controlA: { x: 2, y: 3 },
      controlB: { x: 4, y: 5 },
      to: { x: 6, y: 7 },
    };
    expect(curvePath(straight)).toBe('M0.0,1.3 C2.0,3.0 4.0,5.0 6.0,7.0');
  });
});

describe('the track of a link', () => {
  it('leads from socket to socket', () => {
    expect(at(0)).toEqual({ x: 176, y: 62 });
    expect(at(1).x).toBeCloseTo(400, 6);
    expect(at(1).y).toBeCloseTo(122, 6);
  });

  it('is gone along at even speed', () => {
    // With room between the cards the way has no hairpins, where the straight line from place to place is shorter.
    const roomy = cards.filter(
      ([, b]) => Math.abs(b.x) >= 300 || (Math.abs(b.x) < 176 && Math.abs(b.y) >= 300),
    );
    fc.assert(
      fc.property(roomy, ([a, b]) => {
        const track = trackOf(linkCurve(a, b), 0);
        const places = Array.from({ length: 41 }, (_, i) => placeOnTrack(track, i / 40, { x: 0, y: 0 }));
        const steps = places.slice(1).map((place, i) => apart(place, places[i] ?? place));
        for (const step of steps) expect(step / (track.length / 40)).toBeCloseTo(1, 1);
      }),
    );
  });

  it('has the length of the way', () => {
    const straight = trackOf(linkCurve(LEFT, card(476, 0)), 0);
    expect(straight.length).toBeCloseTo(300, 6);
    expect(trackOf(linkCurve(LEFT, RIGHT), 0).length).toBeGreaterThan(apart(at(0), at(1)));
  });

  it('keeps messages that meet apart: each on its own right-hand side', () => {
    const there = at(0.5, 4, LEFT, card(476, 0));
    const back = at(0.5, 4, card(476, 0), LEFT);
    expect(there).toEqual({ x: 326, y: 66 });
    expect(back).toEqual({ x: 326, y: 58 });
    fc.assert(
      fc.property(cards, fc.double({ min: 0, max: 1, noNaN: true }), ([a, b], share) => {
        expect(apart(at(share, 4, a, b), at(1 - share, 4, b, a))).toBeCloseTo(8, 0);
      }),
    );
  });

  it('holds messages that should be beyond its ends at its ends', () => {
    expect(at(-3)).toEqual(at(0));
    expect(at(7)).toEqual(at(1));
  });

  it('of two cards that touch is a point, not nothing', () => {
    const touching = at(0.5, 4, card(0, 0), card(176, 0));
    expect(Number.isFinite(touching.x) && Number.isFinite(touching.y)).toBe(true);
  });

  it.each([
    ['right', card(476, 0), 0],
    ['left', card(-476, 0), Math.PI],
    ['down', card(0, 400), Math.PI / 2],
    ['up', card(0, -400), -Math.PI / 2],
  ])('has the heading of the way: %s', (_where, other, heading) => {
    const track = trackOf(linkCurve(LEFT, other), 0);
    for (const share of [0, 0.5, 1]) {
      const turned = headingOnTrack(track, share) - heading;
      expect(Math.abs(Math.sin(turned))).toBeCloseTo(0, 6);
      expect(Math.cos(turned)).toBeCloseTo(1, 6);
    }
  });
});

describe('the side of a line', () => {
  it('is positive on the right hand of who goes from a to b, negative on the left, 0 on the line', () => {
    const [a, b] = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
    ];
    expect(sideOfLine(a, b, { x: 3, y: 5 })).toBeGreaterThan(0);
    expect(sideOfLine(a, b, { x: 3, y: -5 })).toBeLessThan(0);
    expect(sideOfLine(a, b, { x: 300, y: 0 })).toBe(0);
    expect(sideOfLine(b, a, { x: 3, y: 5 })).toBeLessThan(0);
  });
});
