import { describe, expect, it } from 'vitest';
import type { ChartSpec } from '../../scenario/types';
import { modeKey, untilOf, watchedLines, type UntilAnswers } from './until-form';

const charts: ChartSpec[] = [
  {
    id: 'times',
    title: 'Response time',
    unit: 'ms',
    help: '',
    series: [{ label: 'p99', metric: 'responseTimeMs', stat: 'p99' }],
  },
  {
    id: 'share',
    title: 'Share',
    unit: '',
    help: '',
    series: [{ label: '', metric: 'requests.arrived', stat: 'share', of: 's' }],
  },
];
const nodes = [
  { id: 's1', group: 's' },
  { id: 's2', group: 's' },
];
const lines = watchedLines(charts, nodes);

const answers: UntilAnswers = {
  kind: 'event',
  seconds: '',
  what: 'loss',
  node: 's1',
  mode: '',
  invariant: '',
  line: '',
  above: true,
  value: '',
};
const until = (some: Partial<UntilAnswers>) => untilOf({ ...answers, ...some }, lines);

describe('what a run is to go on to', () => {
  it('an event, a message, a promise', () => {
    expect(until({})).toEqual({ until: { kind: 'event', what: 'loss' }, words: 'a message is lost' });
    expect(until({ kind: 'message' })).toEqual({
      until: { kind: 'message', node: 's1' },
      words: 's1 gets a message',
    });
    expect(until({ kind: 'broken' })).toMatchObject({ until: { kind: 'broken', invariant: null } });
    expect(until({ kind: 'broken', invariant: 'x' })).toMatchObject({ until: { invariant: 'x' } });
  });

  it('a time in seconds', () => {
    expect(until({ kind: 'time', seconds: ' 2,5 ' })).toEqual({
      until: { kind: 'time', us: 2_500_000 },
      words: '2.500 s',
    });
    for (const seconds of ['', 'soon', '-1'])
      expect(until({ kind: 'time', seconds })).toBe('Give a time in seconds.');
  });

  it('a mode of a machine', () => {
    expect(until({ kind: 'mode' })).toBe('Choose a node and one of its modes.');
    expect(until({ kind: 'mode', mode: modeKey('back/breaker', 'open') })).toEqual({
      until: { kind: 'mode', node: 's1', machine: 'back/breaker', mode: 'open' },
      words: 's1 is open',
    });
  });

  it('a value on a chart, as it is shown there', () => {
    expect(lines.map(({ title }) => title)).toEqual(['Response time: p99', 'Share: s1', 'Share: s2']);
    expect(until({ kind: 'metric', value: '' })).toBe('Give a value.');
    expect(until({ kind: 'metric', value: '250' })).toMatchObject({
      until: { line: 'p99', above: true, value: 250 },
      words: 'Response time: p99 above 250 ms',
    });
    expect(until({ kind: 'metric', line: 'share/s2', value: '30', above: false })).toMatchObject({
      until: { line: 's2', above: false, value: 0.3, chart: { series: [{ stat: 'share' }] } },
      words: 'Share: s2 below 30 %',
    });
    expect(untilOf({ ...answers, kind: 'metric' }, [])).toBe('This lab has no charts.');
  });
});
