import { describe, expect, it } from 'vitest';
import type { ChartSpec } from '../scenario/types';
import { figureOf, figuresOf } from './figures';
import type { MetricSummary } from './view';

const metrics: Record<string, MetricSummary> = {
  hits: { count: 30, rate: 3 },
  lookups: { count: 40, rate: 4 },
  'a.retries': { count: 6, rate: 0.6 },
  'b.retries': { count: 4, rate: 0.4 },
  depth: { mean: 2.5 },
  timeMs: { count: 9, mean: 12, p50: 10, p95: 20, p99: 30, min: 1, max: 31 },
};

const charts: ChartSpec[] = [
  {
    id: 'one',
    title: 'One',
    unit: '/s',
    help: '',
    series: [
      { label: 'hits', metric: 'hits', stat: 'rate' },
      { label: 'retries', metric: ['a.retries', 'b.retries'], stat: 'count' },
      { label: 'some never counted', metric: ['a.retries', 'never'], stat: 'rate' },
      { label: 'share of hits', metric: 'hits', stat: 'ratio', over: 'lookups' },
      { label: 'of nothing', metric: 'hits', stat: 'ratio', over: 'never' },
    ],
  },
  {
    id: 'two',
    title: 'Two',
    unit: 'ms',
    help: '',
    series: [
      { label: '', metric: 'depth', of: 'servers', stat: 'mean' },
      { label: 'depth', metric: 'depth', stat: 'mean' },
      { label: 'p99', metric: 'timeMs', stat: 'p99' },
      { label: 'mean', metric: 'timeMs', stat: 'mean' },
      { label: 'no sample', metric: 'otherMs', stat: 'p50' },
    ],
  },
];

describe('figures of a run', () => {
  it('are the lines of the charts that are not of single members, each read as its chart reads it', () => {
    const figures = figuresOf(charts);
    expect(
      figures.map((figure) => [figure.chart, figure.unit, figure.label, figureOf(figure, { metrics })]),
    ).toEqual([
      ['One', '/s', 'hits', 3],
      ['One', '/s', 'retries', 10],
      ['One', '/s', 'some never counted', 0.6],
      ['One', '/s', 'share of hits', 0.75],
      ['One', '/s', 'of nothing', NaN],
      ['Two', 'ms', 'depth', 2.5],
      ['Two', 'ms', 'p99', 30],
      ['Two', 'ms', 'mean', 12],
      ['Two', 'ms', 'no sample', NaN],
    ]);
  });
});
