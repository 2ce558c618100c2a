import { formatDuration } from '../kernel/time';
import type { MetricSummary, RunSummary } from '../run/view';

/** Metrics of the run worth a line in the short form; those of single nodes are in `--json`. */
function isOfRun(name: string): boolean {
  return !/^[^.]+\./.test(name) || name.startsWith('requests.');
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}

function metricText(metric: MetricSummary): string {
  if ('p50' in metric) {
    const { count, mean, p50, p95, p99 } = metric;
    return `mean ${number(mean)}  p50 ${number(p50)}  p95 ${number(p95)}  p99 ${number(p99)}  n ${String(count)}`;
  }
  return 'count' in metric
    ? `${number(metric.count)}  (${number(metric.rate)} /s)`
    : `mean ${number(metric.mean)}`;
}

/** A run in lines a person reads. */
export function summaryText(summary: RunSummary): string {
  const lines = [
    `${summary.lab}  seed ${String(summary.seed)}  ${formatDuration(summary.untilUs)}  ${String(summary.events)} events`,
    `hash ${summary.traceHash}`,
    '',
    ...Object.entries(summary.metrics)
      .filter(([name]) => isOfRun(name))
      .map(([name, metric]) => `${name.padEnd(24)} ${metricText(metric)}`),
  ];
  if (summary.invariants.length > 0) lines.push('');
  for (const { id, held, firstBrokenAtUs } of summary.invariants) {
    lines.push(held ? `held    ${id}` : `broken  ${id} at ${formatDuration(firstBrokenAtUs ?? 0)}`);
  }
  return `${lines.join('\n')}\n`;
}
