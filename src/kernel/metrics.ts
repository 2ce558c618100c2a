/**
 * Metrics of a run: counters and gauges in windows of 100 ms, histograms in windows of one second of simulated
 * time. Past 600 windows the older half is merged pairwise, so that the last half minute keeps its full resolution
 * and memory stays bounded. What is here is state: it is part of every checkpoint, and closed windows are shared.
 */
import { STATUSES, type Status, STATUS_INDEX } from './message';
import type { MetricSpec } from './contract';
import {
  addClosed,
  closeHistogram,
  copyHistogram,
  createHistogram,
  record,
  resetHistogram,
  type ClosedHistogram,
  type Histogram,
} from './histogram';

export const FAST_WINDOW_US = 100_000;
export const SLOW_WINDOW_US = 1_000_000;
export const WINDOWS_KEPT = 600;

/** Counters and gauges over one stretch of time. Gauges are time-weighted means. */
export interface FastWindow {
  readonly $shared: true;
  readonly fromUs: number;
  readonly toUs: number;
  readonly counters: Float64Array;
  readonly gauges: Float64Array;
}

/** Histograms over one stretch of time. */
export interface SlowWindow {
  readonly $shared: true;
  readonly fromUs: number;
  readonly toUs: number;
  readonly histograms: readonly ClosedHistogram[];
}

/** Where a metric's numbers lie. */
export interface MetricPlace {
  name: string;
  type: MetricSpec['type'];
  index: number;
  spec: MetricSpec;
}

/** All metrics of a model, found by name. Fixed when the model is made; not state. */
export interface MetricCatalog {
  places: Map<string, MetricPlace>;
  counters: number;
  gauges: number;
  histograms: number;
}

/** An empty catalogue. */
export function createCatalog(): MetricCatalog {
  return { places: new Map(), counters: 0, gauges: 0, histograms: 0 };
}

/** Registers a metric, or finds the one of that name. @returns its index among those of its type */
export function registerMetric(catalog: MetricCatalog, name: string, spec: MetricSpec): number {
  const known = catalog.places.get(name);
  if (known) return known.index;
  const field = spec.type === 'counter' ? 'counters' : spec.type === 'gauge' ? 'gauges' : 'histograms';
  const index = catalog[field]++;
  catalog.places.set(name, { name, type: spec.type, index, spec });
  return index;
}

/** What each request counter means. */
const REQUEST_HELP: Record<Status | 'arrived', string> = {
  arrived: 'requests that arrived',
  completed: 'requests answered well, by the service or a fallback',
  degraded: 'requests answered by a fallback; they count as completed too',
  failed: 'requests answered with an error',
  rejected: 'requests refused at the door',
  timedOut: 'requests given up for lack of an answer in time',
  cancelled: 'requests called back by the one who made them',
  dropped: 'requests thrown away without an answer',
  lost: 'requests that died with their node',
};

/** Counters `<prefix>requests.arrived` and one for each status, in the order of `STATUSES`. @returns the first index */
export function registerRequests(catalog: MetricCatalog, prefix: string): number {
  const better = (status: Status | 'arrived'): MetricSpec['better'] =>
    status === 'arrived' ? 'neither' : status === 'completed' ? 'more' : 'less';
  const add = (name: Status | 'arrived'): number =>
    registerMetric(catalog, `${prefix}requests.${name}`, {
      type: 'counter',
      unit: 'requests',
      help: REQUEST_HELP[name],
      better: better(name),
    });
  const first = add('arrived');
  for (const status of STATUSES) add(status);
  return first;
}

/** Offset of a status behind the index that `registerRequests` gave; `arrived` is at 0. */
export function requestOffset(status: Status): number {
  return 1 + STATUS_INDEX[status];
}

/** The numbers of a run so far. Plain data. */
export interface Metrics {
  fromUs: number;
  /** End of the open fast window; a multiple of the slow window closes that as well. */
  closesAtUs: number;
  slowFromUs: number;
  warmUpUs: number;
  counters: Float64Array;
  /** Sums of counters over the closed windows since the warm-up. */
  counterTotals: Float64Array;
  gauges: Float64Array;
  gaugeSinceUs: Float64Array;
  gaugeIntegrals: Float64Array;
  gaugeTotals: Float64Array;
  histograms: Histogram[];
  histogramTotals: Histogram[];
  fast: FastWindow[];
  slow: SlowWindow[];
}

/** Fresh metrics for a catalogue. `warmUpUs` is a multiple of the slow window; totals leave out what is before. */
export function createMetrics(catalog: MetricCatalog, warmUpUs: number): Metrics {
  const histograms = (): Histogram[] => Array.from({ length: catalog.histograms }, createHistogram);
  return {
    fromUs: 0,
    closesAtUs: FAST_WINDOW_US,
    slowFromUs: 0,
    warmUpUs: Math.ceil(warmUpUs / SLOW_WINDOW_US) * SLOW_WINDOW_US,
    counters: new Float64Array(catalog.counters),
    counterTotals: new Float64Array(catalog.counters),
    gauges: new Float64Array(catalog.gauges),
    gaugeSinceUs: new Float64Array(catalog.gauges),
    gaugeIntegrals: new Float64Array(catalog.gauges),
    gaugeTotals: new Float64Array(catalog.gauges),
    histograms: histograms(),
    histogramTotals: histograms(),
    fast: [],
    slow: [],
  };
}

