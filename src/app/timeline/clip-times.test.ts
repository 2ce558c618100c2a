import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipsOf, mutedClipsOf } from '../../run/log';
import { parseInput } from '../../scenario/words';
import type { Clip } from '../../protocol/messages';
import { movedSpan, type ClipPart } from './clip-times';
import { isMoment } from './range';

const SECOND_US = 1_000_000;
const RANGE_US = 20 * SECOND_US;
const HEAD_US = 10 * SECOND_US;

function clip(...texts: string[]): Clip {
  const inputs = texts.map((text, i) => {
    const parsed = parseInput(text, `i${String(i)}`);
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.value;
  });
  const [first] = clipsOf(inputs);
  return first;
}

const moved = (one: Clip, part: ClipPart, sec: number): string => {
  const span = movedSpan(one, part, sec * SECOND_US, HEAD_US, RANGE_US);
  if (!span) return 'stays';
  return `${String(span.atUs / SECOND_US)}..${span.untilUs === null ? '' : String(span.untilUs / SECOND_US)}`;
};

describe('a clip that is moved', () => {
  it('keeps its length, and stays on the timeline', () => {
    expect(moved(clip('2s..5s crash s1'), 'whole', 1.5)).toBe('3.5..6.5');
    expect(moved(clip('2s..5s crash s1'), 'whole', -9)).toBe('0..3');
    expect(moved(clip('2s..5s crash s1'), 'whole', 90)).toBe('20..23');
    expect(moved(clip('2s crash s1'), 'whole', 1)).toBe('3..');
    expect(moved(clip('2s restart s1'), 'whole', 1)).toBe('3..');
    expect(moved(clip('0s restart s1'), 'whole', -1)).toBe('stays');
  });

  it('is stretched at either end, and never turned round', () => {
    expect(moved(clip('2s..5s crash s1'), 'start', 1)).toBe('3..5');
    expect(moved(clip('2s..5s crash s1'), 'start', 9)).toBe('4.99..5');
    expect(moved(clip('2s..5s crash s1'), 'end', 2)).toBe('2..7');
    expect(moved(clip('2s..5s crash s1'), 'end', -9)).toBe('2..2.01');
  });

  it('that is open ends where it is drawn to end', () => {
    expect(moved(clip('2s crash s1'), 'end', -3)).toBe('2..7');
    expect(moved(clip('2s crash s1'), 'start', 3)).toBe('5..');
  });

  it('that another input closes can end earlier, but not later', () => {
    const closed = clip('2s crash s1', '6s restart s1');
    expect(moved(closed, 'end', -1)).toBe('2..5');
    expect(moved(closed, 'end', 3)).toBe('stays');
  });

  it('that is over at once has no end to move', () => {
    expect(moved(clip('2s restart s1'), 'end', 1)).toBe('stays');
  });

  it('always has a beginning before its end', () => {
    const parts = fc.constantFrom<ClipPart[]>('whole', 'start', 'end');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 19_000 }),
        fc.integer({ min: 20, max: 9_000 }),
        parts,
        fc.integer({ min: -30_000, max: 30_000 }),
        (atMs, lengthMs, part, byMs) => {
          const one = clip(`${String(atMs)}ms..${String(atMs + lengthMs)}ms slow s1 2`);
          const span = movedSpan(one, part, byMs * 1_000, HEAD_US, RANGE_US);
          if (!span) return;
          expect(span.atUs).toBeGreaterThanOrEqual(0);
          expect(span.untilUs).toBeGreaterThanOrEqual(span.atUs + 10_000);
        },
      ),
    );
  });
});

it('a knob that is set for a while is a clip with two ends; for good it is a moment', () => {
  expect(isMoment(clip('2s set s1.workers 3'))).toBe(true);
  expect(isMoment(clip('2s..4s set s1.workers 3'))).toBe(false);
  const [muted] = mutedClipsOf([{ ...clip('2s..4s slow s1 2').input, muted: true }]);
  expect(muted).toMatchObject({ words: 's1 slow ×2', endsAtUs: 4 * SECOND_US });
});
