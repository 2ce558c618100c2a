import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipsOf } from '../../run/log';
import { parseInput } from '../../scenario/words';
import type { Mark } from '../../protocol/messages';
import { rangeOf, rowsOf, stepOf, thinMarks } from './range';

const SECOND_US = 1_000_000;

describe('what the timeline shows', () => {
  it('is twenty seconds at first', () => {
    expect(rangeOf(0)).toBe(20 * SECOND_US);
    expect(rangeOf(19 * SECOND_US)).toBe(20 * SECOND_US);
  });

  it('is always a little more than has been run, and never mostly empty', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20 * SECOND_US, max: 1e13 }), (headUs) => {
        expect(rangeOf(headUs)).toBeGreaterThanOrEqual(headUs * 1.02);
        expect(rangeOf(headUs)).toBeLessThan(headUs * 1.02 * 1.5);
      }),
    );
  });

  it('grows in steps, so that nothing crawls while the run goes on', () => {
    const ranges = Array.from({ length: 600 }, (_, i) => rangeOf(i * 100_000));
    expect(new Set(ranges).size).toBe(4);
    expect(ranges).toEqual([...ranges].sort((a, b) => a - b));
  });
});

describe('a step of the arrow keys', () => {
  it('is a two-hundredth of the timeline, and at least ten milliseconds', () => {
    expect(stepOf(20 * SECOND_US)).toBe(100_000);
    expect(stepOf(30_000_001)).toBe(150_000);
    expect(stepOf(100)).toBe(10_000);
  });
});

function clips(...words: string[]) {
  const inputs = words.map((text, i) => {
    const parsed = parseInput(text, `i${String(i)}`);
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.value;
  });
  return clipsOf(inputs);
}

const rows = (...words: string[]): [string, number][] =>
  rowsOf(clips(...words)).map(({ clip, row }) => [clip.input.target, row]);

describe('clips', () => {
  it('that overlap are drawn in rows of their own', () => {
    expect(rows('1s..4s crash s1', '2s..3s crash s2', '2500ms..6s crash s3')).toEqual([
      ['s1', 0],
      ['s2', 1],
      ['s3', 2],
    ]);
  });

  it('that follow one another share a row, also when one ends where the next begins', () => {
    expect(rows('1s..2s crash s1', '2s..3s crash s2', '4s..5s crash s3')).toEqual([
      ['s1', 0],
      ['s2', 0],
      ['s3', 0],
    ]);
  });

  it('take the first row that is free again', () => {
    expect(rows('1s..9s crash s1', '2s..3s crash s2', '4s..5s crash s3')).toEqual([
      ['s1', 0],
      ['s2', 1],
      ['s3', 1],
    ]);
  });

  it('that are still open keep their row to themselves', () => {
    expect(rows('1s crash s1', '5s crash s2')).toEqual([
      ['s1', 0],
      ['s2', 1],
    ]);
  });

  it('of knobs are not drawn', () => {
    expect(rows('1s set lb.strategy random', '1s crash s1')).toEqual([['s1', 0]]);
  });

  it('of one row never overlap', () => {
    const span = fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
        const words = spans.map(
          ([from, length], i) => `${String(from)}s..${String(from + length)}s crash s${String(i)}`,
        );
        const drawn = rowsOf(clips(...words));
        for (const [i, one] of drawn.entries()) {
          for (const other of drawn.slice(i + 1)) {
            if (one.row !== other.row) continue;
            expect(other.clip.input.atUs).toBeGreaterThanOrEqual(one.clip.endsAtUs ?? Infinity);
          }
        }
      }),
    );
  });
});

describe('marks', () => {
  const mark = (atUs: number, kind: Mark['kind']): Mark => ({
    atUs,
    kind,
    event: atUs,
    node: 's1',
    text: kind,
  });
  const RANGE_US = 24 * SECOND_US;
  /** A hundredth of a second apart on a timeline of 24 s: the same place. */
  const kinds = (...list: Mark['kind'][]) =>
    thinMarks(
      list.map((kind, i) => mark(SECOND_US + i * 10_000, kind)),
      RANGE_US,
    ).map(({ kind }) => kind);

  it('that can be told apart all stay', () => {
    const marks = [mark(0, 'mode'), mark(100_001, 'mode'), mark(200_002, 'life')];
    expect(thinMarks(marks, RANGE_US)).toEqual(marks);
  });

  it('at one place become one, the gravest', () => {
    expect(kinds('mode', 'life', 'mode')).toEqual(['life']);
    expect(kinds('mode', 'broken', 'life')).toEqual(['broken']);
    expect(kinds('life', 'life')).toEqual(['life']);
  });

  it('stay at the moment of the one that is kept', () => {
    expect(thinMarks([mark(0, 'mode'), mark(90_000, 'life')], RANGE_US)).toEqual([mark(90_000, 'life')]);
    expect(thinMarks([mark(0, 'mode'), mark(90_000, 'mode')], RANGE_US)).toEqual([mark(0, 'mode')]);
  });

  it('of notes are not drawn', () => {
    expect(kinds('note')).toEqual([]);
  });
});
