/** Small models for tests of the kernel: nodes that follow a plan, and links that take no time unless told. */
import type { AnyNodeKind, Context, NodeKind } from '../contract';
import type { Input } from '../input';
import type { AnyInvariant } from '../invariant';
import { createModel, type Model, type ModelLink, type ModelNode } from '../model';
import { defaultParams, type ParamSpecs, type ParamValue } from '../params';
import type { AnyPolicyKind } from '../policy';
import { Simulation } from '../simulation';
import { createRecorder, entryAt, entryCount, type EntryKind, type TraceEntry } from '../trace';
import { nodeOf, type SimNode } from '../world';

export const MS = 1_000;
export const SEC = 1_000_000;

/** A node kind that does nothing but what it is told. */
export function tinyKind<P extends ParamSpecs, S>(parts: Partial<NodeKind<P, S>> = {}): AnyNodeKind {
  const nothing = {
    kind: 'tiny',
    title: 'Tiny',
    glyph: 'server' as const,
    params: {},
    boot: () => ({}),
    onMessage: () => undefined,
    face: () => ({ headline: { value: 0, unit: '', help: '' }, meters: [] }),
    inspect: () => null,
  };
  return { ...nothing, ...parts } as unknown as AnyNodeKind;
}

/** Something a node does at a time after its start, in milliseconds of its clock. */
export type Moment<S = unknown> = readonly [atMs: number, act: (ctx: Context, state: S) => void];

/** A node kind that does a plan; timers of other names go to the kind's own `onTimer`. */
export function plannedKind<S>(
  plan: readonly Moment<S>[],
  parts: Partial<NodeKind<ParamSpecs, S>> = {},
): AnyNodeKind {
  const boot = parts.boot ?? (() => ({}) as S);
  return tinyKind<ParamSpecs, S>({
    ...parts,
    boot: (ctx) => {
      for (const [index, [atMs]] of plan.entries()) ctx.setTimer('plan', atMs * MS, index);
      return boot(ctx);
    },
    onTimer: (ctx, state, timer) => {
      if (timer.name === 'plan') plan[Number(timer.data)][1](ctx, state);
      else parts.onTimer?.(ctx, state, timer);
    },
  });
}

/** A one-way link that takes no time and loses nothing, unless told otherwise. */
export function tinyLink(
  from: string,
  to: string,
  { latencyMs = 0, ...nature }: Partial<ModelLink> & { latencyMs?: number } = {},
): ModelLink {
  return {
    from,
    to,
    latencyUs: { name: 'constant', mean: latencyMs * MS, cv: 1 },
    lossRatio: 0,
    duplicateRatio: 0,
    reorderRatio: 0,
    reorderWindowUs: 0,
    bytesPerSec: Infinity,
    ordered: true,
    ...nature,
  };
}

/** Links both ways between all of these nodes. */
export function mesh(ids: readonly string[], nature: Parameters<typeof tinyLink>[2] = {}): ModelLink[] {
  return ids.flatMap((from) => ids.filter((to) => to !== from).map((to) => tinyLink(from, to, nature)));
}

export interface TinyParts {
  /** Kinds of the nodes by id, or more of a node. */
  nodes: Readonly<Record<string, AnyNodeKind | ({ kind: AnyNodeKind } & Partial<ModelNode>)>>;
  /** All to all without delay when left out. */
  links?: readonly ModelLink[];
  seed?: number;
  policies?: readonly AnyPolicyKind[];
  invariants?: readonly AnyInvariant[];
  warmUpUs?: number;
}

export function tinyModel(parts: TinyParts): Model {
  const nodes = Object.entries(parts.nodes).map(([id, given]): ModelNode => {
    const more: Partial<ModelNode> =
      typeof given.kind === 'string' ? { kind: given as AnyNodeKind } : (given as Partial<ModelNode>);
    const kind = more.kind ?? tinyKind();
    const own = { id, group: id, present: true, memoryLimitBytes: Infinity };
    return { ...own, ...more, kind, params: { ...defaultParams(kind.params), ...more.params } };
  });
  return createModel({
    seed: parts.seed ?? 1,
    nodes,
    links: parts.links ?? mesh(nodes.map(({ id }) => id)),
    policies: new Map((parts.policies ?? []).map((kind) => [kind.id, kind])),
    invariants: parts.invariants ?? [],
    warmUpUs: parts.warmUpUs ?? 0,
  });
}

/** A run, and what its inputs were refused with. */
export interface TinyRun {
  sim: Simulation;
  refusals: string[];
}

/** A run with a recorder, up to a time. */
export function tinyRun(parts: TinyParts, inputs: readonly Input[] = [], untilMs = 0): TinyRun {
  const sim = new Simulation(tinyModel(parts), { recorder: createRecorder(4_096) });
  const refusals: string[] = [];
  sim.onRefusal = (_input, sentence) => refusals.push(sentence);
  sim.setInputs(inputs);
  sim.advance(untilMs * MS);
  return { sim, refusals };
}

/** An input without an end. Its id is made of its words. */
export function at(ms: number, action: string, target = '', ...args: ParamValue[]): Input {
  const id = `${action} ${target} ${String(ms)}`;
  return { id, atUs: ms * MS, untilUs: null, action, target, args, muted: false };
}

/** An input with an end. */
export function during(
  fromMs: number,
  toMs: number,
  action: string,
  target = '',
  ...args: ParamValue[]
): Input {
  return { ...at(fromMs, action, target, ...args), untilUs: toMs * MS };
}

/** A node of a run. */
export function nodeIn(sim: Simulation, id: string): SimNode {
  const node = nodeOf(sim.world, id);
  if (!node) throw new Error(`There is no node called ${id}.`);
  return node;
}

/** What the recorder of a run holds, or the entries of some kinds. */
export function entriesOf(sim: Simulation, ...kinds: EntryKind[]): TraceEntry[] {
  const { recorder } = sim;
  if (!recorder) return [];
  return Array.from({ length: entryCount(recorder) }, (_, index) => entryAt(recorder, index)).filter(
    ({ kind }) => kinds.length === 0 || kinds.includes(kind),
  );
}
