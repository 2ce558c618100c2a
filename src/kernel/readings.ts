/** Reading metrics: what a counter, gauge or histogram was over a stretch of time. Nothing here changes a run. */
import { addClosed, closeHistogram, createHistogram, type Histogram } from './histogram';
import type { FastWindow, Metrics } from './metrics';

/** How much of the window from `fromUs` to `toUs` lies in the stretch, on 0 … 1. */
function overlap(fromUs: number, toUs: number, stretchFromUs: number, stretchToUs: number): number {
  if (toUs <= fromUs) return 0;
  const inside = Math.min(toUs, stretchToUs) - Math.max(fromUs, stretchFromUs);
  return inside <= 0 ? 0 : inside / (toUs - fromUs);
}

/** Index of the first window that ends after `us`. */
export function firstWindowAfter(windows: readonly { toUs: number }[], us: number): number {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (windows[middle].toUs <= us) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * What a counter counted between two times. Windows that lie only partly inside count by their share.
 * @param nowUs how far the run has come: the end of the open window
 */
export function countBetween(m: Metrics, index: number, fromUs: number, toUs: number, nowUs: number): number {
  let sum = m.counters[index] * overlap(m.fromUs, Math.max(nowUs, m.fromUs + 1), fromUs, toUs);
  for (let i = firstWindowAfter(m.fast, fromUs); i < m.fast.length && m.fast[i].fromUs < toUs; i++) {
    const window = m.fast[i];
    sum += window.counters[index] * overlap(window.fromUs, window.toUs, fromUs, toUs);
  }
  return sum;
}

/** Time-weighted mean of a gauge between two times; NaN for an empty stretch. */
export function gaugeMean(m: Metrics, index: number, fromUs: number, toUs: number, nowUs: number): number {
  const openUs = Math.max(0, nowUs - m.fromUs);
  const openIntegral = m.gaugeIntegrals[index] + m.gauges[index] * Math.max(0, nowUs - m.gaugeSinceUs[index]);
  const openShare = overlap(m.fromUs, nowUs, fromUs, toUs);
  let integral = openIntegral * openShare;
  let width = openUs * openShare;
  for (let i = firstWindowAfter(m.fast, fromUs); i < m.fast.length && m.fast[i].fromUs < toUs; i++) {
    const window = m.fast[i];
    const inside = (window.toUs - window.fromUs) * overlap(window.fromUs, window.toUs, fromUs, toUs);
    integral += window.gauges[index] * inside;
    width += inside;
  }
  return width > 0 ? integral / width : NaN;
}

/** A histogram of all that came between two times, in whole windows: those that overlap the stretch at all. */
export function histogramBetween(m: Metrics, index: number, fromUs: number, toUs: number): Histogram {
  const all = createHistogram();
  for (let i = firstWindowAfter(m.slow, fromUs); i < m.slow.length && m.slow[i].fromUs < toUs; i++) {
    addClosed(all, m.slow[i].histograms[index]);
  }
  if (m.slowFromUs < toUs) addClosed(all, closeHistogram(m.histograms[index]));
  return all;
}

/** Totals since the warm-up. */
export interface Totals {
  /** Length of the stretch they cover. */
  spanUs: number;
  count: (index: number) => number;
  mean: (index: number) => number;
  histogram: (index: number) => Histogram;
}

/** Totals since the warm-up, as of `nowUs`. */
export function totalsOf(m: Metrics, nowUs: number): Totals {
  const open = m.fromUs >= m.warmUpUs;
  const spanUs = Math.max(0, nowUs - m.warmUpUs);
  return {
    spanUs,
    count: (index) => m.counterTotals[index] + (open ? m.counters[index] : 0),
    mean: (index) => {
      // A window that was open at the end of the warm-up and still is has seen no event since: the gauge stood still.
      const integral = open
        ? m.gaugeTotals[index] + m.gaugeIntegrals[index] + m.gauges[index] * (nowUs - m.gaugeSinceUs[index])
        : m.gauges[index] * spanUs;
      return spanUs > 0 ? integral / spanUs : NaN;
    },
    histogram: (index) => {
      const all = createHistogram();
      addClosed(all, closeHistogram(m.histogramTotals[index]));
      if (m.slowFromUs >= m.warmUpUs) addClosed(all, closeHistogram(m.histograms[index]));
      return all;
    },
  };
}

/** Time of the end of the last window in which a counter counted anything, or −1. */
export function lastCountUs(m: Metrics, index: number, nowUs: number): number {
  if (m.counters[index] > 0) return nowUs;
  for (let i = m.fast.length - 1; i >= 0; i--) if (m.fast[i].counters[index] > 0) return m.fast[i].toUs;
  return -1;
}

/** The closed windows between two times and, when they reach it, the open one in closed form. */
export function windowsBetween(m: Metrics, fromUs: number, toUs: number, nowUs: number): FastWindow[] {
  const windows: FastWindow[] = [];
  for (let i = firstWindowAfter(m.fast, fromUs); i < m.fast.length && m.fast[i].fromUs < toUs; i++) {
    windows.push(m.fast[i]);
  }
  if (m.fromUs < toUs && nowUs > m.fromUs) {
    const width = nowUs - m.fromUs;
    const gauges = m.gauges.map(
      (value, i) => (m.gaugeIntegrals[i] + value * (nowUs - m.gaugeSinceUs[i])) / width,
    );
    windows.push({ $shared: true, fromUs: m.fromUs, toUs: nowUs, counters: m.counters.slice(), gauges });
  }
  return windows;
}
