/** What the canvas and the inspector show of a node, with readings filled in from the metrics. */
import {
  unaffectedBy,
  type AnyNodeKind,
  type Face,
  type LogView,
  type MachineView,
  type Reading,
  type StreamAsk,
  type StreamView,
  type Tone,
} from '../kernel/contract';
import { quantile } from '../kernel/histogram';
import { localTimeUs } from '../kernel/lifecycle';
import type { ParamValues } from '../kernel/params';
import type { Plain } from '../kernel/plain';
import { policyKind } from '../kernel/policies';
import { AT, PARKED_US, slotOf, STRIDE } from '../kernel/queue';
import type { Simulation } from '../kernel/simulation';
import type { SimNode } from '../kernel/world';
import { countOf, histogramOf, meanOf, placeOf, rateOf } from './metrics-of';

/** Stretch over which the readings of a face are taken: long enough to read. */
const READING_US = 2_500_000;

/** A face with every reading replaced by its number; NaN means there is nothing to read. */
export interface ShownFace {
  id: string;
  /** How the node is: drawn over whatever its kind shows. */
  life: 'up' | 'down' | 'absent';
  died: string;
  sinceUs: number;
  paused: boolean;
  slow: number;
  isolated: boolean;
  headline: { value: number | string; unit: string; help: string };
  chip: { text: string; tone: Tone } | null;
  meters: { label: string; text: number | string; unit: string; ratio: number | null; tone: Tone }[];
  slots: { label: string; tones: Tone[]; hidden: number } | null;
  note: string;
}

/** The face of a node at a moment. */
export function showFace(sim: Simulation, node: SimNode, playheadUs: number): ShownFace {
  const kind = sim.kindOf(node);
  const life = !node.present ? 'absent' : node.up ? 'up' : 'down';
  const face: Face = node.up
    ? kind.face(node.state, node.params, node.policies)
    : { headline: { value: '', unit: '', help: '' }, meters: [] };
  const read = (value: number | string | Reading): number | string =>
    typeof value === 'object' ? readMetric(sim, node.id, value, playheadUs) : value;
  return {
    id: node.id,
    life,
    died: node.died,
    sinceUs: node.sinceUs,
    paused: node.pauses > 0,
    slow: node.slow,
    isolated: isIsolated(sim, node),
    headline: { ...face.headline, value: read(face.headline.value) },
    chip: face.chip ?? null,
    meters: face.meters.map((meter) => ({
      label: meter.label,
      text: read(meter.text),
      unit: meter.unit ?? '',
      ratio: meter.ratio === undefined ? null : Number(read(meter.ratio)),
      tone: meter.tone ?? 'calm',
    })),
    slots: face.slots ?? null,
    note: face.note ?? '',
  };
}

function readMetric(sim: Simulation, id: string, reading: Reading, playheadUs: number): number {
  return statOf(sim, id, reading, playheadUs) * (reading.times ?? 1);
}

function statOf(sim: Simulation, id: string, reading: Reading, playheadUs: number): number {
  const { model, world } = sim;
  const full = (metric: string): string =>
    model.catalog.places.has(`${id}.${metric}`) ? `${id}.${metric}` : metric;
  const name = full(reading.metric);
  const fromUs = Math.max(0, playheadUs - READING_US);
  const { metrics } = world;
  switch (reading.stat) {
    case 'rate':
      return rateOf(model, metrics, name, fromUs, playheadUs, playheadUs);
    case 'mean':
      return meanOf(model, metrics, name, fromUs, playheadUs, playheadUs);
    case 'p99':
      return quantile(histogramOf(model, metrics, name, fromUs, playheadUs), 0.99);
    case 'ratio': {
      const base = countOf(model, metrics, full(reading.over ?? ''), fromUs, playheadUs, playheadUs);
      return base > 0 ? countOf(model, metrics, name, fromUs, playheadUs, playheadUs) / base : NaN;
    }
    case 'last':
      return metrics.gauges[placeOf(model, name).index];
  }
}

/** Every link of the node is cut, both ways. */
function isIsolated(sim: Simulation, node: SimNode): boolean {
  const links = sim.world.links.filter((link) => link.from === node.index || link.to === node.index);
  return links.length > 0 && links.every((link) => link.rules.some((rule) => rule.kind === 'cut'));
}

/** Everything the inspector shows of a node. */
export interface OfferedAction {
  name: string;
  title: string;
  help: string;
}

export interface NodeDetails {
  id: string;
  kind: string;
  title: string;
  face: ShownFace;
  params: { name: string; value: number | string | boolean; original: number | string | boolean }[];
  /** The kind's own view of its state, and of its policies. */
  state: Plain;
  policies: { key: string; id: string; title: string; state: Plain }[];
  machines: MachineView[];
  counters: { name: string; value: number }[];
  /** Actions of the kind, with the reason why they cannot be done now. */
  actions: (OfferedAction & { refusal: string | null })[];
  unaffectedBy: Readonly<Record<string, string>>;
}

