import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clampTopUs,
  clampZoom,
  clipLine,
  followed,
  GUTTER_PX,
  HEAD_PX,
  lanesOf,
  nearLine,
  sight,
  spanned,
  tickWords,
  ticksOf,
  timeToY,
  widestPan,
  yToTime,
  zoomedTopUs,
  type Lens,
} from './geometry';

function lens(change: Partial<Lens> = {}): Lens {
  return {
    topUs: 1_000_000,
    usPerPx: 2_000,
    width: 600,
    height: 534,
    xs: new Float64Array(0),
    lane: 80,
    ...change,
  };
}

const lenses = fc
  .record({
    topUs: fc.integer({ min: -1_000, max: 1e9 }),
    usPerPx: fc.double({ min: 0.5, max: 200_000, noNaN: true }),
    height: fc.integer({ min: 60, max: 2_000 }),
  })
  .map(lens);

describe('time on the diagram', () => {
  it('runs downwards, and back', () => {
    fc.assert(
      fc.property(lenses, fc.double({ min: 0, max: 2_000, noNaN: true }), (one, y) => {
        expect(timeToY(one, yToTime(one, y))).toBeCloseTo(y, 3);
        expect(yToTime(one, y + 1)).toBeGreaterThan(yToTime(one, y));
      }),
    );
  });

  it('stays where the pointer is when the zoom changes', () => {
    fc.assert(
      fc.property(
        lenses,
        fc.integer({ min: HEAD_PX, max: 500 }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (one, y, factor) => {
          const usPerPx = clampZoom(one.usPerPx / factor);
          const zoomed = lens({ ...one, usPerPx, topUs: zoomedTopUs(one, y, usPerPx) });
          expect(timeToY(zoomed, yToTime(one, y))).toBeCloseTo(y, 3);
        },
      ),
    );
  });

  it('has round times on its scale, at least a line of text apart and all in sight', () => {
    fc.assert(
      fc.property(lenses, (one) => {
        const { stepUs, times } = ticksOf(one);
        const { fromUs, toUs } = sight(one);
        expect(stepUs / one.usPerPx).toBeGreaterThanOrEqual(56);
        expect(times.every((us) => us >= fromUs && us <= toUs && us % stepUs === 0)).toBe(true);
        expect(new Set(times.map((us) => tickWords(us, stepUs))).size).toBe(times.length);
      }),
    );
  });
});

describe('following now', () => {
  it('keeps now in sight, and moves no further than that needs', () => {
    fc.assert(
      fc.property(lenses, fc.integer({ min: 0, max: 1e9 }), ({ topUs, usPerPx, height }, now) => {
        const next = followed(topUs, now, usPerPx, height);
        const y = timeToY(lens({ topUs: next, usPerPx, height }), now);
        expect(y).toBeGreaterThan(HEAD_PX - 0.001);
        expect(y).toBeLessThanOrEqual(height);
        expect(followed(next, now, usPerPx, height)).toBeCloseTo(next, 3);
      }),
    );
  });

  it('leaves the diagram where it is while now moves inside it', () => {
    expect(followed(1_000_000, 1_500_000, 2_000, 534)).toBe(1_000_000);
    expect(followed(1_000_000, 1_950_000, 2_000, 534)).toBe(1_950_000 - 860_000);
    expect(followed(1_000_000, 200_000, 2_000, 534)).toBe(-24_000);
  });

  it('cannot be moved to where there is nothing', () => {
    expect(clampTopUs(-5e6, 2_000, 534, 3e6)).toBe(-24_000);
    expect(clampTopUs(9e6, 2_000, 534, 3e6)).toBe(2_900_000);
  });
});

describe('bringing a chain into sight', () => {
  it('changes nothing when it is in sight', () => {
    expect(spanned([1_100_000, 1_900_000], lens())).toBeNull();
  });

  it('shows all of it, and never zooms in', () => {
    fc.assert(
      fc.property(
        lenses,
        fc.array(fc.integer({ min: 0, max: 5_000_000 }), { minLength: 1 }),
        (one, times) => {
          const next = spanned(times, one);
          if (!next) return;
          expect(next.usPerPx).toBeGreaterThanOrEqual(one.usPerPx);
          const { fromUs, toUs } = sight(lens({ ...one, ...next }));
          if (next.usPerPx < 200_000) {
            expect(Math.min(...times)).toBeGreaterThanOrEqual(fromUs);
            expect(Math.max(...times)).toBeLessThanOrEqual(toUs + 1);
          }
        },
      ),
    );
  });
});

describe('lifelines', () => {
  it('spread over the width, those that are left out excepted', () => {
    const { xs, lane } = lanesOf(4, [0, 2, 3], 600, 0);
    expect(xs[1]).toBeNaN();
    expect(xs[0]).toBeGreaterThan(GUTTER_PX);
    expect(xs[2] - xs[0]).toBeCloseTo(lane);
    expect(xs[3] + lane / 2).toBeLessThanOrEqual(600);
  });

  it('keep a width at which names can be read, and can then be moved sideways to the last', () => {
    const { xs, lane } = lanesOf(12, [...Array(12).keys()], 300, 1e9);
    expect(lane).toBe(48);
    expect(xs[11]).toBeLessThan(300);
    expect(widestPan(12, 300)).toBeGreaterThan(0);
    expect(widestPan(3, 600)).toBe(0);
  });
});

describe('lines', () => {
  it('are near where they pass', () => {
    expect(nearLine(5, 3, 0, 0, 10, 0)).toEqual({ distance: 3, along: 0.5 });
    expect(nearLine(-3, 4, 0, 0, 10, 0)).toEqual({ distance: 5, along: 0 });
    expect(nearLine(3, 4, 0, 0, 0, 0)).toEqual({ distance: 5, along: 0 });
  });

  it('are cut off outside the drawing, and keep their way', () => {
    const one = lens({ height: 500 });
    expect(clipLine(one, 0, -100, 10, -60)).toBeNull();
    expect(clipLine(one, 0, 700, 10, 900)).toBeNull();
    expect(clipLine(one, 0, 10, 10, 20)).toEqual([0, 10, 10, 20]);
    expect(clipLine(one, 0, -540, 100, 460)).toEqual([50, -40, 100, 460]);
  });
});
