import { describe, expect, it } from 'vitest';
import { createHistogram, meanOf, quantile } from '../kernel/histogram';
import { countBetween, histogramBetween } from '../kernel/readings';
import { US_PER_S } from '../kernel/time';
import type { ChartSeries } from '../scenario/types';
import { chartData, type ChartLine } from './charts';
import { placeOf, totalCount } from './metrics-of';
import { balancing, openSession } from './testing/sessions';

const session = openSession(balancing, { recorded: false });
session.advance(75.25 * US_PER_S);
const { model, playheadUs } = session;
const { metrics } = session.sim.world;

function linesOf(series: Partial<ChartSeries>, fromUs = 0, toUs = playheadUs, maxPoints = 1e9): ChartLine[] {
  const spec = {
    id: 'c',
    title: '',
    unit: '',
    help: '',
    series: [{ label: 'line', metric: '', stat: 'count' as const, ...series }],
  };
  return chartData(model, metrics, spec, fromUs, toUs, maxPoints).lines;
}

const times = ({ points }: ChartLine): number[] => [...points].filter((_, i) => i % 2 === 0);
const values = ({ points }: ChartLine): number[] => [...points].filter((_, i) => i % 2 === 1);
const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
const total = (metric: string): number => totalCount(model, metrics, metric, playheadUs);

describe('lines from windows', () => {
  it.each([1e9, 300, 60, 7])('counts add up to the total, however few points (%f)', (maxPoints) => {
    const [line] = linesOf({ metric: 'requests.arrived' }, 0, playheadUs, maxPoints);
    expect(sum(values(line))).toBe(total('requests.arrived'));
    expect(values(line).length).toBeLessThanOrEqual(maxPoints + 2);
    expect(times(line)).toEqual([...times(line)].sort((a, b) => a - b));
    expect(times(line).at(-1)).toBe(75.25);
    expect([line.label, line.samples]).toEqual(['line', -1]);
  });

  it('several metrics are added up, and derived ones are what they are made of', () => {
    const added = values(linesOf({ metric: ['requests.completed', 'requests.failed'] })[0]);
    expect(sum(added)).toBe(total('requests.completed') + total('requests.failed'));
    const good = values(linesOf({ metric: 'goodputPerSec' })[0]);
    expect(sum(good)).toBe(total('requests.completed') - total('requests.degraded'));
  });

  it('a rate times its stretch is the count', () => {
    for (const maxPoints of [1e9, 50]) {
      const [line] = linesOf({ metric: 'requests.completed', stat: 'rate' }, 0, playheadUs, maxPoints);
      const at = times(line);
      const counts = values(line).map((rate, i) => rate * (at[i] - (i === 0 ? 0 : at[i - 1])));
      expect(sum(counts)).toBeCloseTo(total('requests.completed'), 6);
    }
  });

  it('a stretch of the past shows what was counted there', () => {
    const [line] = linesOf({ metric: 'requests.arrived' }, 60 * US_PER_S, 70 * US_PER_S);
    const { index } = placeOf(model, 'requests.arrived');
    expect(sum(values(line))).toBe(countBetween(metrics, index, 60 * US_PER_S, 70 * US_PER_S, playheadUs));
    expect([times(line)[0], times(line).at(-1)]).toEqual([60.1, 70]);
  });

  it('the mean of gauges weighs by time, and adds several up', () => {
    const [busy, both] = [['s1.busyWorkers'], ['s1.busyWorkers', 's1.queueLength']].map(
      (metric) => linesOf({ metric, stat: 'mean' }, 0, playheadUs, 1)[0],
    );
    const areaOf = (name: string): number => {
      const { index } = placeOf(model, name);
      const closed = sum(metrics.fast.map(({ gauges, fromUs, toUs }) => gauges[index] * (toUs - fromUs)));
      return (
        closed +
        metrics.gaugeIntegrals[index] +
        metrics.gauges[index] * (playheadUs - metrics.gaugeSinceUs[index])
      );
    };
    const area = (line: ChartLine): number => {
      const at = times(line);
      return sum(values(line).map((value, i) => value * (at[i] - (i === 0 ? 0 : at[i - 1])))) * US_PER_S;
    };
    expect(area(busy)).toBeCloseTo(areaOf('s1.busyWorkers'), 0);
    expect(area(both)).toBeCloseTo(areaOf('s1.busyWorkers') + areaOf('s1.queueLength'), 0);
  });

  it('one line for each member of a group; their shares are one', () => {
    const lines = linesOf(
      { label: '', metric: 'requests.arrived', of: 'servers', stat: 'share' },
      0,
      playheadUs,
      20,
    );
    expect(lines.map(({ label }) => label)).toEqual(
      Array.from({ length: 10 }, (_, i) => `s${String(i + 1)}`),
    );
    for (let i = 0; i < values(lines[0]).length; i++)
      expect(sum(lines.map((line) => values(line)[i]))).toBeCloseTo(1, 9);
    expect(linesOf({ label: 'arrived', metric: 'requests.arrived', of: 'servers' })[2].label).toBe(
      's3 arrived',
    );
  });

  it('a ratio is one count over another, and nothing where there is nothing', () => {
    const ratio = { metric: 'requests.completed', over: 'requests.arrived', stat: 'ratio' } as const;
    const [ratios, completed, arrived] = [
      ratio,
      { metric: 'requests.completed' },
      { metric: 'requests.arrived' },
    ].map((series) => values(linesOf(series, 0, playheadUs, 50)[0]));
    expect(ratios).toEqual(completed.map((count, i) => (arrived[i] > 0 ? count / arrived[i] : NaN)));
    const absent = linesOf({ ...ratio, of: 'servers' })[9];
    expect(values(absent).every(Number.isNaN)).toBe(true);
  });

  it('points stay where they are while a line grows', () => {
    const cut = (toUs: number): number[] =>
      times(linesOf({ metric: 'requests.arrived' }, 40 * US_PER_S, toUs, 50)[0]);
    const shorter = cut(60 * US_PER_S).slice(0, -1);
    const longer = cut(60.4 * US_PER_S);
    for (const at of shorter.slice(0, 20)) expect(longer).toContain(at);
  });

  it('an unknown metric is an error that names it', () => {
    expect(() => linesOf({ metric: 'happiness' })).toThrow('There is no metric called happiness.');
  });
});