/** What a view of many nodes shows of one. */
export interface Glance {
  id: string;
  /** Its first machine's mode; null when it has none, or is not running. */
  mode: { id: string; title: string; sinceUs: number } | null;
  /** When its dial has run down, and how long it was set for; null when none runs. */
  dial: { dueUs: number; spanUs: number } | null;
  /** The kind's own view of its state. */
  state: Plain;
  /** What a view of its own draws of it; nothing for most kinds, and for a node that is down and has nothing durable. */
  picture?: Plain;
}

/** A node's copy of a replicated log. */
export interface NodeLog extends LogView {
  id: string;
}

/** The inspector's tree of a node that runs. */
function insideOf(sim: Simulation, node: SimNode): Plain {
  return sim.kindOf(node).inspect(node.state, node.params, localTimeUs(node, sim.world.nowUs));
}

export function glanceAt(sim: Simulation, node: SimNode): Glance {
  const machine = machinesOf(sim, node).at(0);
  const mode = machine && {
    id: machine.mode,
    title: machine.chart.modes.find(({ id }) => id === machine.mode)?.title ?? machine.mode,
    sinceUs: machine.sinceUs,
  };
  const kind = sim.kindOf(node);
  const state = node.up ? insideOf(sim, node) : null;
  const picture = node.state === null ? undefined : kind.picture?.(node.state, node.params);
  return { id: node.id, mode: mode ?? null, dial: dialOf(sim, node), state, picture };
}

/** The dial of a node, in simulated time. */
export function dialOf(sim: Simulation, node: SimNode): Glance['dial'] {
  const { queue } = sim.world;
  const dial = node.up ? (sim.kindOf(node).dial?.(node.state) ?? null) : null;
  const slot = dial === null ? -1 : slotOf(queue, dial.timer);
  if (dial === null || slot < 0) return null;
  const dueUs = queue.records[slot * STRIDE + AT];
  return dueUs < PARKED_US ? { dueUs, spanUs: dial.spanUs / node.clockRate } : null;
}

/** A stretch of a node's log; of one that is down, what it will come back with. Null when it keeps no log. */
export function logOf(sim: Simulation, node: SimNode, from: number, count: number): NodeLog | null {
  const { log } = sim.kindOf(node);
  if (!log || !node.present || node.state === null) return null;
  return { id: node.id, ...log(node.state, from, count) };
}

/** Part of the streams of events of a node; of one that is down, what it will come back with. Null when it keeps none. */
export function streamOf(sim: Simulation, node: SimNode, ask: StreamAsk): StreamView | null {
  const { stream } = sim.kindOf(node);
  return stream && node.present && node.state !== null ? stream(node.state, ask) : null;
}

/** What the kind of a node can do beside what every node can. */
export function offeredActions(kind: AnyNodeKind, params: ParamValues): OfferedAction[] {
  return Object.entries(kind.actions ?? {})
    .filter(([, action]) => action.offered?.(params) ?? true)
    .map(([name, { title, help }]) => ({ name, title, help }));
}

const COUNTED = ['arrived', 'completed', 'degraded', 'failed', 'rejected', 'timedOut', 'dropped', 'lost'];

/** Looks into a node. */
export function inspectNode(sim: Simulation, node: SimNode, playheadUs: number): NodeDetails {
  const kind = sim.kindOf(node);
  const { params: original } = sim.model.nodes[node.index];
  const { metrics } = sim.world;
  return {
    id: node.id,
    kind: kind.kind,
    title: kind.title,
    face: showFace(sim, node, playheadUs),
    params: Object.keys(kind.params).map((name) => ({
      name,
      value: node.params[name],
      original: original[name],
    })),
    state: node.up ? insideOf(sim, node) : null,
    policies: policyDetails(sim, node),
    machines: machinesOf(sim, node),
    counters: COUNTED.map((name) => {
      const { index } = placeOf(sim.model, `${node.id}.requests.${name}`);
      const total = metrics.fast.reduce(
        (sum, window) => sum + window.counters[index],
        metrics.counters[index],
      );
      return { name, value: total };
    }).filter(({ value }) => value > 0),
    actions: offeredActions(kind, node.params).map((action) => ({
      ...action,
      refusal: node.up
        ? (kind.actions?.[action.name].refuse?.(node.state, node.params) ?? null)
        : `${node.id} is down.`,
    })),
    unaffectedBy: unaffectedBy(kind, node.params),
  };
}

function policyDetails(sim: Simulation, node: SimNode): NodeDetails['policies'] {
  return [...node.policies].flatMap(([key, policies]) =>
    policies.map((policy) => {
      const kind = policyKind(sim, policy.id);
      return { key, id: policy.id, title: kind.title, state: kind.inspect(policy.state, policy.params) };
    }),
  );
}

/** The machines of a node: its own, and those of its policies. */
export function machinesOf(sim: Simulation, node: SimNode): MachineView[] {
  if (!node.up) return [];
  const own = sim.kindOf(node).machines?.(node.state) ?? [];
  const ofPolicies = [...node.policies].flatMap(([key, policies]) =>
    policies.flatMap((policy): MachineView[] => {
      const view = policyKind(sim, policy.id).machine?.(policy.state, policy.params);
      if (!view) return [];
      const id = `${key}/${policy.id}`;
      return [{ ...view, id, last: policy.lastChange, sinceUs: policy.modeSinceUs }];
    }),
  );
  return [...own, ...ofPolicies];
}
