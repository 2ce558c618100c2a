import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOMENT_LIMITS, MOMENT_VERSION, type Moment } from './moment';
import { readShortMoment, shortMoment } from './moment-link';
import { moments, smallMoment } from './testing/moments';

type Short = Record<string, unknown>;
const short = (moment: Moment): Short => JSON.parse(shortMoment(moment)) as Short;
const read = (content: unknown, version = MOMENT_VERSION) =>
  readShortMoment('load-balancing', version, content);

function problemOf(content: unknown, version?: number): string {
  const checked = read(content, version);
  if (checked.ok) throw new Error('It was taken.');
  return checked.problem;
}

describe('the short form of a moment', () => {
  it('comes back as it was, but for the scenario, which never travels in links', () => {
    fc.assert(
      fc.property(moments, (moment) => {
        expect(readShortMoment(moment.lab, MOMENT_VERSION, short(moment))).toEqual({
          ok: true,
          value: moment,
        });
      }),
    );
  });

  it('is short, and the same for the same moment', () => {
    expect(shortMoment(smallMoment)).toBe(
      '{"e":1,"r":"0123abcd","k":{"lb.strategy":"powerOfTwo"},"s":7,' +
        '"i":[[2000000,"crash","s1"],[3000001,"spike","clients",5000000,[10],0,1]],' +
        '"b":[[[0,1],9000000],[[0,2],5000000,3000000,1,"Spike clients"]],"c":"b1",' +
        '"m":[[0,2000001,600,"s1 is gone","m1"]],"t":[4123456,1234],"x":["n","s1"],"w":["topology"],"p":0.5,"h":"0123456789abcdef"}',
    );
  });

  it('leaves out of account what it does not know', () => {
    expect(read({ ...short(smallMoment), z: { later: true } })).toEqual({ ok: true, value: smallMoment });
  });
});

describe('a short form that makes no sense', () => {
  const good = short(smallMoment);
  const rows: [what: string, content: unknown, sentence: string][] = [
    ['no object', 'x', 'The moment must be an object.'],
    ['no seed', { ...good, s: undefined }, 'seed of the moment'],
    ['a word for a time', { ...good, t: ['soon', 0] }, 'us of the moment must be a number; it is "soon".'],
    ['an input of another shape', { ...good, i: ['crash s1'] }, 'inputs.0 of the moment'],
    [
      'an input that ends before it begins',
      {
        ...good,
        i: [
          [9, 'crash', 's1', -5],
          [1, 'crash', 's2'],
        ],
      },
      'inputs.0 of the moment ends before it begins.',
    ],
    [
      'stretches of a million inputs',
      { ...good, b: [[[0, 1_000_000], 5]] },
      `must hold at most ${String(MOMENT_LIMITS.inputs)} inputs`,
    ],
    [
      'stretches from below zero',
      { ...good, b: [[[-1, 1], 5]] },
      'branches.0.inputs.0 of the moment must be at least 0',
    ],
    [
      'a million branches',
      { ...good, b: Array.from({ length: 1_000_000 }, () => [[], 5]) },
      `branches of the moment must hold at most ${String(MOMENT_LIMITS.branches)} branches`,
    ],
    ['a parent that is not there', { ...good, b: [[[], 5, 0, 7]] }, 'branches.0.parentId of the moment'],
    ['a branch that is its own parent', { ...good, b: [[[], 5, 0, 1]] }, 'branches.0 of the moment left b0'],
    [
      'a key of the prototype',
      JSON.parse(`{"__proto__":{"polluted":true},${JSON.stringify(good).slice(1)}`),
      'The moment has a field called __proto__, which is not allowed.',
    ],
  ];
  it.each(rows)('with %s', (_, content, sentence) => {
    expect(problemOf(content)).toContain(sentence);
  });

  it('of another version', () => {
    expect(problemOf(good, 2)).toBe('The moment is of version 2, and this page knows versions up to 1.');
  });

  it('with anything in place of any field is taken or refused in a sentence', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(good)), fc.jsonValue({ maxDepth: 4 }), (field, junk) => {
        const checked = read({ ...good, [field]: junk });
        if (!checked.ok) expect(checked.problem).toMatch(/\.$/);
      }),
      { numRuns: 1_000 },
    );
  });
});
