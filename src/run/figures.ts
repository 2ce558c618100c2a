/** The figures of a run worth comparing with those of other runs: one for each line of the charts of its lab. */
import type { ChartSeries, ChartSpec } from '../scenario/types';
import type { RunSummary } from './view';

/** One number of a run, over all of it but the warm-up. */
export interface Figure {
  /** Title of the chart it belongs to. */
  chart: string;
  unit: string;
  label: string;
  series: ChartSeries;
}

/** The figures of some charts. Lines of single members are left out: what they say depends on who is there. */
export function figuresOf(charts: readonly ChartSpec[]): Figure[] {
  return charts.flatMap(({ title, unit, series }) =>
    series
      .filter(({ of }) => of === undefined)
      .map((one) => ({ chart: title, unit, label: one.label, series: one })),
  );
}

/** A figure of a run; NaN where there was nothing to measure. */
export function figureOf({ series }: Figure, { metrics }: Pick<RunSummary, 'metrics'>): number {
  const { stat, over = '' } = series;
  const names = typeof series.metric === 'string' ? [series.metric] : series.metric;
  const sum = (of: readonly string[], field: string, otherwise: number): number =>
    of.reduce((total, name) => total + fieldOf(metrics, name, field, otherwise), 0);
  if (stat === 'ratio') {
    const all = sum([over], 'count', 0);
    return all > 0 ? sum(names, 'count', 0) / all : NaN;
  }
  // A counter that never counted is not in the summary, nor is a histogram without samples: one was 0, one unknown.
  const counts = stat === 'rate' || stat === 'count';
  return sum(names, stat, counts ? 0 : NaN);
}

function fieldOf(metrics: RunSummary['metrics'], name: string, field: string, otherwise: number): number {
  if (!Object.hasOwn(metrics, name)) return otherwise;
  const values: Readonly<Record<string, number>> = { ...metrics[name] };
  return Object.hasOwn(values, field) ? values[field] : otherwise;
}
