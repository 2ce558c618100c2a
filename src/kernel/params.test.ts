import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  adviceOn,
  choice,
  combinationProblem,
  defaultParams,
  int,
  onOff,
  paramProblem,
  parseParam,
  real,
  ref,
  type ParamSpecs,
  type ParamsOf,
} from './params';

const specs = {
  serverCount: int({
    title: 'Servers',
    help: 'How many there are.',
    unit: '',
    min: 1,
    max: 8,
    default: 3,
    low: 'nobody serves.',
    high: 'the canvas is full.',
  }),
  timeoutMs: real({
    title: 'Timeout',
    help: 'How long to wait.',
    unit: 'ms',
    min: 0.5,
    max: 1000,
    default: 50,
    low: 'good answers are thrown away.',
    high: 'callers wait for the dead.',
  }),
  strategy: choice({
    title: 'Strategy',
    help: 'Who gets the next one.',
    default: 'random',
    options: [
      { value: 'random', title: 'Random', help: 'Anyone.' },
      { value: 'p2c', title: 'Two choices', help: 'The better of two.' },
    ],
  }),
  fair: onOff({ title: 'Fair', help: 'First come, first served.', default: true }),
  target: ref({ title: 'Target', help: 'Where it goes.' }),
} satisfies ParamSpecs;

describe('specs', () => {
  it('carry their types and defaults', () => {
    expect(defaultParams(specs)).toEqual({
      serverCount: 3,
      timeoutMs: 50,
      strategy: 'random',
      fair: true,
      target: '',
    });
    expect(ref({ title: 'T', help: 'H', default: 'lb' }).default).toBe('lb');
    expectTypeOf<ParamsOf<typeof specs>>().toEqualTypeOf<{
      serverCount: number;
      timeoutMs: number;
      strategy: 'random' | 'p2c';
      fair: boolean;
      target: string;
    }>();
  });

  it('accept their own defaults', () => {
    for (const [name, spec] of Object.entries(specs))
      expect(paramProblem(name, spec, spec.default)).toBeNull();
  });
});

