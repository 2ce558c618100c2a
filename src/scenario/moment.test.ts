import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lab } from '../labs/load-balancing/lab';
import { checkMoment, MOMENT_LIMITS, writeMoment, type WrittenMoment } from './moment';
import { moments, smallMoment } from './testing/moments';

/** A moment as it comes back from a file's text. */
function written(change: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...(JSON.parse(JSON.stringify(writeMoment(smallMoment))) as WrittenMoment), ...change };
}

function problemOf(content: unknown): string {
  const checked = checkMoment(content);
  if (checked.ok) throw new Error('It was taken.');
  return checked.problem;
}

describe('a moment in the form of files', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(moments, (moment) => {
        const text = JSON.stringify(writeMoment(moment));
        expect(checkMoment(JSON.parse(text))).toEqual({ ok: true, value: moment });
      }),
    );
  });

  it('holds each input once, however many branches share it', () => {
    expect(written().inputs).toHaveLength(2);
    expect((written().branches as { inputs: number[] }[]).map(({ inputs }) => inputs)).toEqual([[0], [0, 1]]);
  });

  it('keeps apart what an input was on one branch and became on another', () => {
    const [trunk, fork] = smallMoment.log.branches;
    const moved = { ...fork.inputs[0], atUs: 1_500_000 };
    const log = { ...smallMoment.log, branches: [trunk, { ...fork, inputs: [moved] }] };
    const checked = checkMoment(JSON.parse(JSON.stringify(writeMoment({ ...smallMoment, log }))));
    expect(checked.ok && checked.value.log).toEqual(log);
  });

  it('may bring a scenario of its own, which is checked as strictly as one that comes alone', () => {
    const moment = { ...smallMoment, scenario: lab.scenario };
    const content = JSON.parse(JSON.stringify(writeMoment(moment))) as Record<string, unknown>;
    expect(checkMoment(content)).toEqual({ ok: true, value: moment });
    expect(problemOf(written({ scenario: { ...lab.scenario, pace: 'fast' } }))).toBe(
      'pace of the scenario must be a number; it is "fast".',
    );
  });
});

