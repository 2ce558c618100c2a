/** Metrics by name, with those that are derived from others: throughput, goodput, hit ratio. */
import type { MetricSpec } from '../kernel/contract';
import { createHistogram, meanOf as meanOfSamples, type Histogram } from '../kernel/histogram';
import type { Metrics, MetricPlace } from '../kernel/metrics';
import type { Model } from '../kernel/model';
import { countBetween, gaugeMean, histogramBetween, totalsOf } from '../kernel/readings';
import { US_PER_S } from '../kernel/time';

/** What another metric is made of. */
interface Derived {
  plus: readonly string[];
  minus: readonly string[];
  over?: string;
  spec: MetricSpec;
}

/** Metrics of every run that are computed from counters. */
export const DERIVED: Readonly<Record<string, Derived>> = {
  throughputPerSec: {
    plus: ['requests.completed'],
    minus: [],
    spec: { type: 'counter', unit: '/s', help: 'good answers a second', better: 'more' },
  },
  goodputPerSec: {
    plus: ['requests.completed'],
    minus: ['requests.degraded'],
    spec: {
      type: 'counter',
      unit: '/s',
      help: 'full answers in time a second, fallbacks left out',
      better: 'more',
    },
  },
  errorsPerSec: {
    plus: ['requests.failed', 'requests.rejected', 'requests.timedOut', 'requests.dropped'],
    minus: [],
    spec: { type: 'counter', unit: '/s', help: 'requests a second without a good answer', better: 'less' },
  },
};

/** The place of a metric. @throws Error when the model has none of that name: a lab or kind is wrong */
export function placeOf(model: Model, name: string): MetricPlace {
  const place = model.catalog.places.get(name);
  if (!place) throw new Error(`There is no metric called ${name}.`);
  return place;
}

/** Whether a run of the model has a metric of that name. */
export function hasMetric(model: Model, name: string): boolean {
  return model.catalog.places.has(name) || Object.hasOwn(DERIVED, name);
}

/** What a counter, or a derived one, counted between two times. */
export function countOf(
  model: Model,
  m: Metrics,
  name: string,
  fromUs: number,
  toUs: number,
  nowUs: number,
): number {
  const sum = (names: readonly string[]): number =>
    names.reduce((total, one) => total + countBetween(m, placeOf(model, one).index, fromUs, toUs, nowUs), 0);
  if (!Object.hasOwn(DERIVED, name)) return sum([name]);
  return sum(DERIVED[name].plus) - sum(DERIVED[name].minus);
}

/** A counter a second, between two times. */
export function rateOf(
  model: Model,
  m: Metrics,
  name: string,
  fromUs: number,
  toUs: number,
  nowUs: number,
): number {
  const spanUs = Math.min(toUs, nowUs) - fromUs;
  return spanUs > 0 ? (countOf(model, m, name, fromUs, toUs, nowUs) * US_PER_S) / spanUs : NaN;
}

/** Mean of a gauge (over time) or histogram (over samples) between two times. */
export function meanOf(
  model: Model,
  m: Metrics,
  name: string,
  fromUs: number,
  toUs: number,
  nowUs: number,
): number {
  const place = placeOf(model, name);
  if (place.type === 'gauge') return gaugeMean(m, place.index, fromUs, toUs, nowUs);
  return meanOfSamples(histogramBetween(m, place.index, fromUs, toUs));
}

/** Mean of a gauge (over time) or histogram (over samples) since the warm-up. */
export function totalMean(model: Model, m: Metrics, name: string, nowUs: number): number {
  const place = placeOf(model, name);
  if (place.type === 'gauge') return totalsOf(m, nowUs).mean(place.index);
  return meanOfSamples(totalHistogram(model, m, name, nowUs));
}

/** A histogram of all since the warm-up; empty when the metric is none. */
export function totalHistogram(model: Model, m: Metrics, name: string, nowUs: number): Histogram {
  const place = placeOf(model, name);
  return place.type === 'histogram' ? totalsOf(m, nowUs).histogram(place.index) : createHistogram();
}

/** A histogram between two times; empty when the metric is none. */
export function histogramOf(model: Model, m: Metrics, name: string, fromUs: number, toUs: number): Histogram {
  const place = placeOf(model, name);
  return place.type === 'histogram' ? histogramBetween(m, place.index, fromUs, toUs) : createHistogram();
}

/** Total of a counter, or a derived one, since the warm-up. */
export function totalCount(model: Model, m: Metrics, name: string, nowUs: number): number {
  const totals = totalsOf(m, nowUs);
  const sum = (names: readonly string[]): number =>
    names.reduce((total, one) => total + totals.count(placeOf(model, one).index), 0);
  if (!Object.hasOwn(DERIVED, name)) return sum([name]);
  return sum(DERIVED[name].plus) - sum(DERIVED[name].minus);
}
