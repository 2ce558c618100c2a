/**
 * What a run is made of: behaviour and topology. A model never changes while its runs go on, and all runs,
 * branches and replays of a scenario share it. The scenario layer makes it from data.
 */
import type { AnyNodeKind, MetricSpec } from './contract';
import type { Distribution } from './distributions';
import type { AnyInvariant } from './invariant';
import type { NodeId } from './message';
import { createCatalog, registerMetric, registerRequests, type MetricCatalog } from './metrics';
import type { ParamValues } from './params';
import type { AnyPolicyKind } from './policy';

/** A node as the scenario has it. */
export interface ModelNode {
  id: NodeId;
  kind: AnyNodeKind;
  /** Id of its group; its own id when it stands alone. */
  group: string;
  /** Whether it is there at the start. */
  present: boolean;
  params: ParamValues;
  memoryLimitBytes: number;
}

/** A one-way link. */
export interface ModelLink {
  from: NodeId;
  to: NodeId;
  /** One-way delay in microseconds. */
  latencyUs: Distribution;
  lossRatio: number;
  duplicateRatio: number;
  /** Share of messages that may be overtaken, by up to `reorderWindowUs`. */
  reorderRatio: number;
  reorderWindowUs: number;
  /** Infinity for unlimited. */
  bytesPerSec: number;
  /** Messages never overtake one another, as on one connection. */
  ordered: boolean;
}

export interface ModelParts {
  seed: number;
  nodes: readonly ModelNode[];
  links: readonly ModelLink[];
  policies: ReadonlyMap<string, AnyPolicyKind>;
  invariants: readonly AnyInvariant[];
  warmUpUs: number;
}

export interface Model extends ModelParts {
  nodeIndex: ReadonlyMap<NodeId, number>;
  /** Indices of the members of each group, and of each node under its own id. */
  groups: ReadonlyMap<string, readonly number[]>;
  /** `linkMatrix[from * nodes + to]`: index of the link, or −1. */
  linkMatrix: Int32Array;
  catalog: MetricCatalog;
  /** For each node: index of its first request counter, and its metrics by their short names. */
  nodeMetrics: readonly NodeMetrics[];
  /** Indices of the run's first request counter, its response time, and its time to any answer. */
  runRequests: number;
  responseTime: number;
  answerTime: number;
}

export interface NodeMetrics {
  requests: number;
  /** Indices of its gauges, which fall to 0 when it crashes. */
  gauges: readonly number[];
  own: NameList;
}

/** Numbers by name: for a handful of names a list is faster to search than a map. */
export interface NameList {
  names: string[];
  numbers: number[];
}

const RESPONSE_TIME: MetricSpec = {
  type: 'histogram',
  unit: 'ms',
  help: 'time from a logical request to its good answer, as the client sees it',
  better: 'less',
};
const ANSWER_TIME: MetricSpec = {
  type: 'histogram',
  unit: 'ms',
  help: 'time from a logical request to its end, good or bad: errors, refusals and timeouts count too',
  better: 'less',
};

/**
 * Links the parts of a model.
 * @throws Error when an id stands twice or a link leads nowhere
 */
export function createModel(parts: ModelParts): Model {
  const nodeIndex = new Map<NodeId, number>();
  const groups = new Map<string, number[]>();
  for (const [index, node] of parts.nodes.entries()) {
    if (nodeIndex.has(node.id)) throw new Error(`Two nodes are called ${node.id}.`);
    nodeIndex.set(node.id, index);
    groups.set(node.id, [index]);
  }
  for (const [index, node] of parts.nodes.entries()) {
    if (node.group === node.id) continue;
    if (nodeIndex.has(node.group)) throw new Error(`The group ${node.group} is called like a node.`);
    const members = groups.get(node.group);
    if (members) members.push(index);
    else groups.set(node.group, [index]);
  }
  const catalog = createCatalog();
  const runRequests = registerRequests(catalog, '');
  const responseTime = registerMetric(catalog, 'responseTimeMs', RESPONSE_TIME);
  const answerTime = registerMetric(catalog, 'answerTimeMs', ANSWER_TIME);
  const { seed, nodes, links, policies, invariants, warmUpUs } = parts;
  // Field by field: the busiest code reads a model, and is compiled for one shape of it.
  return {
    seed,
    nodes,
    links,
    policies,
    invariants,
    warmUpUs,
    nodeIndex,
    groups,
    linkMatrix: matrixOf(parts, nodeIndex),
    catalog,
    nodeMetrics: parts.nodes.map((node) => registerNode(catalog, node)),
    runRequests,
    responseTime,
    answerTime,
  };
}

function matrixOf(parts: ModelParts, nodeIndex: ReadonlyMap<NodeId, number>): Int32Array {
  const size = parts.nodes.length;
  const matrix = new Int32Array(size * size).fill(-1);
  for (const [index, link] of parts.links.entries()) {
    const from = nodeIndex.get(link.from);
    const to = nodeIndex.get(link.to);
    if (from === undefined) throw new Error(`A link starts at ${link.from}, which is no node.`);
    if (to === undefined) throw new Error(`A link ends at ${link.to}, which is no node.`);
    if (matrix[from * size + to] >= 0)
      throw new Error(`There are two links from ${link.from} to ${link.to}.`);
    matrix[from * size + to] = index;
  }
  return matrix;
}

function registerNode(catalog: MetricCatalog, node: ModelNode): NodeMetrics {
  const requests = registerRequests(catalog, `${node.id}.`);
  const own: NameList = { names: [], numbers: [] };
  const keep = (name: string, place: number): void => {
    own.names.push(name);
    own.numbers.push(place);
  };
  const gauges: number[] = [];
  for (const [name, spec] of Object.entries(node.kind.metrics ?? {})) {
    const place = registerMetric(catalog, `${node.id}.${name}`, spec);
    keep(name, place);
    if (spec.type === 'gauge') gauges.push(place);
  }
  for (const [name, spec] of Object.entries(node.kind.runMetrics ?? {})) {
    keep(name, registerMetric(catalog, name, spec));
  }
  return { requests, gauges, own };
}
