/**
 * Queueing systems on the real node kinds: a source of traffic and a service, with links that take no time. Measured
 * as ground truths ask: the first tenth left out, the rest in twenty batches, from whose means the standard error
 * comes. One unit of time is the mean service time.
 */
import {
  addClosed,
  closeHistogram,
  createHistogram,
  quantile,
  type ClosedHistogram,
} from '../../kernel/histogram';
import type { ParamValues } from '../../kernel/params';
import { Simulation } from '../../kernel/simulation';
import { conservationProblems } from '../../kernel/testing/conservation';
import { createRecorder, ENTRY, type Recorder } from '../../kernel/trace';
import { buildModel } from '../../scenario/build';
import type { Scenario } from '../../scenario/types';

/** The runs are bundled, with a registry of kinds of their own. */
export { loadAllParts } from '../../scenario/parts';

export const UNIT_MS = 10;
const UNIT_US = UNIT_MS * 1_000;
const BATCHES = 20;
/** As good as an unbounded queue: no run below comes near. */
const UNBOUNDED = 1_000_000;

/** What differs between systems; rates are per unit, times in units. */
export interface System {
  seed?: number;
  /** Rate of an open source. */
  rate?: number;
  /** Users of a closed source, and their mean time to think. */
  users?: number;
  think?: number;
  thinkShape?: string;
  workers?: number;
  /** Waiting places; unbounded when left out. */
  places?: number;
  /** Mean patience of those who wait; 0 for ever. */
  patience?: number;
  shape?: string;
  cv?: number;
  discipline?: string;
}

/** The scenario of a system: `clients` and `server`. */
export function scenarioOf(system: System): Scenario {
  const { users, rate = 1, think = 0, thinkShape = 'exponential', shape = 'exponential', cv = 1 } = system;
  const source: ParamValues = { to: 'server', timeoutMs: 0, clients: 1 };
  if (users === undefined) source.ratePerSec = rate * (1_000 / UNIT_MS);
  else Object.assign(source, { mode: 'closed', users, thinkTimeMs: think * UNIT_MS, thinkShape });
  const service: ParamValues = {
    workers: system.workers ?? 1,
    queueCapacity: system.places ?? UNBOUNDED,
    patienceMs: (system.patience ?? 0) * UNIT_MS,
    serviceTimeMs: UNIT_MS,
    serviceShape: shape,
    serviceCv: cv,
    discipline: system.discipline ?? 'fifo',
  };
  return {
    version: 1,
    title: 'A queue',
    seed: system.seed ?? 1,
    pace: 1,
    nodes: [
      { id: 'clients', kind: 'traffic-source', at: [0, 0], params: source },
      { id: 'server', kind: 'service', at: [300, 0], params: service },
    ],
    links: [{ between: ['clients', 'server'] }],
  };
}

/** All sums of a run up to a moment. */
interface Snapshot {
  us: number;
  arrived: number;
  completed: number;
  rejected: number;
  dropped: number;
  /** Integrals over time of those who wait and of those who are served. */
  waiting: number;
  serving: number;
  /** Times in the node, in milliseconds. */
  sojourn: ClosedHistogram;
  /** Response times of the source. */
  response: ClosedHistogram;
}

/** Index of a metric of the model. */
export function placeIn(sim: Simulation, name: string): number {
  const place = sim.model.catalog.places.get(name);
  if (!place) throw new Error(`There is no metric called ${name}.`);
  return place.index;
}

/** Integral of a gauge over time since the start, in value × µs. For runs without windows. */
export function gaugeArea(sim: Simulation, name: string, us: number): number {
  const { metrics } = sim.world;
  const index = placeIn(sim, name);
  return metrics.gaugeIntegrals[index] + metrics.gauges[index] * (us - metrics.gaugeSinceUs[index]);
}

function snapshot(sim: Simulation, us: number): Snapshot {
  const { counters, histograms } = sim.world.metrics;
  const count = (name: string): number => counters[placeIn(sim, `server.requests.${name}`)];
  return {
    us,
    arrived: count('arrived'),
    completed: count('completed'),
    rejected: count('rejected'),
    dropped: count('dropped'),
    waiting: gaugeArea(sim, 'server.queueLength', us),
    serving: gaugeArea(sim, 'server.busyWorkers', us),
    sojourn: closeHistogram(histograms[placeIn(sim, 'server.responseTimeMs')]),
    response: closeHistogram(histograms[placeIn(sim, 'responseTimeMs')]),
  };
}

/** What a run says of a number: its value, and the standard error from the means of the batches. */
export interface Estimate {
  value: number;
  error: number;
}

/** One stretch of a run: the sums at its beginning and end, and the waits that ended in it, in units. */
interface Stretch {
  from: Snapshot;
  to: Snapshot;
  waits: readonly number[];
}

type Measure = (stretch: Stretch) => number;

const mean =
  (pick: 'sojourn' | 'response'): Measure =>
  ({ from, to }) =>
    (to[pick].sum - from[pick].sum) / (to[pick].count - from[pick].count) / UNIT_MS;
const per =
  (part: (one: Snapshot) => number, whole: (one: Snapshot) => number): Measure =>
  ({ from, to }) =>
    (part(to) - part(from)) / (whole(to) - whole(from));
