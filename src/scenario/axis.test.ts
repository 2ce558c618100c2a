import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAxis } from './axis';

function valuesOf(text: string): readonly unknown[] {
  const read = parseAxis(`a.b=${text}`);
  if (!read.ok) throw new Error(read.problem);
  expect(read.value.target).toBe('a.b');
  return read.value.values;
}

describe('what is varied, in words', () => {
  it.each([
    ['roundRobin,powerOfTwo', ['roundRobin', 'powerOfTwo']],
    ['true,false', [true, false]],
    ['5', [5]],
    ['2..6', [2, 3, 4, 5, 6]],
    ['2..7:2', [2, 4, 6]],
    ['-1..1', [-1, 0, 1]],
    ['0.1..0.5:0.1', [0.1, 0.2, 0.3, 0.4, 0.5]],
    ['1..3,10,20..40:10', [1, 2, 3, 10, 20, 30, 40]],
    ['7..7', [7]],
    ['1e3, 2e3', [1000, 2000]],
  ])('%s', (text, values) => {
    expect(valuesOf(text)).toEqual(values);
  });

  it('a range has both its ends, whatever its decimals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -500, max: 500 }),
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 0, max: 60 }),
        (from, step, steps) => {
          const word = (hundredths: number): string => String(hundredths / 100);
          const values = valuesOf(`${word(from)}..${word(from + steps * step)}:${word(step)}`);
          expect(values).toEqual(Array.from({ length: steps + 1 }, (_, i) => (from + i * step) / 100));
        },
      ),
    );
  });

  it.each([
    ['strategy', /^"strategy" varies nothing: it must look like/],
    ['=1', /varies nothing/],
    ['a.b=', /^a\.b is given an empty value\.$/],
    ['a.b=1,,2', /empty value/],
    ['a.b=1,2,1', /^a\.b is given the value 1 twice\.$/],
    ['a.b=6..2', /^The range 6\.\.2 of a\.b is empty/],
    ['a.b=1..9:0', /its step is 0/],
    ['a.b=1..9:-1', /a range looks like/],
    ['a.b=1..', /^a\.b cannot take "1\.\."/],
    ['a.b=1..x', /a range looks like/],
    ['a.b=1..1000000000', /more than 10000 values/],
    ['a.b=1..9000,10001..19000', /more than 10000 values/],
  ])('%s is refused in one sentence', (text, sentence) => {
    const read = parseAxis(text);
    expect(read).toEqual({ ok: false, problem: expect.stringMatching(sentence) as string });
  });
});
