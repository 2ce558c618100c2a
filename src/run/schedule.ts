/** Random fault schedules: what can go wrong in a system, and a draw of it for a seed. */
import { unaffectedBy } from '../kernel/contract';
import { ACTIONS, type ActionName, type Input } from '../kernel/input';
import type { Model } from '../kernel/model';
import type { ParamValue } from '../kernel/params';
import { createStreams, nextBelow, streamOffset } from '../kernel/random';
import { US_PER_MS } from '../kernel/time';

/** One thing that can go wrong. `values` are what it may be given, from mild to severe; empty when it takes nothing. */
interface Fault {
  action: string;
  target: string;
  values: readonly ParamValue[];
}

/** What can go wrong in a system, by family, so that many links do not drown the few nodes. */
export type FaultMenu = readonly (readonly Fault[])[];

/** How faults are drawn. */
export interface ScheduleRules {
  untilUs: number;
  /** A schedule has from none to so many faults. */
  maxFaults: number;
  /** Every fault ends while a fifth of the run is still to come. */
  healed: boolean;
}

/** Values from mild to severe: round, so that what is found can be told. */
const VALUES: Partial<Record<ActionName, readonly ParamValue[]>> = {
  slow: [2, 5, 20],
  skew: [100_000, -100_000, 500_000, -500_000, 2_000_000, -2_000_000],
  drift: [1.1, 0.9, 1.5, 0.67],
  latency: [50_000, 200_000, 1_000_000],
  loss: [0.1, 0.3, 0.6],
  duplicate: [0.2, 0.5],
  reorder: [0.3, 0.5],
  spike: [2, 5, 10],
};

const ON_NODES = ['crash', 'pause', 'slow', 'isolate', 'skew', 'drift'] as const;
const ON_LINKS = ['cut', 'latency', 'loss', 'duplicate', 'reorder'] as const;
const PARTITION = 'partition';

/**
 * What can go wrong in a model, with the nodes that are there at the start. Clients do not fail: they make traffic.
 * @param healed leaves out actions of the nodes' own, which nothing heals
 */
export function faultMenu(model: Model, healed: boolean): FaultMenu {
  const there = model.nodes.filter((node) => node.present);
  const machines = there.filter(({ kind }) => kind.glyph !== 'clients');
  const onNodes = machines.flatMap(({ id, kind, params }) => {
    const unaffected = unaffectedBy(kind, params);
    return ON_NODES.filter((action) => !Object.hasOwn(unaffected, action)).map((action) =>
      faultOf(action, id),
    );
  });
  const onLinks = linkTargets(model).flatMap((target) => ON_LINKS.map((action) => faultOf(action, target)));
  const spikes = there.filter(({ kind }) => kind.glyph === 'clients').map(({ id }) => faultOf('spike', id));
  const own = (healed ? [] : machines).flatMap(({ id, kind, params }) =>
    Object.entries(kind.actions ?? {})
      .filter(([, action]) => action.offered?.(params) ?? true)
      .map(([name]): Fault => ({ action: 'do', target: id, values: [name] })),
  );
  const names = there.map(({ id }) => id).join(',');
  const partitions: Fault[] = there.length > 2 ? [{ action: PARTITION, target: names, values: [] }] : [];
  return [onNodes, onLinks, spikes, own, partitions].filter((family) => family.length > 0);
}

function faultOf(action: ActionName, target: string): Fault {
  return { action, target, values: VALUES[action] ?? [] };
}

/** Links between nodes that are there: both ways together where there are both, and each way. */
function linkTargets({ links, nodes, nodeIndex }: Model): string[] {
  const isThere = (id: string): boolean => nodes[nodeIndex.get(id) ?? -1].present;
  const names = new Set(links.map(({ from, to }) => `${from}->${to}`));
  return links
    .filter(({ from, to }) => isThere(from) && isThere(to))
    .flatMap(({ from, to }) => {
      const both = names.has(`${to}->${from}`) && from < to ? [`${from}<->${to}`] : [];
      return [...both, `${from}->${to}`];
    });
}

/** The values an input's action may be given, from mild to severe. */
export function valuesOf(action: string): readonly ParamValue[] {
  return VALUES[action as ActionName] ?? [];
}

/** Times of a schedule lie on a grid of so many microseconds: whole milliseconds, about 200 steps a run. */
export function gridUs(untilUs: number): number {
  return Math.max(1, Math.floor(untilUs / (200 * US_PER_MS))) * US_PER_MS;
}

/** The faults drawn for a seed, in the order of their beginnings. */
export function drawSchedule(menu: FaultMenu, rules: ScheduleRules, seed: number): Input[] {
  const streams = createStreams();
  const offset = streamOffset(streams, seed, 'search/faults');
  const below = (n: number): number => nextBelow(streams.words, offset, n);
  const count = menu.length === 0 ? 0 : below(rules.maxFaults + 1);
  const drawn = Array.from({ length: count }, () => drawFault(menu, rules, below));
  return drawn
    .sort((a, b) => a.atUs - b.atUs)
    .map((input, index) => ({ ...input, id: `f${String(index + 1)}` }));
}

type Below = (n: number) => number;

function drawFault(menu: FaultMenu, { untilUs, healed }: ScheduleRules, below: Below): Input {
  const family = menu[below(menu.length)];
  const fault = family[below(family.length)];
  const value = fault.values.length > 0 ? [fault.values[below(fault.values.length)]] : [];
  const grid = gridUs(untilUs);
  const steps = Math.floor(untilUs / grid);
  const from = 1 + below(Math.max(1, Math.floor(steps * 0.7)));
  const lastEnd = Math.floor(steps * (healed ? 0.8 : 1));
  const length = 1 + below(Math.max(1, Math.floor(steps * 0.4)));
  const { lasts } = ACTIONS[fault.action as ActionName];
  const stays = !healed && below(4) === 0;
  return {
    id: '',
    atUs: from * grid,
    untilUs: lasts && !stays ? Math.max(from + 1, Math.min(lastEnd, from + length)) * grid : null,
    action: fault.action,
    target: fault.action === PARTITION ? drawSides(fault.target.split(','), below) : fault.target,
    args: value,
    muted: false,
  };
}

/** Splits nodes in two; each side has one at least. */
function drawSides(ids: readonly string[], below: Below): string {
  const right = ids.map(() => below(2) === 1);
  const lone = below(ids.length);
  if (right.every((one) => one === right[0])) right[lone] = !right[lone];
  const side = (which: boolean): string => ids.filter((_, index) => right[index] === which).join(',');
  return `${side(false)} | ${side(true)}`;
}

/** When the last fault has ended; Infinity when one does not end, 0 when there is none. */
export function healedAtUs(inputs: readonly Input[]): number {
  let lastUs = 0;
  for (const { action, atUs, untilUs } of inputs) {
    const lasts = ACTIONS[action as ActionName].lasts;
    lastUs = Math.max(lastUs, lasts ? (untilUs ?? Infinity) : atUs);
  }
  return lastUs;
}
