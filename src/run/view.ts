/** A finished run as claims and tables read it. */
import { quantile } from '../kernel/histogram';
import { lastCountUs, totalsOf } from '../kernel/readings';
import { US_PER_S } from '../kernel/time';
import type { RunView } from '../scenario/types';
import {
  DERIVED,
  countOf,
  histogramOf,
  meanOf,
  placeOf,
  totalCount,
  totalHistogram,
  totalMean,
} from './metrics-of';
import type { RunSpec, Session } from './session';

/** What a claim may ask of a session, as of its playhead. */
export function viewOf(session: Session): RunView {
  const { model, sim, playheadUs } = session;
  const { metrics } = sim.world;
  const range = (fromSec?: number, toSec?: number): [number, number] => [
    fromSec === undefined ? metrics.warmUpUs : fromSec * US_PER_S,
    toSec === undefined ? playheadUs : Math.min(playheadUs, toSec * US_PER_S),
  ];
  const count = (metric: string, fromSec?: number, toSec?: number): number => {
    if (fromSec === undefined && toSec === undefined) return totalCount(model, metrics, metric, playheadUs);
    return countOf(model, metrics, metric, ...range(fromSec, toSec), playheadUs);
  };
  return {
    untilSec: playheadUs / US_PER_S,
    count,
    rate: (metric, fromSec, toSec) => {
      const [from, to] = range(fromSec, toSec);
      return to > from ? (count(metric, fromSec, toSec) * US_PER_S) / (to - from) : NaN;
    },
    mean: (metric, fromSec, toSec) => {
      if (fromSec === undefined && toSec === undefined) return totalMean(model, metrics, metric, playheadUs);
      return meanOf(model, metrics, metric, ...range(fromSec, toSec), playheadUs);
    },
    quantile: (metric, q, fromSec, toSec) => {
      const whole = fromSec === undefined && toSec === undefined;
      const values = whole
        ? totalHistogram(model, metrics, metric, playheadUs)
        : histogramOf(model, metrics, metric, ...range(fromSec, toSec));
      return quantile(values, q);
    },
    lastSec: (metric) => {
      const parts = Object.hasOwn(DERIVED, metric) ? DERIVED[metric].plus : [metric];
      const last = Math.max(
        ...parts.map((part) => lastCountUs(metrics, placeOf(model, part).index, playheadUs)),
      );
      return last < 0 ? -1 : last / US_PER_S;
    },
    held: (id) => {
      const index = model.invariants.findIndex((invariant) => invariant.id === id);
      if (index < 0) throw new Error(`The run watches no invariant called ${id}.`);
      return sim.world.invariants[index].brokenAtUs < 0;
    },
  };
}

/** A number or several of one metric, in a summary. */
export type MetricSummary =
  | { count: number; rate: number }
  | { mean: number }
  | { count: number; mean: number; p50: number; p95: number; p99: number; min: number; max: number };

/** A run in one object: what the command line prints, and what tables compare. */
export interface RunSummary {
  lab: string;
  seed: number;
  untilUs: number;
  warmUpUs: number;
  knobs: Readonly<Record<string, number | string | boolean>>;
  inputs: readonly string[];
  events: number;
  traceHash: string;
  metrics: Record<string, MetricSummary>;
  nodes: Record<string, { up: boolean; mode: string }>;
  invariants: { id: string; held: boolean; firstBrokenAtUs: number | null }[];
}

/** What a summary is made of: a session, or a bare run of a sweep. */
export interface Summarised extends Pick<Session, 'model' | 'sim' | 'playheadUs'> {
  spec: Pick<RunSpec, 'seed' | 'knobs'>;
}

/** The summary of a run, as of its playhead. */
export function summarise(run: Summarised, lab: string, inputs: readonly string[]): RunSummary {
  const { model, sim, playheadUs, spec } = run;
  const { world } = sim;
  return {
    lab,
    seed: spec.seed,
    untilUs: playheadUs,
    warmUpUs: world.metrics.warmUpUs,
    knobs: spec.knobs,
    inputs,
    events: world.events,
    traceHash: sim.hashHex(),
    metrics: summariseMetrics(run),
    nodes: Object.fromEntries(
      world.nodes.filter((node) => node.present).map((node) => [node.id, { up: node.up, mode: node.mode }]),
    ),
    invariants: model.invariants.map((invariant, index) => {
      const { brokenAtUs } = world.invariants[index];
      return { id: invariant.id, held: brokenAtUs < 0, firstBrokenAtUs: brokenAtUs < 0 ? null : brokenAtUs };
    }),
  };
}

function summariseMetrics({ model, sim, playheadUs }: Summarised): Record<string, MetricSummary> {
  const totals = totalsOf(sim.world.metrics, playheadUs);
  const seconds = totals.spanUs / US_PER_S;
  const summary: Record<string, MetricSummary> = {};
  for (const { name, type, index } of model.catalog.places.values()) {
    if (type === 'counter') {
      const count = totals.count(index);
      if (count > 0) summary[name] = { count, rate: count / seconds };
    } else if (type === 'gauge') summary[name] = { mean: totals.mean(index) };
    else {
      const h = totals.histogram(index);
      if (h.count === 0) continue;
      const [p50, p95, p99] = [0.5, 0.95, 0.99].map((q) => quantile(h, q));
      summary[name] = { count: h.count, mean: h.sum / h.count, p50, p95, p99, min: h.min, max: h.max };
    }
  }
  for (const name of Object.keys(DERIVED)) {
    const count = totalCount(model, sim.world.metrics, name, playheadUs);
    summary[name] = { count, rate: count / seconds };
  }
  return summary;
}