describe('what is wrong with a value', () => {
  const problem = (name: keyof typeof specs, value: unknown): string | null =>
    paramProblem(name, specs[name], value);

  it('accepts a number at either end of its range', () => {
    for (const value of [1, 8]) expect(problem('serverCount', value)).toBeNull();
    for (const value of [0.5, 0.75, 1000]) expect(problem('timeoutMs', value)).toBeNull();
  });

  it.each<[keyof typeof specs, unknown, string]>([
    ['serverCount', 0, 'serverCount must be from 1 to 8; 0 is too low: nobody serves.'],
    ['serverCount', 9, 'serverCount must be from 1 to 8; 9 is too high: the canvas is full.'],
    ['serverCount', 2.5, 'serverCount must be a whole number, not 2.5.'],
    [
      'timeoutMs',
      0.4,
      'timeoutMs must be from 0.5 to 1000 ms; 0.4 is too low: good answers are thrown away.',
    ],
    [
      'timeoutMs',
      1e4,
      'timeoutMs must be from 0.5 to 1000 ms; 10000 is too high: callers wait for the dead.',
    ],
    ['timeoutMs', '50', 'timeoutMs must be a number from 0.5 to 1000 ms, not "50".'],
    ['timeoutMs', NaN, 'timeoutMs must be a number from 0.5 to 1000 ms, not NaN.'],
    ['timeoutMs', Infinity, 'timeoutMs must be a number from 0.5 to 1000 ms, not Infinity.'],
    ['timeoutMs', null, 'timeoutMs must be a number from 0.5 to 1000 ms, not nothing.'],
    ['serverCount', undefined, 'serverCount must be a number from 1 to 8, not nothing.'],
    ['serverCount', [], 'serverCount must be a number from 1 to 8, not a value of type object.'],
    ['strategy', 'best', 'strategy must be one of random, p2c, not "best".'],
    ['strategy', '', 'strategy must be one of random, p2c, not nothing.'],
    ['strategy', 3, 'strategy must be one of random, p2c, not 3.'],
    ['fair', 'true', 'fair must be true or false, not "true".'],
    ['fair', 1, 'fair must be true or false, not 1.'],
    ['target', false, 'target must be the id of a node or group, not false.'],
  ])('%s = %j', (name, value, sentence) => {
    expect(problem(name, value)).toBe(sentence);
  });

  it('shows no more than forty characters of a text', () => {
    expect(problem('fair', 'x'.repeat(100))).toBe(`fair must be true or false, not "${'x'.repeat(40)}".`);
  });

  it('accepts options, switches and ids', () => {
    expect([problem('strategy', 'p2c'), problem('fair', false), problem('target', 's1')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('reading a value from text', () => {
  it.each<[keyof typeof specs, string, unknown]>([
    ['serverCount', '7', 7],
    ['serverCount', ' 7 ', 7],
    ['timeoutMs', '1e2', 100],
    ['timeoutMs', '-0.5', -0.5],
    ['timeoutMs', '', null],
    ['timeoutMs', '  ', null],
    ['timeoutMs', '5ms', null],
    ['timeoutMs', 'NaN', null],
    ['timeoutMs', 'Infinity', null],
    ['fair', 'true', true],
    ['fair', 'on', true],
    ['fair', ' yes ', true],
    ['fair', 'false', false],
    ['fair', 'off', false],
    ['fair', 'no', false],
    ['fair', '1', null],
    ['fair', '', null],
    ['strategy', ' p2c ', 'p2c'],
    ['target', 's1', 's1'],
    ['target', '', ''],
  ])('%s from %j', (name, text, value) => {
    expect(parseParam(specs[name], text)).toBe(value);
  });

  it('leaves range and choice to the check of the value', () => {
    expect(parseParam(specs.serverCount, '99')).toBe(99);
    expect(parseParam(specs.strategy, 'best')).toBe('best');
  });
});

describe('parameters together', () => {
  const deadline = { param: 'deadlineMs', why: 'it would outlast the call' };
  const number = { help: '', unit: 'ms', min: 0, max: 1000, low: '', high: '' };
  const specs = {
    limited: onOff({ title: 'Limited', help: '', default: false }),
    timeoutMs: int({
      ...number,
      title: 'Timeout',
      default: 100,
      atMost: deadline,
      advice: [
        { above: 500, says: 'long' },
        { is: [0], when: { param: 'limited', is: [false] }, says: 'for ever' },
      ],
    }),
    deadlineMs: int({ ...number, title: 'Deadline', default: 200, when: { param: 'limited', is: [true] } }),
    restMs: int({ ...number, title: 'Rest', default: 50, atLeast: { param: 'timeoutMs', why: 'why not' } }),
  };
  const problem = (limited: boolean, timeoutMs: number, deadlineMs: number, restMs = 1000): string | null =>
    combinationProblem(specs, { limited, timeoutMs, deadlineMs, restMs });

  it('are refused when one is beyond what another allows, while both mean something', () => {
    expect(problem(true, 200, 200)).toBeNull();
    expect(problem(true, 201, 200)).toBe(
      'Timeout (201 ms) must be at most Deadline (200 ms): it would outlast the call.',
    );
    expect(problem(false, 201, 200)).toBeNull();
    expect(problem(false, 100, 200, 99)).toBe('Rest (99 ms) must be at least Timeout (100 ms): why not.');
  });

  it('are advised on where a value is allowed and unwise', () => {
    const says = (value: number, limited: boolean): string[] =>
      adviceOn(specs.timeoutMs, value, { limited, timeoutMs: value });
    expect(says(501, true)).toEqual(['long']);
    expect(says(500, true)).toEqual([]);
    expect(says(0, true)).toEqual([]);
    expect(says(0, false)).toEqual(['for ever']);
    expect(adviceOn(specs.deadlineMs, 0, {})).toEqual([]);
  });

  it('are advised on where they add up to no more than another one', () => {
    const numbers = { title: '', help: '', unit: '', min: 1, max: 9, default: 1, low: '', high: '' };
    const spec = int({ ...numbers, advice: [{ sum: { with: ['w'], atMost: 'n' }, says: 'few' }] });
    expect(adviceOn(spec, 1, { w: 2, n: 3 })).toEqual(['few']);
    expect(adviceOn(spec, 2, { w: 2, n: 3 })).toEqual([]);
  });
});
