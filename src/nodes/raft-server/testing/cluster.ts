/** A cluster of real servers with clients on the kernel, for tests. */
import type { Input } from '../../../kernel/input';
import type { AnyInvariant } from '../../../kernel/invariant';
import { createModel, type Model, type ModelLink, type ModelNode } from '../../../kernel/model';
import { defaultParams, type ParamValue } from '../../../kernel/params';
import { Simulation } from '../../../kernel/simulation';
import { mesh, MS, nodeIn } from '../../../kernel/testing/tiny';
import { createRecorder } from '../../../kernel/trace';
import { nodeKinds, policyKinds } from '../../index';
import type { ClientState } from '../../raft-client/index';
import type { RaftNodeState } from '../index';

export interface ClusterParts {
  seed?: number;
  /** Servers that are there at the start, and those that are not yet. */
  servers?: number;
  absent?: number;
  clients?: number;
  server?: Readonly<Record<string, ParamValue>>;
  /** More for single servers. */
  each?: Readonly<Record<string, Readonly<Record<string, ParamValue>>>>;
  client?: Readonly<Record<string, ParamValue>>;
  link?: Partial<ModelLink> & { latencyMs?: number };
  invariants?: readonly AnyInvariant[];
}

/** The ids of so many servers. */
export function serverIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `s${String(index + 1)}`);
}

export function clusterModel(parts: ClusterParts): Model {
  const { servers = 5, absent = 0, clients = 1, seed = 1, invariants = [] } = parts;
  const node = (id: string, kindName: string, group: string, present: boolean, params: object): ModelNode => {
    const kind = nodeKinds.get(kindName);
    if (!kind) throw new Error(`There is no kind called ${kindName}.`);
    const all = { ...defaultParams(kind.params), ...params };
    return { id, kind, group, present, params: all, memoryLimitBytes: Infinity };
  };
  const nodes = [
    ...serverIds(servers + absent).map((id, index) =>
      node(id, 'raft-server', 'servers', index < servers, {
        group: 'servers',
        ...parts.server,
        ...parts.each?.[id],
      }),
    ),
    ...Array.from({ length: clients }, (_, index) =>
      node(`c${String(index + 1)}`, 'raft-client', 'clients', true, { to: 'servers', ...parts.client }),
    ),
  ];
  const links = mesh(
    nodes.map(({ id }) => id),
    { latencyMs: 5, ...parts.link },
  );
  return createModel({ seed, nodes, links, policies: policyKinds, invariants, warmUpUs: 0 });
}

export interface ClusterRun {
  sim: Simulation;
  /** Goes on until a time. */
  until: (ms: number) => void;
  server: (id: string) => RaftNodeState;
  /** Ids of the servers that run and lead. */
  leaders: () => string[];
  client: (id: string) => ClientState;
  refusals: string[];
}

export function runCluster(parts: ClusterParts, inputs: readonly Input[] = [], untilMs = 0): ClusterRun {
  const sim = new Simulation(clusterModel(parts), { recorder: createRecorder(65_536) });
  const refusals: string[] = [];
  sim.onRefusal = (_input, sentence) => refusals.push(sentence);
  sim.setInputs(inputs);
  const until = (ms: number): void => {
    sim.advance(ms * MS);
  };
  until(untilMs);
  return {
    sim,
    until,
    server: (id) => nodeIn(sim, id).state as RaftNodeState,
    leaders: () => sim.world.nodes.filter(({ up, mode }) => up && mode === 'leader').map(({ id }) => id),
    client: (id) => nodeIn(sim, id).state as ClientState,
    refusals,
  };
}
