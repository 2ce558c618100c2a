/** From a scenario to a model: kinds looked up, parameters checked and filled, links made two-way. */
import { invariantIds, invariants } from '../invariants/index';
import type { AnyInvariant } from '../kernel/invariant';
import { createModel, type Model, type ModelLink, type ModelNode } from '../kernel/model';
import { parseParamTarget } from '../kernel/input';
import { combinationProblem, defaultParams, paramProblem, type ParamValue } from '../kernel/params';
import { US_PER_MS, US_PER_S } from '../kernel/time';
import { kindNames, nodeKinds, policiesOf } from '../nodes/index';
import type { Scenario, ScenarioLink, ScenarioNode } from './types';

/** Something in a scenario that makes no sense; its message is one sentence for the user. */
export class ScenarioProblem extends Error {
  override readonly name = 'ScenarioProblem';
}

export type KnobValues = Readonly<Record<string, ParamValue>>;

/**
 * The model of a scenario with knobs turned before the start. What it is made of has been loaded with `loadParts`.
 * @param promises invariants to keep watch over
 * @throws ScenarioProblem naming what is wrong and where
 */
export function buildModel(
  scenario: Scenario,
  knobs: KnobValues = {},
  seed = scenario.seed,
  promises: readonly string[] = [],
): Model {
  const changed = applyKnobs(scenario, knobs);
  const nodes = changed.nodes.map(modelNode);
  const known = new Set([
    ...changed.nodes.map((node) => node.id),
    ...changed.nodes.map((node) => node.group ?? ''),
  ]);
  checkRefs(nodes, known);
  try {
    return createModel({
      seed,
      nodes,
      links: changed.links.flatMap(modelLinks),
      policies: policiesOf(changed.nodes.map(({ kind }) => kind)),
      invariants: promises.map(findInvariant),
      warmUpUs: (changed.warmUpSec ?? 0) * US_PER_S,
    });
  } catch (error) {
    throw new ScenarioProblem(error instanceof Error ? error.message : String(error));
  }
}

function findInvariant(id: string): AnyInvariant {
  const invariant = invariants.get(id);
  if (invariant) return invariant;
  if (invariantIds.includes(id)) throw new Error(`The invariant ${id} has not been loaded.`);
  throw new ScenarioProblem(`There is no invariant called ${id}.`);
}

/**
 * The scenario with knobs set: `lb.strategy` sets a parameter of a node or of all nodes of a group, and
 * `servers.present` how many members of a group are there at the start. `links.latencyMs` is the delay of all links.
 * @throws ScenarioProblem for an unknown knob or a value out of range
 */
export function applyKnobs(scenario: Scenario, knobs: KnobValues): Scenario {
  let { nodes, links } = scenario;
  for (const [target, value] of Object.entries(knobs)) {
    if (target === LATENCY_KNOB) links = setLatency(links, value);
    else nodes = applyKnob(nodes, target, value);
  }
  return { ...scenario, nodes, links };
}

/** The one knob of all links. */
export const LATENCY_KNOB = 'links.latencyMs';

function setLatency(links: readonly ScenarioLink[], value: ParamValue): ScenarioLink[] {
  if (typeof value !== 'number' || !(value >= 0 && value <= 600_000)) {
    throw new ScenarioProblem(`${LATENCY_KNOB} must be a number from 0 to 600000 ms.`);
  }
  return links.map((link) => ({ ...link, latencyMs: value }));
}

function applyKnob(nodes: readonly ScenarioNode[], target: string, value: ParamValue): ScenarioNode[] {
  const parts = parseParamTarget(target);
  const members = parts ? nodes.filter((node) => node.id === parts.node || node.group === parts.node) : [];
  if (!parts || members.length === 0) {
    throw new ScenarioProblem(`${target} is no knob of this scenario: it has no node or group of that name.`);
  }
  if (parts.param === 'present') return setPresent(nodes, members, target, value);
  for (const node of members) {
    const specs = kindOf(node).params;
    if (!Object.hasOwn(specs, parts.param)) {
      throw new ScenarioProblem(
        `${target} is no knob of this scenario: a ${node.kind} has no ${parts.param}.`,
      );
    }
    const problem = paramProblem(target, specs[parts.param], value);
    if (problem !== null) throw new ScenarioProblem(problem);
  }
  return nodes.map((node) =>
    members.includes(node) ? { ...node, params: { ...node.params, [parts.param]: value } } : node,
  );
}

function setPresent(
  nodes: readonly ScenarioNode[],
  members: readonly ScenarioNode[],
  target: string,
  value: ParamValue,
): ScenarioNode[] {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > members.length) {
    throw new ScenarioProblem(`${target} must be a whole number from 1 to ${String(members.length)}.`);
  }
  return nodes.map((node) => {
    const index = members.indexOf(node);
    return index < 0 ? node : { ...node, present: index < value };
  });
}

function kindOf(node: ScenarioNode) {
  const kind = nodeKinds.get(node.kind);
  if (kind) return kind;
  if (kindNames.includes(node.kind)) throw new Error(`The kind ${node.kind} has not been loaded.`);
  throw new ScenarioProblem(`The node ${node.id} is of kind ${node.kind}, which does not exist.`);
}

function modelNode(node: ScenarioNode): ModelNode {
  const kind = kindOf(node);
  const params = defaultParams(kind.params);
  for (const [name, value] of Object.entries(node.params ?? {})) {
    if (!Object.hasOwn(kind.params, name)) {
      throw new ScenarioProblem(
        `The node ${node.id} has a parameter ${name}, which a ${node.kind} does not know.`,
      );
    }
    const problem = paramProblem(`${node.id}.${name}`, kind.params[name], value);
    if (problem !== null) throw new ScenarioProblem(problem);
    params[name] = value;
  }
  const clash = combinationProblem(kind.params, params);
  if (clash !== null) throw new ScenarioProblem(`In ${node.id}: ${clash}`);
  return {
    id: node.id,
    kind,
    group: node.group ?? node.id,
    present: node.present ?? true,
    params,
    memoryLimitBytes: node.memoryLimitBytes ?? kind.memoryLimitBytes?.(params) ?? Infinity,
  };
}

function checkRefs(nodes: readonly ModelNode[], known: ReadonlySet<string>): void {
  for (const node of nodes) {
    for (const [name, spec] of Object.entries(node.kind.params)) {
      const value = node.params[name];
      if (spec.type === 'ref' && value !== '' && !known.has(String(value))) {
        throw new ScenarioProblem(`${node.id}.${name} names ${String(value)}, which is no node or group.`);
      }
    }
  }
}

/** The one or two directed links of a link. */
function modelLinks(link: ScenarioLink): ModelLink[] {
  const [a, b] = link.between;
  const nature = {
    latencyUs: {
      name: link.latencyShape ?? 'constant',
      mean: Math.round((link.latencyMs ?? 0) * US_PER_MS),
      cv: link.latencyCv ?? 1,
    },
    lossRatio: link.lossRatio ?? 0,
    duplicateRatio: link.duplicateRatio ?? 0,
    reorderRatio: link.reorderRatio ?? 0,
    reorderWindowUs: (link.reorderWindowMs ?? 0) * US_PER_MS,
    bytesPerSec: link.bytesPerSec ?? Infinity,
    ordered: link.unordered !== true,
  };
  const there: ModelLink = { from: a, to: b, ...nature };
  return link.oneWay === true ? [there] : [there, { from: b, to: a, ...nature }];
}