/** A copy for a checkpoint, with its fields in the order of `createMetrics`. Closed windows are shared. */
export function copyMetrics(m: Metrics): Metrics {
  return {
    fromUs: m.fromUs,
    closesAtUs: m.closesAtUs,
    slowFromUs: m.slowFromUs,
    warmUpUs: m.warmUpUs,
    counters: m.counters.slice(),
    counterTotals: m.counterTotals.slice(),
    gauges: m.gauges.slice(),
    gaugeSinceUs: m.gaugeSinceUs.slice(),
    gaugeIntegrals: m.gaugeIntegrals.slice(),
    gaugeTotals: m.gaugeTotals.slice(),
    histograms: m.histograms.map(copyHistogram),
    histogramTotals: m.histogramTotals.map(copyHistogram),
    fast: m.fast.slice(),
    slow: m.slow.slice(),
  };
}

/** Sets a gauge from now on. */
export function setGauge(m: Metrics, index: number, value: number, nowUs: number): void {
  if (m.gauges[index] === value) return;
  m.gaugeIntegrals[index] += m.gauges[index] * (nowUs - m.gaugeSinceUs[index]);
  m.gaugeSinceUs[index] = nowUs;
  m.gauges[index] = value;
}

/** Puts a value into a histogram. */
export function observeValue(m: Metrics, index: number, value: number): void {
  record(m.histograms[index], value);
}

/** Closes every window that ends at or before `nowUs`. */
export function closeWindows(m: Metrics, nowUs: number): void {
  while (m.closesAtUs <= nowUs) {
    closeFast(m, m.closesAtUs);
    if (m.closesAtUs % SLOW_WINDOW_US === 0) closeSlow(m, m.closesAtUs);
    m.fromUs = m.closesAtUs;
    m.closesAtUs += FAST_WINDOW_US;
  }
}

function closeFast(m: Metrics, endUs: number): void {
  const width = endUs - m.fromUs;
  const gauges = new Float64Array(m.gauges.length);
  const counted = m.fromUs >= m.warmUpUs;
  for (let i = 0; i < gauges.length; i++) {
    const integral = m.gaugeIntegrals[i] + m.gauges[i] * (endUs - m.gaugeSinceUs[i]);
    gauges[i] = integral / width;
    m.gaugeIntegrals[i] = 0;
    m.gaugeSinceUs[i] = endUs;
    if (counted) m.gaugeTotals[i] += integral;
  }
  if (counted) for (let i = 0; i < m.counters.length; i++) m.counterTotals[i] += m.counters[i];
  m.fast.push({ $shared: true, fromUs: m.fromUs, toUs: endUs, counters: m.counters.slice(), gauges });
  m.counters.fill(0);
  if (m.fast.length > WINDOWS_KEPT) m.fast = mergeOlder(m.fast, mergeFast);
}

function closeSlow(m: Metrics, endUs: number): void {
  const histograms = m.histograms.map(closeHistogram);
  const counted = m.slowFromUs >= m.warmUpUs;
  for (let i = 0; i < histograms.length; i++) {
    if (counted) addClosed(m.histogramTotals[i], histograms[i]);
    if (histograms[i].count > 0) resetHistogram(m.histograms[i]);
  }
  m.slow.push({ $shared: true, fromUs: m.slowFromUs, toUs: endUs, histograms });
  m.slowFromUs = endUs;
  if (m.slow.length > WINDOWS_KEPT) m.slow = mergeOlder(m.slow, mergeSlow);
}

/** Merges neighbours in the older half of a list of windows. */
function mergeOlder<W>(windows: readonly W[], merge: (a: W, b: W) => W): W[] {
  const half = WINDOWS_KEPT / 2;
  const merged: W[] = [];
  for (let i = 0; i < half; i += 2) merged.push(merge(windows[i], windows[i + 1]));
  return merged.concat(windows.slice(half));
}

function mergeFast(a: FastWindow, b: FastWindow): FastWindow {
  const widthA = a.toUs - a.fromUs;
  const widthB = b.toUs - b.fromUs;
  return {
    $shared: true,
    fromUs: a.fromUs,
    toUs: b.toUs,
    counters: combine(a.counters, 1, b.counters, 1),
    gauges: combine(a.gauges, widthA / (widthA + widthB), b.gauges, widthB / (widthA + widthB)),
  };
}

function combine(a: Float64Array, weightA: number, b: Float64Array, weightB: number): Float64Array {
  const sum = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) sum[i] = a[i] * weightA + b[i] * weightB;
  return sum;
}

function mergeSlow(a: SlowWindow, b: SlowWindow): SlowWindow {
  const histograms = a.histograms.map((first, i) => {
    const both = createHistogram();
    addClosed(both, first);
    addClosed(both, b.histograms[i]);
    return closeHistogram(both);
  });
  return { $shared: true, fromUs: a.fromUs, toUs: b.toUs, histograms };
}