describe('lines from histograms', () => {
  it.each([
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const)('%s is read over the trailing five seconds', (stat, q) => {
    const [line] = linesOf({ metric: 'responseTimeMs', stat }, 60 * US_PER_S);
    const { index } = placeOf(model, 'responseTimeMs');
    for (const [i, at] of times(line).entries()) {
      const us = at * US_PER_S;
      const last = i === times(line).length - 1;
      const all = histogramBetween(metrics, index, Math.floor(us) - 5 * US_PER_S, last ? us : us - 1);
      expect(values(line)[i]).toBe(quantile(all, q));
      if (last) expect(line.samples).toBe(all.count);
    }
    expect(times(line).slice(0, 3)).toEqual([61, 62, 63]);
    expect(times(line).at(-1)).toBe(75.25);
  });

  it('a mean of samples is theirs, not that of some gauge', () => {
    const [line] = linesOf({ metric: 's1.responseTimeMs', stat: 'mean' }, 70 * US_PER_S, 75 * US_PER_S);
    const { index } = placeOf(model, 's1.responseTimeMs');
    const all = histogramBetween(metrics, index, 70 * US_PER_S, 75 * US_PER_S - 1);
    expect([values(line).at(-1), line.samples]).toEqual([meanOf(all), all.count]);
    expect(all.count).toBeGreaterThan(10);
  });

  it('show nothing where nothing was measured', () => {
    const [line] = linesOf({ metric: 's10.responseTimeMs', stat: 'p99' });
    expect(values(line).every(Number.isNaN)).toBe(true);
    expect([line.samples, quantile(createHistogram(), 0.5)]).toEqual([0, NaN]);
  });
});
