import { describe, expect, it } from 'vitest';
import { askFor, liveRange, rangeBetween, stepOf, zoomBy } from './ranges';

const S = 1_000_000;
const range = (from: number, to: number) => ({ fromUs: from * S, toUs: to * S });

describe('the stretch that charts show', () => {
  it('begins at 0, at least 20 s wide, and grows in steps', () => {
    expect(liveRange(0, 0, 0.5)).toEqual(range(0, 20));
    expect(liveRange(20 * S, 20 * S, 0.5)).toEqual(range(0, 20));
    expect(liveRange(21 * S, 21 * S, 0.5)).toEqual(range(0, 30));
    expect(liveRange(59 * S, 59 * S, 0.5)).toEqual(range(0, 60));
  });

  it('is the last minute later, moved on by whole seconds', () => {
    expect(liveRange(90.2 * S, 90.2 * S, 0.5)).toEqual(range(31, 91));
    expect(liveRange(91 * S, 91 * S, 0.5)).toEqual(range(31, 91));
  });

  it('moves on in longer strides at higher speed, so that it stands still between them', () => {
    expect(liveRange(91 * S, 91 * S, 1)).toEqual(range(32, 92));
    expect(liveRange(91 * S, 91 * S, 5)).toEqual(range(40, 100));
    expect(liveRange(91 * S, 91 * S, 1000)).toEqual(range(40, 100));
  });

  it('stays at the head while the playhead is in its later half, and goes back with it from there', () => {
    expect(liveRange(170 * S, 200 * S, 0.5)).toEqual(range(140, 200));
    expect(liveRange(150 * S, 200 * S, 0.5)).toEqual(range(120, 180));
    expect(liveRange(5 * S, 200 * S, 0.5)).toEqual(range(0, 60));
  });

  it('always holds the playhead', () => {
    for (let head = 0; head < 300; head += 7)
      for (let playhead = 0; playhead <= head; playhead += 3) {
        const { fromUs, toUs } = liveRange(playhead * S, head * S, 0.5);
        expect(fromUs).toBeLessThanOrEqual(playhead * S);
        expect(toUs).toBeGreaterThanOrEqual(playhead * S);
      }
  });
});

describe('zoom', () => {
  it('takes a stretch drawn either way', () => {
    expect(rangeBetween(12 * S, 8 * S, 60 * S)).toEqual(range(8, 12));
  });

  it('is never narrower than a second nor outside the run', () => {
    expect(rangeBetween(5 * S, 5.1 * S, 60 * S)).toEqual({ fromUs: 4.55 * S, toUs: 5.55 * S });
    expect(rangeBetween(0, 0.2 * S, 60 * S)).toEqual(range(0, 1));
    expect(rangeBetween(59.9 * S, 60 * S, 60 * S)).toEqual(range(59, 60));
  });

  it('keeps the time it is about in its place', () => {
    expect(zoomBy(range(0, 40), 10 * S, 1 / 2, 100 * S)).toEqual(range(5, 25));
    expect(zoomBy(range(5, 25), 10 * S, 2, 100 * S)).toEqual(range(0, 40));
  });

  it('goes out to the whole run and no further', () => {
    expect(zoomBy(range(40, 100), 100 * S, 8, 100 * S)).toEqual(range(0, 100));
    expect(zoomBy(range(0, 20), 5 * S, 2, 3 * S)).toEqual(range(0, 20));
  });
});

describe('what is asked of the worker', () => {
  it('has points that stand for half a second at first and for a second of a minute', () => {
    expect(stepOf(range(0, 20))).toBe(0.5 * S);
    expect(stepOf(range(31, 91))).toBe(S);
    expect(stepOf(range(10, 12))).toBe(0.1 * S);
  });

  it('begins before what is shown, but not before the run', () => {
    expect(askFor(range(31, 91), 91 * S)).toMatchObject(range(29, 91));
    expect(askFor(range(0, 20), 5 * S)).toMatchObject(range(0, 20));
  });

  it('makes the worker group as many windows as a step has, however far the run is', () => {
    for (let playhead = 10; playhead <= 60; playhead += 0.7) {
      const shown = liveRange(playhead * S, playhead * S, 0.5);
      const { fromUs, toUs, maxPoints } = askFor(shown, playhead * S);
      const windows = Math.ceil((Math.min(toUs, (playhead + 0.2) * S) - fromUs) / 100_000);
      if (windows > 45) expect(Math.ceil(windows / maxPoints)).toBe(stepOf(shown) / 100_000);
    }
  });
});