describe('a moment that makes no sense', () => {
  const inputs = written().inputs as Record<string, unknown>[];
  const branches = written().branches as Record<string, unknown>[];
  const huge = Array.from({ length: 1_000_000 }, (_, i) => ({ ...inputs[0], id: `i${String(i)}` }));
  const rows: [what: string, content: unknown, sentence: string][] = [
    ['is a list', [], 'The moment must be an object.'],
    ['is nothing', null, 'The moment must be an object.'],
    ['has no version', written({ version: undefined }), 'The moment has no version.'],
    [
      'is of a version to come',
      written({ version: 99 }),
      'The moment is of version 99, and this page knows versions up to 1.',
    ],
    [
      'is older than anything known',
      written({ version: 0 }),
      'The moment is of version 0, which is older than any this page knows.',
    ],
    ['has a word for a seed', written({ seed: 'x' }), 'seed of the moment must be a number; it is "x".'],
    [
      'has a seed that is no number',
      written({ seed: NaN }),
      'seed of the moment must be a finite number; it is NaN.',
    ],
    [
      'has a time that overflows',
      written({ us: JSON.parse('1e999') }),
      'us of the moment must be a finite number; it is Infinity.',
    ],
    [
      'lies half a microsecond on',
      written({ us: 1.5 }),
      'us of the moment must be a whole number; it is 1.5.',
    ],
    [
      'lies years on',
      written({ us: 1e15 }),
      'us of the moment must be at most 86400000000; it is 1000000000000000.',
    ],
    ['has a field nobody knows', written({ evil: 1 }), 'evil of the moment is not a known field.'],
    ['lacks a field', written({ log: undefined, knobs: undefined }), 'knobs of the moment'],
    [
      'reaches into the prototype',
      written({ knobs: JSON.parse('{"__proto__":{"polluted":1}}') }),
      'knobs of the moment has a field called __proto__, which is not allowed.',
    ],
    [
      'has a constructor of its own',
      written({ inputs: [{ ...inputs[0], constructor: 1 }] }),
      'inputs.0 of the moment has a field called constructor, which is not allowed.',
    ],
    [
      'holds a million inputs',
      written({ inputs: huge }),
      `inputs of the moment must hold at most ${String(MOMENT_LIMITS.inputs)} inputs; it is 1000000.`,
    ],
    [
      'does what cannot be done',
      written({ inputs: [{ ...inputs[0], action: 'explode' }] }),
      'inputs.0.action',
    ],
    [
      'ends what it has not begun',
      written({ inputs: [{ ...inputs[0], untilUs: 5 }, inputs[1]] }),
      'inputs.0 of the moment ends before it begins.',
    ],
    [
      'gives an end to what is over at once',
      written({ inputs: [{ ...inputs[0], action: 'restart', untilUs: 9e6 }, inputs[1]] }),
      'inputs.0 of the moment has an end, but restart is over at once.',
    ],
    [
      'has an argument out of range',
      written({ inputs: [inputs[0], { ...inputs[1], args: [1e9] }] }),
      'inputs.1 of the moment does not fit: spike takes a factor from 0 to 1000, not 1000000000.',
    ],
    [
      'names an input that is not there',
      written({ branches: [{ ...branches[0], inputs: [2] }] }),
      'branches.0 of the moment names input 2, which is not there.',
    ],
    [
      'has an input twice',
      written({ branches: [{ ...branches[0], inputs: [1, 1] }] }),
      'branches.0 of the moment has two inputs of one id.',
    ],
    [
      'has a branch twice',
      written({ branches: [branches[0], { ...branches[0] }] }),
      'branches.1 of the moment is the second one called b0.',
    ],
    [
      'has branches in a ring',
      written({ branches: [{ ...branches[0], parentId: 'b1' }, branches[1]] }),
      'branches.0 of the moment left b1, which is no branch before it.',
    ],
    ['is on no branch', written({ current: 'b9' }), 'current of the moment is b9, which is no branch of it.'],
    [
      'has a knob without a node',
      written({ knobs: { strategy: 1 } }),
      'knobs.strategy of the moment must be a knob',
    ],
    ['selects a thing of no kind', written({ selection: { kind: 'toaster' } }), 'selection'],
  ];
  it.each(rows)('that %s', (_, content, sentence) => {
    const problem = problemOf(content);
    expect(problem).toContain(sentence);
    expect(problem).toMatch(/^[A-Za-z].*\.$/s);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('nested without end is looked at only so deep', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(problemOf(written({ views: deep }))).toContain('is nested too deep.');
  });
});

describe('anything at all', () => {
  it('is taken or refused in a sentence, and never throws', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 4 }), (content) => {
        const checked = checkMoment(content);
        expect(checked.ok).toBe(false);
      }),
    );
  });

  it('in place of any field is taken or refused in a sentence', () => {
    const paths = fc.constantFrom(...Object.keys(written()));
    fc.assert(
      fc.property(paths, fc.jsonValue({ maxDepth: 3 }), (field, junk) => {
        const checked = checkMoment(written({ [field]: junk }));
        // What was taken can be written and taken again.
        if (checked.ok) expect(checkMoment(writeMoment(checked.value))).toEqual(checked);
        else expect(checked.problem).toMatch(/\.$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a moment of an older version', () => {
  /** A made-up version 0, in which times were in milliseconds and nothing was said of the speed. */
  const zero = written({ version: 0, us: undefined, speed: undefined, ms: 4_123 });
  const migrations = {
    0: ({ ms, ...old }: Readonly<Record<string, unknown>>) => ({
      ...old,
      version: 1,
      us: Number(ms) * 1_000,
      speed: 1,
    }),
  };

  it('is brought up to this one, and then checked as any other', () => {
    const checked = checkMoment(zero, migrations);
    expect(checked).toEqual({ ok: true, value: { ...smallMoment, us: 4_123_000, speed: 1 } });
    const broken = checkMoment({ ...zero, ms: 'soon' }, migrations);
    expect(!broken.ok && broken.problem).toContain('us of the moment must be a number; it is NaN.');
  });

  it('that makes the step itself stumble is refused in a sentence', () => {
    const stumbling = {
      0: () => {
        throw new TypeError('cannot read');
      },
    };
    expect(checkMoment(zero, stumbling)).toEqual({
      ok: false,
      problem: 'The moment could not be brought from version 0 to 1.',
    });
  });
});
