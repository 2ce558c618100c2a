/** Sees an outcome happen: what a lab declares as data, asked of a run after each of its events. */
import type { Model } from '../kernel/model';
import type { Simulation } from '../kernel/simulation';
import { US_PER_S } from '../kernel/time';
import type { MetricCondition, Outcome } from '../scenario/outcome';
import { DERIVED } from './metrics-of';

/** Watches one run. Both give the time at which the outcome first came, or −1. */
export interface Detector {
  /** Asked after each event. */
  look: (sim: Simulation) => number;
  /** Asked at the end of the run, when no event has come for a while. */
  end: (untilUs: number) => number;
}

/** A run that has not ended by then is given up: some faults make more work than there is time for. */
const MOST_EVENTS = 1_000_000;

/** Runs until the outcome first comes. @returns when, or −1 */
export function firstUs(sim: Simulation, detector: Detector, untilUs: number): number {
  let foundUs = detector.look(sim);
  while (foundUs < 0) {
    if (sim.world.events >= MOST_EVENTS) return -1;
    if (sim.advance(untilUs, 1) === 0) return detector.end(untilUs);
    foundUs = detector.look(sim);
  }
  return foundUs;
}

const NEVER = (): number => -1;

/** Rates are judged this often. */
const STEP_US = 100_000;

/**
 * What is wrong with an outcome for a model, in a sentence, or null.
 * @param promises ids of the invariants of the lab
 */
export function outcomeProblem(
  { id, when }: Outcome,
  model: Model,
  promises: readonly string[],
): string | null {
  const say = (what: string): string => `The outcome ${id} ${what}.`;
  if ('invariant' in when) {
    return promises.includes(when.invariant) ? null : say(`watches no promise of the lab: ${when.invariant}`);
  }
  if ('mode' in when) {
    const size = model.groups.get(when.of)?.length ?? 0;
    if (size === 0) return say(`is about ${when.of}, which is no node or group`);
    const fits = Number.isInteger(when.atLeast) && when.atLeast >= 1 && when.atLeast <= size;
    return fits ? null : say(`needs a whole number from 1 to ${String(size)} of ${when.of}`);
  }
  const wrong = metricProblem(when, model);
  return wrong === null ? null : say(wrong);
}

function metricProblem({ metric, above, below, overSec, onceHealed }: MetricCondition, model: Model) {
  const type = Object.hasOwn(DERIVED, metric) ? 'counter' : model.catalog.places.get(metric)?.type;
  if (type === undefined) return `names a metric that does not exist: ${metric}`;
  if (type === 'histogram') return `needs a counter or gauge, and ${metric} is a histogram`;
  if ((above === undefined) === (below === undefined)) return 'needs one of above and below';
  if (!Number.isFinite(above ?? below)) return 'needs a finite threshold';
  if (type === 'gauge') return overSec === undefined ? null : `takes a rate of ${metric}, which is a gauge`;
  if (overSec === undefined) {
    if (below !== undefined) return `can never see ${metric} fall: a counter only grows`;
    return onceHealed === true ? 'needs overSec to tell what came after the faults' : null;
  }
  const fits = overSec > 0 && Number.isInteger((overSec * US_PER_S) / STEP_US);
  return fits ? null : 'needs overSec in whole tenths of a second';
}

/**
 * A detector for one run of a model. The run keeps no metric windows: its counters count from the start.
 * @param healedUs when the last fault of the run has ended; Infinity when one never ends
 */
export function detectorOf(model: Model, { when }: Outcome, healedUs: number): Detector {
  if ('invariant' in when) return invariantDetector(model, when.invariant);
  if ('mode' in when) return modeDetector(model.groups.get(when.of) ?? [], when.mode, when.atLeast);
  const fromUs = when.onceHealed === true ? healedUs : 0;
  const place = model.catalog.places.get(when.metric);
  if (place?.type === 'gauge') return gaugeDetector(model, when, place.index, fromUs);
  const { plus, minus } = Object.hasOwn(DERIVED, when.metric)
    ? DERIVED[when.metric]
    : { plus: [when.metric], minus: [] };
  const indices = (names: readonly string[]): number[] =>
    names.map((name) => model.catalog.places.get(name)?.index ?? -1);
  const counters = { plus: indices(plus), minus: indices(minus) };
  if (when.overSec === undefined) return countDetector(counters, when.above ?? Infinity);
  return rateDetector(counters, when, when.overSec * US_PER_S, fromUs);
}

function invariantDetector(model: Model, id: string): Detector {
  const index = model.invariants.findIndex((invariant) => invariant.id === id);
  return { look: (sim) => sim.world.invariants[index].brokenAtUs, end: NEVER };
}

function modeDetector(members: readonly number[], mode: string, atLeast: number): Detector {
  let changes = -1;
  const look = ({ happenings, world }: Simulation): number => {
    // A node that goes leaves its mode, which brings nobody into it.
    if (happenings.modeChanges === changes) return -1;
    changes = happenings.modeChanges;
    let count = 0;
    for (const index of members) {
      const node = world.nodes[index];
      if (node.up && node.mode === mode) count++;
    }
    return count >= atLeast ? world.nowUs : -1;
  };
  return { look, end: NEVER };
}

function gaugeDetector(model: Model, when: MetricCondition, index: number, fromUs: number): Detector {
  const owner = model.nodes.findIndex(({ id }) => when.metric.startsWith(`${id}.`));
  const judge = thresholdOf(when);
  const look = ({ world }: Simulation): number => {
    // A node that is down shows nothing, which is not the same as 0.
    if (owner >= 0 && !world.nodes[owner].up) return -1;
    return judge(world.metrics.gauges[index]) && world.nowUs >= fromUs ? world.nowUs : -1;
  };
  return { look, end: NEVER };
}

/** Whether a value has passed the threshold; below it only counts once the value has been there. */
function thresholdOf({ above, below = 0 }: MetricCondition): (value: number) => boolean {
  if (above !== undefined) return (value) => value > above;
  let risen = false;
  return (value) => {
    risen ||= value >= below;
    return risen && value < below;
  };
}

interface Counters {
  plus: readonly number[];
  minus: readonly number[];
}

function totalOf({ plus, minus }: Counters, { world }: Simulation): number {
  let total = 0;
  for (const index of plus) total += world.metrics.counters[index];
  for (const index of minus) total -= world.metrics.counters[index];
  return total;
}

function countDetector(counters: Counters, above: number): Detector {
  return { look: (sim) => (totalOf(counters, sim) > above ? sim.world.nowUs : -1), end: NEVER };
}

function rateDetector(counters: Counters, when: MetricCondition, overUs: number, fromUs: number): Detector {
  const judge = thresholdOf(when);
  const steps = overUs / STEP_US;
  /** Totals at the end of every step so far. */
  const totals = [0];
  let total = 0;
  /** Ends all steps before `us`, in which nothing has been counted since the last event. */
  const endSteps = (us: number): number => {
    while (totals.length * STEP_US < us) {
      const atUs = totals.length * STEP_US;
      totals.push(total);
      if (atUs < overUs) continue;
      const rate = ((total - totals[totals.length - 1 - steps]) * US_PER_S) / overUs;
      if (judge(rate) && atUs - overUs >= fromUs) return atUs;
    }
    return -1;
  };
  return {
    look: (sim) => {
      const foundUs = endSteps(sim.world.nowUs);
      total = totalOf(counters, sim);
      return foundUs;
    },
    end: (untilUs) => endSteps(untilUs + 1),
  };
}
