import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIONS, type ActionSpec, type Input } from '../kernel/input';
import { formatInput, inputWords, parseInput, parseValue } from './words';

const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/);
const us = fc.oneof(
  fc.nat(5_000_000_000),
  fc.nat(100_000).map((ms) => ms * 1_000),
  fc.nat(600).map((sec) => sec * 1_000_000),
);
const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 3 }).map((list) => list.join(','));

/** A target of each sort, as `formatInput` writes it. */
const targets: Record<ActionSpec['target'], fc.Arbitrary<string>> = {
  node: id,
  source: id,
  link: fc.tuple(id, fc.constantFrom('->', '<->'), id).map((parts) => parts.join('')),
  sides: fc.tuple(ids, ids).map((parts) => parts.join(' | ')),
  param: fc.tuple(id, id).map((parts) => parts.join('.')),
  message: fc.tuple(id, id, fc.nat()).map(([from, to, n]) => `${from}->${to}#${String(n)}`),
  any: fc.oneof(
    fc.constant(''),
    id,
    fc.tuple(ids, ids).map((parts) => parts.join(' | ')),
  ),
};

function argsOf({ arg }: ActionSpec): fc.Arbitrary<Input['args']> {
  if (!arg) return fc.constant([]);
  const { min = 0, max = 1 } = arg;
  switch (arg.unit) {
    case 'duration':
      return fc.integer({ min, max }).map((value) => [value]);
    case 'bytes':
    case 'factor':
    case 'ratio':
      return fc.double({ min, max, noNaN: true }).map((value) => [value === 0 ? 0 : value]);
    case 'value':
      return fc.oneof(id, fc.boolean(), fc.integer()).map((value) => [value]);
    case 'word':
      return fc.array(id, { minLength: 1, maxLength: 3 });
  }
}

/** Any input that can be said in words. */
const input: fc.Arbitrary<Input> = fc
  .constantFrom(...(Object.entries(ACTIONS) as [string, ActionSpec][]))
  .chain(([action, spec]) => {
    const lasts = spec.lasts ? fc.option(fc.integer({ min: 1, max: 9_000_000 })) : fc.constant(null);
    return fc.tuple(us, lasts, targets[spec.target], argsOf(spec)).map(([atUs, forUs, target, args]) => {
      const untilUs = forUs === null ? null : atUs + forUs;
      return { id: 'i1', atUs, untilUs, action, target, args, muted: false };
    });
  });

