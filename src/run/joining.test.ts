import { describe, expect, it } from 'vitest';
import { Joining, markOf, parseShardLine, wholeLine, type ShardLine } from './joining';
import { shardOf } from './seeds';
import type { SweepPlan } from './sweep-plan';
import { chain } from './testing/sessions';

const plan: SweepPlan = {
  lab: 'chain',
  scenario: chain,
  invariants: [],
  knobs: {},
  axes: [{ target: 'front.workers', values: [1, 2, 3] }],
  seeds: [1, 4],
  inputs: [],
  inputWords: [],
  untilUs: 1000,
};

/** The lines of a shard, with a stand-in for the summary. */
function linesOf(part: number, of: number, from = plan): string[] {
  const mark = markOf(from, { part, of });
  const { from: first, step, count } = shardOf(0, 11, part, of);
  return Array.from({ length: count }, (_, i) => {
    const run = first + i * step;
    return JSON.stringify({ seed: run, sweep: mark(run) });
  });
}

interface Place {
  name: string;
  text: string;
}

/** Notes the lines of some files and gives the first problem, or the joined lines. */
function join(...files: string[][]): string | string[] {
  const joining = new Joining<Place>();
  for (const [file, lines] of files.entries()) {
    for (const [line, text] of lines.entries()) {
      const name = `line ${String(line + 1)} of file ${String(file + 1)}`;
      const problem = joining.note(parseShardLine(text), { name, text });
      if (problem !== null) return problem;
    }
  }
  const problem = joining.problem();
  if (problem !== null) return problem;
  return [...joining.places()].map(({ text }) => wholeLine(parseShardLine(text) as ShardLine));
}

describe('shards of a sweep', () => {
  it('come together in the order of the whole, however they are cut and given', () => {
    const whole = Array.from({ length: 12 }, (_, run) => `{"seed":${String(run)}}`);
    for (const of of [1, 2, 3, 5, 12, 20]) {
      const files = Array.from({ length: of }, (_, i) => linesOf(i + 1, of));
      expect(join(...files)).toEqual(whole);
      expect(join(...files.reverse())).toEqual(whole);
      expect(join(files.flat())).toEqual(whole);
    }
    expect(join(linesOf(1, 2), linesOf(2, 4), linesOf(4, 4))).toEqual(whole);
  });

  it('say what is missing, and which shards to make again', () => {
    expect(join(linesOf(1, 3), linesOf(3, 3))).toBe('Of 12 runs 4 are missing, all from shard 2/3.');
    expect(join(linesOf(2, 2).slice(1), linesOf(1, 2).slice(0, 3))).toBe(
      'Of 12 runs 4 are missing, all from shard 1/2, 2/2.',
    );
    expect(join(linesOf(5, 12))).toBe(
      'Of 12 runs 11 are missing, all from shard 1/12, 2/12, 3/12, 4/12, 6/12, 6 more.',
    );
    expect(join([], [])).toBe('There is no line in any of the files.');
  });

  it('say what is there twice', () => {
    expect(join(linesOf(1, 2), linesOf(1, 2))).toBe(
      'Two lines are the same run: line 1 of file 1 and line 1 of file 2.',
    );
  });

  it('say what does not belong to them', () => {
    const others: Partial<SweepPlan>[] = [
      { lab: 'other' },
      { seeds: [2, 5] },
      { untilUs: 1001 },
      { knobs: { 'back.workers': 2 } },
      { axes: [{ target: 'front.workers', values: [3, 2, 1] }] },
      { inputWords: ['1s heal'] },
      { scenario: { ...chain, warmUpSec: 1 } },
    ];
    for (const change of others) {
      expect(join(linesOf(1, 2), linesOf(2, 2, { ...plan, ...change }))).toBe(
        'A line is of another sweep than those before it: line 1 of file 2.',
      );
    }
  });

  it.each([
    'no JSON',
    linesOf(1, 2)[0].slice(0, -9),
    'null',
    '7',
    '{"seed":1}',
    '{"sweep":null}',
    '{"sweep":{"id":"x","run":0,"runs":3,"shard":"1/1"}}',
    '{"sweep":{"id":"x","run":4,"runs":3,"shard":"1/1"}}',
    '{"sweep":{"id":"x","run":1.5,"runs":3,"shard":"1/1"}}',
    '{"sweep":{"id":"x","run":1,"runs":3,"shard":"1/0"}}',
    '{"sweep":{"id":7,"run":1,"runs":3,"shard":"1/1"}}',
  ])('a line such as %s is none', (text) => {
    expect(join([text])).toBe('A line is not of a shard of a sweep: line 1 of file 1.');
  });
});