const units = (one: Snapshot): number => one.us / UNIT_US;
const arrived = (one: Snapshot): number => one.arrived;

/** A quantile of the time in the node. */
function sojournQuantile(q: number): Measure {
  return ({ from, to }) => {
    const all = createHistogram();
    addClosed(all, to.sojourn);
    for (const [i, bucket] of from.sojourn.buckets.entries())
      all.counts[bucket - all.base] -= from.sojourn.counts[i];
    all.count -= from.sojourn.count;
    return quantile(all, q) / UNIT_MS;
  };
}

/** A quantile of the wait of all who were served, those included who did not wait. */
function waitQuantile(q: number): Measure {
  return ({ from, to, waits }) => {
    const served = to.sojourn.count - from.sojourn.count;
    const rank = Math.max(1, Math.ceil(q * served));
    const sorted = Float64Array.from(waits).sort();
    return sorted[rank - 1 - (served - sorted.length)] ?? 0;
  };
}

const MEASURES = {
  arrivals: per(arrived, units),
  throughput: per((one) => one.completed, units),
  inSystem: per((one) => (one.waiting + one.serving) / UNIT_US, units),
  inQueue: per((one) => one.waiting / UNIT_US, units),
  utilisation: per((one) => one.serving / UNIT_US, units),
  /** Mean wait of those who came in: Little's law on the queue, which has a test of its own. */
  wait: per(
    (one) => one.waiting / UNIT_US,
    (one) => one.arrived - one.rejected,
  ),
  sojourn: mean('sojourn'),
  response: mean('response'),
  rejected: per((one) => one.rejected, arrived),
  abandoned: per((one) => one.dropped, arrived),
  p50: sojournQuantile(0.5),
  p90: sojournQuantile(0.9),
  p95: sojournQuantile(0.95),
  p99: sojournQuantile(0.99),
  p999: sojournQuantile(0.999),
  waited: ({ from, to, waits }: Stretch) => waits.length / (to.arrived - from.arrived),
  waitP95: waitQuantile(0.95),
  waitP99: waitQuantile(0.99),
} satisfies Record<string, Measure>;
export type MeasureName = keyof typeof MEASURES;

/** A measured run. */
export interface Measured {
  estimates: Record<MeasureName, Estimate>;
  /** Requests that arrived in the measured part. */
  customers: number;
  /** Sums that do not come out (GT INV-2). */
  problems: string[];
}

/** Every wait that ended since entry `from` of the recorder, in units. */
function drainWaits(recorder: Recorder, from: number): number[] {
  if (from < recorder.first) throw new Error('The recorder is too small for a slice.');
  const waits: number[] = [];
  for (let i = from; i < recorder.written; i++) {
    const at = i % recorder.size;
    if (recorder.kinds[at] !== ENTRY.span) continue;
    const { name, fromUs } = recorder.subjects[at] as { name: string; fromUs: number };
    if (name === 'waiting') waits.push((recorder.times[at] - fromUs) / UNIT_US);
  }
  return waits;
}

/**
 * Runs a system until about so many customers have come after the warm-up.
 * @param rate customers per unit of time, to know how long that takes
 * @param everyWait notes every wait, for its quantiles
 */
export function measure(system: System, rate: number, customers: number, everyWait = false): Measured {
  const recorder = everyWait ? createRecorder() : null;
  const model = buildModel(scenarioOf(system));
  const sim = new Simulation(model, { recorder, without: ['windows', 'hash', 'invariants'] });
  const batchUs = Math.round((customers / rate / BATCHES) * UNIT_US);
  const startUs = Math.round((customers / rate / 10) * UNIT_US);
  const goOn = (untilUs: number): number[] => {
    const waits: number[] = [];
    for (let handled = 1; handled > 0;) {
      const from = recorder?.written ?? 0;
      handled = sim.advance(untilUs, recorder ? 2_000 : Infinity);
      if (recorder) for (const wait of drainWaits(recorder, from)) waits.push(wait);
    }
    return waits;
  };
  goOn(startUs);
  const batches: Stretch[] = [];
  for (let i = 0; i < BATCHES; i++) {
    const from = batches.at(-1)?.to ?? snapshot(sim, startUs);
    const waits = goOn(startUs + (i + 1) * batchUs);
    batches.push({ from, to: snapshot(sim, startUs + (i + 1) * batchUs), waits });
  }
  const { from } = batches[0];
  const { to } = batches[BATCHES - 1];
  const whole: Stretch = { from, to, waits: batches.flatMap(({ waits }) => waits) };
  const estimates = Object.fromEntries(
    Object.entries(MEASURES).map(([name, take]) => [name, estimate(take, whole, batches)]),
  ) as Measured['estimates'];
  return { estimates, customers: to.arrived - from.arrived, problems: conservationProblems(sim) };
}

function estimate(take: Measure, whole: Stretch, batches: readonly Stretch[]): Estimate {
  const values = batches.map(take);
  const centre = values.reduce((sum, value) => sum + value, 0) / BATCHES;
  const spread = values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0) / (BATCHES - 1);
  return { value: take(whole), error: Math.sqrt(spread / BATCHES) };
}
