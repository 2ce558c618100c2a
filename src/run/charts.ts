/** The lines of a chart, read from the metrics of a run. */
import {
  addClosed,
  closeHistogram,
  createHistogram,
  meanOf,
  quantile,
  type ClosedHistogram,
} from '../kernel/histogram';
import type { FastWindow, MetricPlace, Metrics } from '../kernel/metrics';
import type { Model } from '../kernel/model';
import { firstWindowAfter, windowsBetween } from '../kernel/readings';
import { US_PER_S } from '../kernel/time';
import type { ChartSeries, ChartSpec } from '../scenario/types';
import { DERIVED, placeOf } from './metrics-of';

/** Trailing stretch that percentiles and means of samples are read over. */
export const TRAILING_US = 5 * US_PER_S;

/** One line: points of time (in seconds) and value; NaN where there is nothing to show. */
export interface ChartLine {
  label: string;
  colour: string;
  points: Float64Array;
  /** Samples behind the last point, for lines read from a histogram; −1 for other lines. */
  samples: number;
}

export interface ChartData {
  id: string;
  lines: ChartLine[];
}

/** Everything a chart shows between two times, thinned to about `maxPoints` a line. */
export function chartData(
  model: Model,
  metrics: Metrics,
  spec: ChartSpec,
  fromUs: number,
  toUs: number,
  maxPoints: number,
): ChartData {
  const lines = spec.series.flatMap((series) => {
    const names = metricNames(model, series);
    return names.map(({ label, metrics: parts, id }) => {
      const colour = series.colour ?? '';
      if (placeOfFirst(model, parts)?.type === 'histogram')
        return sampleLine(model, metrics, label, colour, parts[0], series, fromUs, toUs);
      return windowLine(model, metrics, { label, colour, parts, id, series }, fromUs, toUs, maxPoints);
    });
  });
  return { id: spec.id, lines };
}

/** Where the first of some metrics lies; derived ones lie nowhere. */
function placeOfFirst(model: Model, parts: readonly string[]): MetricPlace | undefined {
  return model.catalog.places.get(parts[0]);
}

interface Line {
  label: string;
  colour: string;
  parts: readonly string[];
  id: string;
  series: ChartSeries;
}

/** One line a member for series of a group, else one line. */
function metricNames(model: Model, series: ChartSeries): { label: string; metrics: string[]; id: string }[] {
  const parts = typeof series.metric === 'string' ? [series.metric] : [...series.metric];
  if (series.of === undefined) return [{ label: series.label, metrics: parts, id: '' }];
  const members = model.groups.get(series.of) ?? [];
  return members.map((index) => {
    const { id } = model.nodes[index];
    return {
      label: series.label === '' ? id : `${id} ${series.label}`,
      metrics: parts.map((part) => `${id}.${part}`),
      id,
    };
  });
}

/** Indices of counters to add and to take away. */
function countersOf(model: Model, names: readonly string[]): { plus: number[]; minus: number[] } {
  const plus: number[] = [];
  const minus: number[] = [];
  for (const name of names) {
    if (Object.hasOwn(DERIVED, name)) {
      plus.push(...DERIVED[name].plus.map((part) => placeOf(model, part).index));
      minus.push(...DERIVED[name].minus.map((part) => placeOf(model, part).index));
    } else plus.push(placeOf(model, name).index);
  }
  return { plus, minus };
}

function windowLine(
  model: Model,
  metrics: Metrics,
  line: Line,
  fromUs: number,
  toUs: number,
  maxPoints: number,
): ChartLine {
  const windows = windowsBetween(metrics, fromUs, toUs, toUs);
  const value = valueOf(model, line);
  const stride = Math.max(1, Math.ceil(windows.length / maxPoints));
  const points: number[] = [];
  // Groups start at fixed places in the run, so that a line does not tremble as it grows.
  let group: FastWindow[] = [];
  for (const window of windows) {
    group.push(window);
    const index = Math.round(window.toUs / (window.toUs - window.fromUs));
    if (index % stride === 0 || window === windows[windows.length - 1]) {
      points.push(window.toUs / US_PER_S, value(group));
      group = [];
    }
  }
  return { label: line.label, colour: line.colour, points: Float64Array.from(points), samples: -1 };
}

/** How the windows of one point become its value. */
function valueOf(model: Model, line: Line): (windows: readonly FastWindow[]) => number {
  const { series, parts } = line;
  if (series.stat === 'mean') {
    const indices = parts.map((part) => placeOf(model, part).index);
    const level = (window: FastWindow): number =>
      indices.reduce((sum, index) => sum + window.gauges[index], 0);
    return (windows) =>
      windows.reduce((sum, window) => sum + level(window) * (window.toUs - window.fromUs), 0) /
      spanOf(windows);
  }
  const own = countersOf(model, parts);
  const count = (windows: readonly FastWindow[], of: typeof own): number =>
    windows.reduce((sum, { counters }) => {
      const added = of.plus.reduce((total, index) => total + counters[index], 0);
      return sum + added - of.minus.reduce((total, index) => total + counters[index], 0);
    }, 0);
  if (series.stat === 'count') return (windows) => count(windows, own);
  if (series.stat === 'rate') return (windows) => (count(windows, own) * US_PER_S) / spanOf(windows);
  const base =
    series.stat === 'share'
      ? countersOf(model, shareBase(model, series))
      : countersOf(model, [line.id === '' ? (series.over ?? '') : `${line.id}.${series.over ?? ''}`]);
  return (windows) => {
    const all = count(windows, base);
    return all > 0 ? count(windows, own) / all : NaN;
  };
}

function spanOf(windows: readonly FastWindow[]): number {
  return windows[windows.length - 1].toUs - windows[0].fromUs;
}

/** The same metric of all members of the series' group. */
function shareBase(model: Model, series: ChartSeries): string[] {
  const members = model.groups.get(series.of ?? '') ?? [];
  const parts = typeof series.metric === 'string' ? [series.metric] : series.metric;
  return members.flatMap((index) => parts.map((part) => `${model.nodes[index].id}.${part}`));
}

const QUANTILES: Partial<Record<ChartSeries['stat'], number>> = { p50: 0.5, p95: 0.95, p99: 0.99 };

/** A percentile, or the mean, over a trailing window: one point a second of simulated time and one for now. */
function sampleLine(
  model: Model,
  m: Metrics,
  label: string,
  colour: string,
  metric: string,
  series: ChartSeries,
  fromUs: number,
  toUs: number,
): ChartLine {
  const { index } = placeOf(model, metric);
  const q = QUANTILES[series.stat];
  const points: number[] = [];
  let samples = 0;
  const at = (us: number, upTo: number, open: ClosedHistogram | null): void => {
    const all = createHistogram();
    for (let i = firstWindowAfter(m.slow, us - TRAILING_US); i < upTo; i++)
      addClosed(all, m.slow[i].histograms[index]);
    if (open) addClosed(all, open);
    points.push(us / US_PER_S, q === undefined ? meanOf(all) : quantile(all, q));
    samples = all.count;
  };
  for (let i = firstWindowAfter(m.slow, fromUs); i < m.slow.length && m.slow[i].toUs <= toUs; i++) {
    at(m.slow[i].toUs, i + 1, null);
  }
  if (toUs > m.slowFromUs) at(toUs, m.slow.length, closeHistogram(m.histograms[index]));
  return { label, colour, points: Float64Array.from(points), samples };
}
