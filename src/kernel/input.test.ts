import { describe, expect, it } from 'vitest';
import {
  ACTIONS,
  actionSpec,
  argProblem,
  parseLinkTarget,
  parseMessageTarget,
  parseParamTarget,
  parseSides,
} from './input';

describe('actions', () => {
  it.each(Object.entries(ACTIONS))('%s: its default fits, and what closes it is an instant', (name, spec) => {
    const { arg, closedBy = [] } = actionSpec(name) ?? { arg: undefined };
    if (arg) expect(argProblem(name, [arg.default])).toBeNull();
    for (const closer of closedBy) expect(actionSpec(closer)).toMatchObject({ lasts: false });
    if (!spec.lasts) expect(closedBy).toEqual([]);
  });

  it.each(['toString', '__proto__', 'constructor', '', 'Crash'])('%j is none', (name) => {
    expect(actionSpec(name)).toBeUndefined();
    expect(argProblem(name, [])).toBeNull();
  });

  it.each([
    ['slow', [], 'slow takes a factor from 0.01 to 1000, not nothing.'],
    ['slow', ['5'], 'slow takes a factor from 0.01 to 1000, not 5.'],
    ['slow', [0.01], null],
    ['skew', [-86_400_000_001], 'skew takes a duration from -86400 s to 86400 s, not -86400 s.'],
    ['skew', [-50_000], null],
    ['delay', [-1], 'delay takes a duration from 0 µs to 3600 s, not -1 µs.'],
    ['loss', [1], null],
    ['loss', [true], 'loss takes a share from 0 to 1, not true.'],
    ['memory', [0], null],
    ['crash', [7], null],
    ['set', ['anything'], null],
    ['do', ['anything'], null],
  ])('[K-F9] %s %j: %s', (action, args, problem) => {
    expect(argProblem(action, args)).toBe(problem);
  });
});

describe('targets', () => {
  it.each([
    ['lb->s1', { from: 'lb', to: 's1', both: false }],
    ['lb<->s1', { from: 'lb', to: 's1', both: true }],
    ['a-b->c-d', { from: 'a-b', to: 'c-d', both: false }],
    ['lb<-s1', null],
    ['lb->s1->s2', null],
    ['lb', null],
    ['->s1', null],
    ['lb->', null],
    ['lb->s1#3', null],
    ['', null],
  ])('link %j', (text, parts) => {
    expect(parseLinkTarget(text)).toEqual(parts);
  });

  it.each([
    ['lb->s1#17', { from: 'lb', to: 's1', number: 17 }],
    ['lb<->s1#17', null],
    ['lb->s1#', null],
    ['lb->s1#1.5', null],
    ['lb->s1', null],
  ])('message %j', (text, parts) => {
    expect(parseMessageTarget(text)).toEqual(parts);
  });

  it.each([
    ['s1,s2 | s3', [['s1', 's2'], ['s3']]],
    ['s1|s2', [['s1'], ['s2']]],
    [' s1 , | s2 ', [['s1'], ['s2']]],
    ['s1', null],
    ['s1 |', null],
    ['s1 | s2 | s3', null],
  ])('sides %j', (text, sides) => {
    expect(parseSides(text)).toEqual(sides);
  });

  it.each([
    ['lb.strategy', { node: 'lb', param: 'strategy' }],
    ['a.b.c', { node: 'a.b', param: 'c' }],
    ['.x', null],
    ['x', null],
  ])('knob %j', (text, parts) => {
    expect(parseParamTarget(text)).toEqual(parts);
  });
});
