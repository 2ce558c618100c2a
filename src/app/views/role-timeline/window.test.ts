import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstWidthUs, panned, tickText, ticksIn, windowOf, zoomed } from './window';

describe('the window', () => {
  it('keeps the playhead in sight while it is followed, and does not crawl', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5_000, max: 60_000_000 }), fc.nat(600_000_000), (widthUs, us) => {
        const { fromUs, toUs } = windowOf({ widthUs, fromUs: null }, us);
        expect(fromUs).toBeGreaterThanOrEqual(0);
        expect(us).toBeGreaterThanOrEqual(fromUs);
        expect(us).toBeLessThan(toUs);
      }),
    );
    const follow = { widthUs: 8_000, fromUs: null };
    expect(windowOf(follow, 7_300).fromUs).toBe(windowOf(follow, 8_100).fromUs);
  });

  it('zooms about a time, which stays where it is', () => {
    const chosen = { widthUs: 100_000, fromUs: 400_000 };
    const near = zoomed(chosen, 0, 2, 0.25);
    expect(near).toEqual({ widthUs: 50_000, fromUs: 412_500 });
    expect(zoomed(near, 0, 0.5, 0.25)).toEqual(chosen);
    expect(zoomed({ widthUs: 5_000, fromUs: null }, 0, 10, 0.5)).toEqual({ widthUs: 5_000, fromUs: null });
  });

  it('stays where it was moved to, not before the start', () => {
    expect(panned({ widthUs: 1_000, fromUs: null }, 0, 0.5)).toEqual({ widthUs: 1_000, fromUs: 500 });
    expect(panned({ widthUs: 1_000, fromUs: 200 }, 0, -0.5)).toEqual({ widthUs: 1_000, fromUs: 0 });
  });

  it('begins as wide as a while of the run at its pace', () => {
    expect(firstWidthUs(1)).toBe(20_000_000);
    expect(firstWidthUs(0.05)).toBe(1_000_000);
  });
});

describe('the axis', () => {
  it('has round times', () => {
    expect(ticksIn({ fromUs: 0, toUs: 1_000_000 }, 5)).toEqual([
      0, 200_000, 400_000, 600_000, 800_000, 1_000_000,
    ]);
    expect(ticksIn({ fromUs: 1_234, toUs: 6_234 }, 5)).toEqual([2_000, 3_000, 4_000, 5_000, 6_000]);
  });

  it('has times that differ from their neighbours', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5_000, max: 100_000_000 }), fc.nat(1e8), (width, fromUs) => {
        const window = { fromUs, toUs: fromUs + width };
        const texts = ticksIn(window, 6).map((us) => tickText(us, window));
        expect(new Set(texts).size).toBe(texts.length);
      }),
    );
  });
});
