/** A quorum store on the kernel, with clients or a caller that follows a plan, for tests. */
import type { AnyNodeKind, Context } from '../../../kernel/contract';
import type { Input } from '../../../kernel/input';
import type { AnyInvariant } from '../../../kernel/invariant';
import type { Status } from '../../../kernel/message';
import { createModel, type ModelLink, type ModelNode } from '../../../kernel/model';
import { defaultParams, type ParamValue } from '../../../kernel/params';
import type { Plain } from '../../../kernel/plain';
import { Simulation } from '../../../kernel/simulation';
import { mesh, MS, nodeIn, plannedKind } from '../../../kernel/testing/tiny';
import { createRecorder } from '../../../kernel/trace';
import { versionsIn, type Version } from '../../../patterns/quorum/index';
import { nodeKinds, policyKinds } from '../../index';
import type { StoreClientState } from '../../store-client/index';
import type { ClientAnswer, ClientBody, QuorumNodeState } from '../index';

type Values = Readonly<Record<string, ParamValue>>;

/** What the caller asks, of whom, and when. */
export interface Ask extends Partial<ClientBody> {
  atMs: number;
  to: string;
  type: 'read' | 'write';
}

export interface Told {
  ask: number;
  atMs: number;
  status: Status;
  versions: readonly Version[];
}

export interface StoreParts {
  seed?: number;
  nodes?: number;
  node?: Values;
  each?: Readonly<Record<string, Values>>;
  clients?: number;
  client?: Values;
  asks?: readonly Ask[];
  /** Coordinators that keep no keys. */
  outside?: readonly string[];
  /** In place of the caller that follows `asks`. */
  caller?: AnyNodeKind;
  /** In place of links of one nature between all. */
  links?: (ids: readonly string[]) => ModelLink[];
  link?: Partial<ModelLink> & { latencyMs?: number };
  invariants?: readonly AnyInvariant[];
}

export interface StoreRun {
  sim: Simulation;
  told: Told[];
  /** What a node has on its disk under a key, as values. */
  values: (id: string, key: number) => number[];
  versions: (id: string, key: number) => readonly Version[];
  node: (id: string) => QuorumNodeState;
  client: (id: string) => StoreClientState;
}

export function nodeIds(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `s${String(i + 1)}`);
}

/** Runs a store: links of 5 ms between all, no client unless asked for. */
export function runStore(parts: StoreParts, inputs: readonly Input[] = [], untilMs = 2_000): StoreRun {
  const { nodes = 3, clients = 0, seed = 1, asks = [], outside = [], invariants = [] } = parts;
  const told: Told[] = [];
  const make = (id: string, kindName: string, group: string, params: Values): ModelNode => {
    const kind = nodeKinds.get(kindName);
    if (!kind) throw new Error(`There is no kind called ${kindName}.`);
    const all = { ...defaultParams(kind.params), ...params };
    return { id, kind, group, present: true, params: all, memoryLimitBytes: Infinity };
  };
  const caller: ModelNode = {
    ...make('caller', 'store-client', 'caller', { to: 'nodes' }),
    kind: parts.caller ?? callerOf(asks, told),
    params: {},
  };
  const all = [
    ...nodeIds(nodes).map((id) =>
      make(id, 'quorum-node', 'nodes', {
        group: 'nodes',
        writeTimeMs: 0,
        ...parts.node,
        ...parts.each?.[id],
      }),
    ),
    ...outside.map((id) => make(id, 'quorum-node', id, { group: 'nodes', ...parts.node })),
    ...Array.from({ length: clients }, (_, i) =>
      make(`c${String(i + 1)}`, 'store-client', 'clients', { to: 'nodes', ...parts.client }),
    ),
    caller,
  ];
  const ids = all.map(({ id }) => id);
  const links = parts.links?.(ids) ?? mesh(ids, { latencyMs: 5, ...parts.link });
  const model = createModel({ seed, nodes: all, links, policies: policyKinds, invariants, warmUpUs: 0 });
  const sim = new Simulation(model, { recorder: createRecorder(65_536) });
  sim.setInputs(inputs);
  sim.advance(untilMs * MS);
  const node = (id: string): QuorumNodeState => nodeIn(sim, id).state as QuorumNodeState;
  const versions = (id: string, key: number): readonly Version[] => versionsIn(node(id).durable.store, key);
  return {
    sim,
    told,
    node,
    versions,
    values: (id, key) => versions(id, key).map(({ value }) => value),
    client: (id) => nodeIn(sim, id).state as StoreClientState,
  };
}

function callerOf(asks: readonly Ask[], told: Told[]) {
  return plannedKind(
    asks.map(({ atMs, to, type, ...body }, ask) => {
      const act = (ctx: Context): void => {
        ctx.call(to, type, { key: 0, ...body } as unknown as Plain, { data: ask });
      };
      return [atMs, act] as const;
    }),
    {
      onOutcome: (ctx, _state, { data, status, answer }) => {
        const { versions = [] } = (answer ?? {}) as Partial<ClientAnswer>;
        told.push({ ask: Number(data), atMs: ctx.nowUs / MS, status, versions });
      },
    },
  );
}
