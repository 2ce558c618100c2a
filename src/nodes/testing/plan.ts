/** A caller that asks by a plan, for tests of nodes that hold data. */
import type { AnyNodeKind, Context } from '../../kernel/contract';
import type { AnyInvariant } from '../../kernel/invariant';
import type { Input } from '../../kernel/input';
import type { Status } from '../../kernel/message';
import { defaultParams, type ParamValue } from '../../kernel/params';
import type { Plain } from '../../kernel/plain';
import type { Simulation } from '../../kernel/simulation';
import { mesh, MS, nodeIn, plannedKind, tinyRun, type Moment } from '../../kernel/testing/tiny';
import { counted } from '../../kernel/testing/conservation';
import { nodeKinds, policyKinds } from '../index';

/** What the caller asks, and when. `to` is the node under test when left out. */
export interface Ask {
  atMs: number;
  type: string;
  key?: number;
  /** More of the body. */
  body?: Readonly<Record<string, Plain>>;
  to?: string;
}

/** How an ask ended, as the caller was told. */
export interface Told {
  ask: number;
  atMs: number;
  status: Status;
  answer: Readonly<Record<string, unknown>> | null;
}

export const read = (atMs: number, key: number): Ask => ({ atMs, type: 'read', key });
export const write = (atMs: number, key: number, value: number): Ask => ({
  atMs,
  type: 'write',
  key,
  body: { value },
});

/** The caller keeps, as a source does, what has been acknowledged to it. */
interface CallerState {
  acknowledged: Map<number, number>;
}

function callerOf(asks: readonly Ask[], told: Told[], standard: string): AnyNodeKind {
  const plan = asks.map(({ atMs, type, key = 0, body, to = standard }, ask): Moment<CallerState> => {
    const act = (ctx: Context, state: CallerState): void => {
      const data = { ask, key, atLeast: state.acknowledged.get(key) ?? 0 };
      ctx.call(to, type, { key, ...body }, { data });
    };
    return [atMs, act];
  });
  return plannedKind<CallerState>(plan, {
    boot: () => ({ acknowledged: new Map() }),
    onOutcome: (ctx, state, { data, status, answer, type }) => {
      const { ask, key } = data as { ask: number; key: number };
      const found = answer as Told['answer'];
      told.push({ ask, atMs: ctx.nowUs / MS, status, answer: found });
      if (type === 'write' && found !== null) state.acknowledged.set(key, Number(found.version));
    },
  });
}

/** Nodes of a test: kind and parameters by id. */
export type Nodes = Readonly<Record<string, { kind: string; params?: Readonly<Record<string, ParamValue>> }>>;

export interface PlannedRun {
  sim: Simulation;
  told: Told[];
  count: (metric: string) => number;
  /** State of a node, to look into. */
  state: (id: string) => unknown;
}

/** Runs a plan against nodes. All links take so long, and the first node is the one that is asked. */
export function runPlan(
  nodes: Nodes,
  asks: readonly Ask[],
  {
    untilMs = 60_000,
    inputs = [],
    latencyMs = 0,
    invariants = [],
    warmUpUs = 0,
  }: {
    untilMs?: number;
    inputs?: readonly Input[];
    latencyMs?: number;
    invariants?: readonly AnyInvariant[];
    warmUpUs?: number;
  } = {},
): PlannedRun {
  const told: Told[] = [];
  const caller = callerOf(asks, told, Object.keys(nodes)[0]);
  const parts = Object.entries(nodes).map(([id, { kind, params = {} }]) => {
    const found = nodeKinds.get(kind);
    if (!found) throw new Error(`There is no kind called ${kind}.`);
    return [id, { kind: found, params: { ...defaultParams(found.params), ...params } }] as const;
  });
  const { sim, refusals } = tinyRun(
    {
      nodes: { caller, ...Object.fromEntries(parts) },
      links: mesh(['caller', ...Object.keys(nodes)], { latencyMs }),
      policies: [...policyKinds.values()],
      invariants,
      warmUpUs,
    },
    inputs,
    untilMs,
  );
  if (refusals.length > 0) throw new Error(refusals[0]);
  return {
    sim,
    told,
    count: (metric) => counted(sim, metric),
    state: (id) => nodeIn(sim, id).state,
  };
}