describe('inputs in words', () => {
  it.each([
    ['1s crash s1', 's1 crash'],
    ['1s slow s3 5', 's3 slow ×5'],
    ['1s skew s3 -9ms', 's3 skew -9 ms'],
    ['1s latency lb<->s1 200ms', 'lb ↔ s1 latency +200 ms'],
    ['1s loss lb->s1 20%', 'lb → s1 loss 20 %'],
    ['1s partition lb,s1 | s2', 'lb, s1 | s2 partition'],
    ['1s set clients.ratePerSec 80', 'clients.ratePerSec = 80'],
    ['1s do cache flush', 'cache flush'],
    ['1s drop lb->s1#17', 'lb → s1 #17 drop'],
    ['1s heal', 'heal everything'],
    ['1s heal s1', 's1 heal'],
  ])('%s, for people', (text, words) => {
    const parsed = parseInput(text, 'i1');
    expect(parsed.ok && inputWords(parsed.value)).toBe(words);
  });

  it('are read as they were written, for every action', () => {
    fc.assert(
      fc.property(input, (given) => {
        expect(parseInput(formatInput(given), 'i1')).toEqual({ ok: true, value: given });
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['10s crash s1', { atUs: 10_000_000, action: 'crash', target: 's1', args: [] }],
    ['  10s   crash\ts1 ', { action: 'crash', target: 's1' }],
    ['2s..5s loss lb->s1 20%', { atUs: 2_000_000, untilUs: 5_000_000, target: 'lb->s1', args: [0.2] }],
    ['2s loss lb->s1', { args: [0.2] }],
    ['250us slow s2', { atUs: 250, args: [5] }],
    ['1s slow s2 7x', { args: [7] }],
    ['1s skew s2 +50ms', { args: [50_000] }],
    ['1s skew s2 -50ms', { args: [-50_000] }],
    ['1s memory s2 2000', { args: [2000] }],
    ['1s set lb.strategy p2c', { target: 'lb.strategy', args: ['p2c'] }],
    ['1s set lb.probes false', { args: [false] }],
    ['1s set lb.rate -1.5', { args: [-1.5] }],
    ['1s do s3 vote now', { target: 's3', args: ['vote', 'now'] }],
    ['1s partition s1,s2|s3 , s4', { target: 's1,s2 | s3,s4' }],
    ['1s heal s1 ,s2|s3', { target: 's1,s2 | s3' }],
    ['1s heal', { target: '' }],
    ['1s heal lb->s1', { target: 'lb->s1' }],
    ['3s spike clients 10x 5s', { atUs: 3_000_000, untilUs: 8_000_000, args: [10] }],
    ['3s spike clients', { untilUs: null, args: [10] }],
    ['3s..4s spike clients 0', { untilUs: 4_000_000, args: [0] }],
    ['1s drop lb->s1#17', { target: 'lb->s1#17', args: [] }],
  ])('%j', (text, parts) => {
    expect(parseInput(text, 'i1')).toMatchObject({ ok: true, value: parts });
  });

  const starts = (text: string, word: string): string =>
    `The input "${text}" starts with "${word}", which is no time such as 10s or 2s..5s.`;
  const actions = Object.keys(ACTIONS).join(', ');
  it.each([
    ['', starts('', '')],
    ['crash s1', starts('crash s1', 'crash')],
    ['10 crash s1', starts('10 crash s1', '10')],
    ['-1s crash s1', starts('-1s crash s1', '-1s')],
    ['5s..2s crash s1', starts('5s..2s crash s1', '5s..2s')],
    ['5s..5s crash s1', starts('5s..5s crash s1', '5s..5s')],
    ['1s..2s..3s crash s1', starts('1s..2s..3s crash s1', '1s..2s..3s')],
    ['99999999999h crash s1', starts('99999999999h crash s1', '99999999999h')],
    ['1s explode s1', `The input "1s explode s1" has no known action: "explode" is not one of ${actions}.`],
    [
      '1s toString s1',
      `The input "1s toString s1" has no known action: "toString" is not one of ${actions}.`,
    ],
    ['1s', `The input "1s" has no known action: "" is not one of ${actions}.`],
    ['1s..2s restart s1', 'The input "1s..2s restart s1" says until when, but restart is over at once.'],
    ['1s crash', 'The input "1s crash" says nothing of what to crash.'],
    ['1s partition', 'The input "1s partition" says nothing of what to partition.'],
    ['1s crash s1 now', 'The input "1s crash s1 now" has "now" too much at its end.'],
    ['1s slow s1 5 6', 'The input "1s slow s1 5 6" has "6" too much at its end.'],
    ['1s spike c 5 6s 7', 'The input "1s spike c 5 6s 7" has "7" too much at its end.'],
    ['1s..9s spike c 5 6s', 'The input "1s..9s spike c 5 6s" has "6s" too much at its end.'],
    ['1s set lb.x a b', 'The input "1s set lb.x a b" has "b" too much at its end.'],
    ['1s slow s1 much', 'The input "1s slow s1 much" has "much" where a factor such as 5 or 10x belongs.'],
    ['1s slow s1 -5', 'The input "1s slow s1 -5" has "-5" where a factor such as 5 or 10x belongs.'],
    ['1s slow s1 0', 'slow takes a factor from 0.01 to 1000, not 0.'],
    ['1s latency a->b 80', 'The input "1s latency a->b 80" has "80" where a duration such as +50ms belongs.'],
    ['1s latency a->b -80ms', 'latency takes a duration from 0 µs to 3600 s, not -80 ms.'],
    [
      '1s loss a->b 120%',
      'The input "1s loss a->b 120%" has "120%" where a share such as 20% or 0.2 belongs.',
    ],
    ['1s memory s1 lots', 'The input "1s memory s1 lots" has "lots" where a number of bytes belongs.'],
    ['1s set lb.x', 'The input "1s set lb.x" does not say which value to set.'],
    ['1s do s1', 'The input "1s do s1" does not say which action to do.'],
    ['1s spike c 5 long', 'The input "1s spike c 5 long" has "long" where a duration such as 5s belongs.'],
    ['1s spike c 5 0s', 'The input "1s spike c 5 0s" has "0s" where a duration such as 5s belongs.'],
  ])('%j is refused', (text, problem) => {
    expect(parseInput(text, 'i1')).toEqual({ ok: false, problem });
  });

  it('never throw, and quote a long text in short', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseInput(text, 'i1').ok === 'boolean'));
    const long = parseInput(`1s crash s1 ${'x'.repeat(500)}`, 'i1');
    expect(long).toMatchObject({ ok: false });
    const quoted = parseInput('z'.repeat(500), 'i1');
    expect(quoted.ok ? '' : quoted.problem).toContain(`"${'z'.repeat(80)}"`);
  });
});

describe('values of knobs', () => {
  it.each([
    ['true', true],
    ['false', false],
    ['5', 5],
    ['-0.5', -0.5],
    ['1e3', 1000],
    ['', ''],
    ['p2c', 'p2c'],
    ['Infinity', 'Infinity'],
    ['yes', 'yes'],
  ])('%j', (word, value) => {
    expect(parseValue(word)).toBe(value);
  });
});
