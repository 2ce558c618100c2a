import { describe, expect, it } from 'vitest';
import type { ChartData } from '../../protocol/messages';
import type { ChartSpec } from '../../scenario/types';
import { latestOf, looksOf, shotOf, valueAt, type ShotSource } from './shot';

const S = 1_000_000;
const NODES = [
  { id: 'lb', group: 'lb' },
  ...Array.from({ length: 10 }, (_, i) => ({ id: `s${String(i + 1)}`, group: 'servers' })),
];
const TIMES: ChartSpec = {
  id: 'times',
  title: 'Response time',
  unit: 'ms',
  help: '',
  scale: 'log',
  series: [
    { label: 'p50', metric: 'responseTimeMs', stat: 'p50', colour: 'calm' },
    { label: 'p99', metric: 'responseTimeMs', stat: 'p99', colour: 'bad' },
  ],
};
const SHARES: ChartSpec = {
  id: 'share',
  title: 'Share',
  unit: '',
  help: '',
  top: 0.5,
  series: [{ label: '', metric: 'requests.arrived', of: 'servers', stat: 'share' }],
};

function dataOf(id: string, lines: Record<string, number[]>, samples = -1): ChartData {
  return {
    id,
    lines: Object.entries(lines).map(([label, points]) => ({
      label,
      colour: '',
      points: Float64Array.from(points),
      samples,
    })),
  };
}

function shot(spec: ChartSpec, data: ChartData, more: Partial<ShotSource> = {}) {
  return shotOf({
    spec,
    nodes: NODES,
    absent: new Set(),
    hidden: [],
    range: { fromUs: 0, toUs: 20 * S },
    headUs: 20 * S,
    data,
    beside: null,
    spreads: [],
    before: undefined,
    ...more,
  });
}

describe('looks of lines', () => {
  it('take their colours from the tokens, and the highest percentile is strong and solid', () => {
    expect(looksOf(TIMES, NODES)).toMatchObject([
      { label: 'p50', token: '--acc', strong: false, dash: '7 3' },
      { label: 'p99', token: '--bad', strong: true, dash: '' },
    ]);
  });

  it('give a node the same colour and dashes in every chart, no two the same', () => {
    const inFlight: ChartSpec = {
      ...SHARES,
      id: 'in-flight',
      series: [{ label: 'waiting', metric: 'queueLength', of: 'servers', stat: 'mean' }],
    };
    const share = looksOf(SHARES, NODES);
    const other = looksOf(inFlight, NODES);
    expect(share.map(({ label }) => label).slice(0, 2)).toEqual(['s1', 's2']);
    expect(other.map(({ label }) => label).slice(0, 2)).toEqual(['s1 waiting', 's2 waiting']);
    expect(share.map(({ token }) => token)).toEqual(other.map(({ token }) => token));
    expect(share[8]?.token).toBe('--r1');
    expect(new Set(share.map(({ token, dash }) => token + dash)).size).toBe(10);
    expect(new Set(share.slice(0, 8).map(({ dash }) => dash)).size).toBe(8);
  });
});

describe('a shot', () => {
  it('shows shares as percentages', () => {
    const { lines, unit, scale } = shot(SHARES, dataOf('share', { s1: [0.5, 0.25, 1, 0.2] }));
    expect(unit).toBe('%');
    expect(lines[0]?.points).toEqual([
      { t: 0.5, v: 25 },
      { t: 1, v: 20 },
    ]);
    expect(scale.high).toBe(50);
  });

  it('ends lines where there is nothing, and where a logarithm has none', () => {
    const { lines } = shot(TIMES, dataOf('times', { p50: [1, 5, 2, NaN, 3, 0, 4, 8] }, 50));
    expect(lines[0]?.points.map(({ v }) => v)).toEqual([5, null, null, 8]);
    expect(lines[0]?.samples).toBe(50);
  });

  it('leaves out a last point whose stretch is not over, but not of percentiles', () => {
    const early = [0.5, 0.25, 1, 0.25, 1.02, 1];
    expect(shot(SHARES, dataOf('share', { s1: early })).lines[0]?.points).toHaveLength(2);
    expect(shot(TIMES, dataOf('times', { p50: early }, 100)).lines[0]?.points).toHaveLength(3);
  });

  it('leaves out nodes that are not there, unless they were', () => {
    const data = dataOf('share', { s1: [0.5, 1, 1, 1], s2: [0.5, 0.5, 1, 0], s3: [0.5, 0, 1, 0] });
    const { lines } = shot(SHARES, data, { absent: new Set(['s2', 's3']) });
    expect(lines.map(({ label }) => label)).toEqual(['s1', 's2']);
  });

  it('draws the run beside dashed, in the same colours, and the own one solid', () => {
    const data = dataOf('times', { p50: [1, 5, 2, 5], p99: [1, 9, 2, 9] }, 200);
    const { lines } = shot(TIMES, data, { beside: { title: 'round robin', data } });
    expect(lines.map(({ title, token, beside }) => ({ title, token, beside }))).toEqual([
      { title: 'p50', token: '--acc', beside: false },
      { title: 'p99', token: '--bad', beside: false },
      { title: 'p50 round robin', token: '--acc', beside: true },
      { title: 'p99 round robin', token: '--bad', beside: true },
    ]);
    expect(lines.map(({ dash }) => dash !== '')).toEqual([false, false, true, true]);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(4);
  });

  it('has an axis for the lines that are not hidden', () => {
    const data = dataOf('times', { p50: [1, 600, 2, 700], p99: [1, 9000, 2, 9000] }, 200);
    expect(shot(TIMES, data).scale.high).toBe(10_000);
    expect(shot(TIMES, data, { hidden: ['times/p99'] }).scale.high).toBeLessThan(5000);
  });
});

describe('reading a line', () => {
  const { lines } = shot(TIMES, dataOf('times', { p50: [1, 5, 2, 6, 3, NaN, 4, 8] }, 200));
  const p50 = lines[0];

  it('takes the nearest point', () => {
    expect(valueAt(p50, 1.4)).toBe(5);
    expect(valueAt(p50, 1.6)).toBe(6);
    expect(valueAt(p50, 3.1)).toBeNull();
  });

  it('has nothing far beyond the ends', () => {
    expect(valueAt(p50, 5)).toBe(8);
    expect(valueAt(p50, 6)).toBeNull();
    expect(valueAt({ ...p50, points: [] }, 1)).toBeNull();
  });

  it('has its latest value at the end of what is shown', () => {
    expect(latestOf(p50, { fromUs: 0, toUs: 20 * S })).toBe(8);
    expect(latestOf(p50, { fromUs: 0, toUs: 2.5 * S })).toBe(6);
    expect(latestOf(p50, { fromUs: 0, toUs: 3 * S })).toBeNull();
  });
});
