/**
 * Inputs take effect here. A clip in force is remembered in the world with what it set, so that its end takes back
 * just that; clips on one target stack. Rules [K-F1] … in `SPEC.md`.
 */
import { unaffectedBy } from './contract';
import {
  actionSpec,
  argProblem,
  parseLinkTarget,
  parseMessageTarget,
  parseParamTarget,
  parseSides,
  type Input,
} from './input';
import { crashNode, pauseNode, restartNode, resumeNode, setClockRate, setSlow, skewClock } from './lifecycle';
import { findInFlight, meddle } from './network';
import { combinationProblem, paramProblem, type ParamValue } from './params';
import type { Simulation } from './simulation';
import type { LinkRule, OpenClip, SimLink, SimNode } from './world';

/** One end of an input: where it takes effect, or where it is taken back. */
export interface Edge {
  readonly $shared: true;
  atUs: number;
  input: Input;
  ends: boolean;
}

/** The edges of all inputs that are not muted, in the order they happen: ends before beginnings at equal times. */
export function edgesOf(inputs: readonly Input[]): Edge[] {
  const edges: (Edge & { order: number })[] = [];
  for (const [order, input] of inputs.entries()) {
    if (input.muted) continue;
    edges.push({ $shared: true, atUs: input.atUs, input, ends: false, order });
    if (input.untilUs !== null) edges.push({ $shared: true, atUs: input.untilUs, input, ends: true, order });
  }
  return edges.sort((a, b) => a.atUs - b.atUs || Number(b.ends) - Number(a.ends) || a.order - b.order);
}

/** Lets one edge take effect. @returns why nothing happened, in a sentence, or null */
export function applyEdge(sim: Simulation, edge: Edge): string | null {
  if (!edge.ends) return begin(sim, edge.input);
  const clip = sim.world.clips.find((open) => open.id === edge.input.id);
  if (clip) endClip(sim, clip);
  return null;
}

function begin(sim: Simulation, input: Input): string | null {
  const spec = actionSpec(input.action);
  if (!spec) return `There is no action called ${input.action}.`;
  const problem = argProblem(input.action, input.args);
  if (problem !== null) return problem;
  switch (spec.target) {
    case 'node':
    case 'source':
      return beginOnNode(sim, input);
    case 'link':
      return beginOnLink(sim, input);
    case 'sides':
      return partition(sim, input);
    case 'param':
      return setParam(sim, input);
    case 'message':
      return beginOnMessage(sim, input);
    case 'any':
      return heal(sim, input.target);
  }
}

function openClip(sim: Simulation, input: Input, node: number, value: ParamValue = 0, param = ''): void {
  sim.world.clips.push({
    id: input.id,
    action: input.action,
    target: input.target,
    node,
    value,
    param,
    sinceUs: sim.world.nowUs,
  });
}

function beginOnNode(sim: Simulation, input: Input): string | null {
  const index = sim.model.nodeIndex.get(input.target);
  if (index === undefined) return `There is no node called ${input.target}.`;
  const node = sim.world.nodes[index];
  sim.touched[index]++;
  if (!node.present && input.action !== 'join') return `${node.id} is not there.`;
  const instant = instantOnNode(sim, node, input);
  if (instant !== undefined) return instant;
  const value = Number(input.args[0] ?? 0);
  openClip(sim, input, index, value);
  switch (input.action) {
    case 'crash':
      node.crashes++;
      if (node.up) crashNode(sim, node, '');
      break;
    case 'pause':
      pauseNode(sim, node);
      break;
    case 'isolate':
      for (const link of sim.world.links)
        if (link.from === index || link.to === index) addRule(link, input, 'cut', 0);
      break;
    case 'skew':
      skewClock(sim, node, value);
      break;
    default:
      refreshNode(sim, node, input.action);
  }
  const why = unaffectedBy(sim.kindOf(node), node.params)[input.action] as string | undefined;
  return why === undefined ? null : `${node.id} ${why}, so nothing changes.`;
}

/** Actions on a node that do not last; undefined for those that do. */
function instantOnNode(sim: Simulation, node: SimNode, input: Input): string | null | undefined {
  switch (input.action) {
    case 'restart': {
      const wasUp = node.up;
      endClips(sim, (clip) => clip.action === 'crash' && clip.node === node.index);
      restartNode(sim, node);
      return wasUp ? `${node.id} is running already.` : null;
    }
    case 'resume': {
      const wasPaused = node.pauses > 0;
      endClips(sim, (clip) => clip.action === 'pause' && clip.node === node.index);
      return wasPaused ? null : `${node.id} is not paused.`;
    }
    case 'do':
      return act(sim, node, String(input.args[0] ?? ''), String(input.args[1] ?? ''));
    case 'join':
      if (node.present) return `${node.id} is there already.`;
      sim.join(node.id);
      return null;
    case 'leave':
      sim.leave(node.id);
      return null;
    default:
      return undefined;
  }
}

function act(sim: Simulation, node: SimNode, name: string, arg: string): string | null {
  const actions = sim.kindOf(node).actions ?? {};
  const action = Object.hasOwn(actions, name) ? actions[name] : null;
  if (!action) return `${node.id} has no action called ${name}.`;
  if (!node.up) return `${node.id} is down.`;
  if (node.pauses > 0) return `${node.id} is paused.`;
  const refusal = action.refuse?.(node.state, node.params) ?? null;
  return refusal ?? action.run(sim.enter(node), node.state, arg);
}

/** Recomputes what the open clips of an action make of a node. */
function refreshNode(sim: Simulation, node: SimNode, action: string): void {
  const open = sim.world.clips.filter((clip) => clip.action === action && clip.node === node.index);
  const product = open.reduce((factor, clip) => factor * Number(clip.value), 1);
  if (action === 'slow') setSlow(sim, node, product);
  else if (action === 'drift') setClockRate(sim, node, product);
  else if (action === 'memory') {
    const own = sim.model.nodes[node.index].memoryLimitBytes;
    node.memoryLimitBytes = Math.min(own, ...open.map((clip) => Number(clip.value)));
    if (node.memoryBytes > node.memoryLimitBytes) sim.die(node, 'out of memory');
  } else if (action === 'spike') {
    node.trafficFactor = product;
    if (node.up) sim.kindOf(node).onParams?.(sim.enter(node), node.state);
  }
}

function addRule(link: SimLink, input: Input, kind: LinkRule['kind'], value: number): void {
  link.rules.push({ clip: input.id, kind, value, windowUs: kind === 'reorder' ? REORDER_WINDOW_US : 0 });
}

/** How far a message on a reordering link may be held back. */
const REORDER_WINDOW_US = 100_000;

function beginOnLink(sim: Simulation, input: Input): string | null {
  const links = linksOf(sim, input.target);
  if (typeof links === 'string') return links;
  if (input.action === 'restore') {
    const closed = endClips(
      sim,
      (clip) =>
        actionSpec(clip.action)?.closedBy?.includes('restore') === true &&
        links.some((link) => link.rules.some((rule) => rule.clip === clip.id)),
    );
    return closed > 0 ? null : `${input.target} has no fault to take back.`;
  }
  const value = Number(input.args[0] ?? 0);
  openClip(sim, input, -1, value);
  for (const link of links) addRule(link, input, input.action as LinkRule['kind'], value);
  return null;
}

function linksOf(sim: Simulation, target: string): SimLink[] | string {
  const parts = parseLinkTarget(target);
  if (!parts) return `${target} is not a link: write it as a->b or a<->b.`;
  const ways = parts.both ? [parts, { from: parts.to, to: parts.from }] : [parts];
  const links: SimLink[] = [];
  for (const { from, to } of ways) {
    const a = sim.model.nodeIndex.get(from);
    const b = sim.model.nodeIndex.get(to);
    const index =
      a === undefined || b === undefined ? -1 : sim.model.linkMatrix[a * sim.model.nodes.length + b];
    if (index < 0) return `There is no link from ${from} to ${to}.`;
    links.push(sim.world.links[index]);
  }
  return links;
}

function partition(sim: Simulation, input: Input): string | null {
  const sides = parseSides(input.target);
  if (!sides) return `A partition needs two sides, as in s1,s2 | s3; ${input.target} is not that.`;
  const unknown = sides.flat().find((id) => !sim.model.nodeIndex.has(id));
  if (unknown !== undefined) return `There is no node called ${unknown}.`;
  const side = (index: number): number => sides.findIndex((ids) => ids.includes(sim.model.nodes[index].id));
  const crossing = sim.world.links.filter(
    (link) => side(link.from) + side(link.to) === 1 && side(link.from) >= 0,
  );
  const cut = crossing.filter((link) => side(link.to) >= 0);
  openClip(sim, input, -1);
  for (const link of cut) addRule(link, input, 'cut', 0);
  return cut.length > 0 ? null : `No link crosses ${input.target}, so nothing changes.`;
}

function beginOnMessage(sim: Simulation, input: Input): string | null {
  const target = parseMessageTarget(input.target);
  if (!target) return `${input.target} is not a message: write it as a->b#17.`;
  const links = linksOf(sim, `${target.from}->${target.to}`);
  if (typeof links === 'string') return links;
  const found = findInFlight(sim, links[0], target.number);
  if (!found) return `${input.target} is not in flight.`;
  meddle(sim, found, input.action, Number(input.args[0] ?? 0));
  return null;
}

function setParam(sim: Simulation, input: Input): string | null {
  const target = parseParamTarget(input.target);
  const members = target ? sim.model.groups.get(target.node) : undefined;
  if (!target || !members)
    return `${input.target} is not a knob: there is no node called ${target?.node ?? ''}.`;
  const value = input.args[0];
  for (const index of members) {
    const specs = sim.model.nodes[index].kind.params;
    if (!Object.hasOwn(specs, target.param)) return `${target.node} has no knob called ${target.param}.`;
    const problem = paramProblem(input.target, specs[target.param], value);
    if (problem !== null) return problem;
    if (specs[target.param].restarts) return `${input.target} can only change when the run starts anew.`;
    const together = { ...sim.world.nodes[index].params, [target.param]: value };
    const clash = combinationProblem(specs, together);
    if (clash !== null) return clash;
  }
  const { world } = sim;
  if (input.untilUs === null) {
    world.clips = world.clips.filter((clip) => clip.action !== 'set' || clip.target !== input.target);
  }
  openClip(sim, input, -1, value, target.param);
  for (const index of members) refreshParam(sim, world.nodes[index], target.param);
  return null;
}

/** The last open `set` of a knob wins over the scenario's value; a node's own knob and its group's are one. */
function refreshParam(sim: Simulation, node: SimNode, param: string): void {
  const own = sim.model.nodes[node.index];
  const names = [`${own.id}.${param}`, `${own.group}.${param}`];
  const last = sim.world.clips.findLast((clip) => clip.action === 'set' && names.includes(clip.target));
  const value = last ? last.value : own.params[param];
  if (node.params[param] === value) return;
  node.params = { ...node.params, [param]: value };
  sim.touched[node.index]++;
  if (node.up) sim.kindOf(node).onParams?.(sim.enter(node), node.state);
}

/** Ends every open fault, or those of one target; nodes that died of themselves restart. */
function heal(sim: Simulation, target: string): string | null {
  const everything = target === '' || target === '*';
  const node = everything ? undefined : sim.model.nodeIndex.get(target);
  const links = everything || node !== undefined ? [] : linksOf(sim, target);
  const sides = typeof links === 'string' && parseSides(target) !== null;
  if (typeof links === 'string' && !sides) return `There is no node or link called ${target}.`;
  const isFault = (clip: OpenClip): boolean => actionSpec(clip.action)?.closedBy?.includes('heal') === true;
  let healed = endClips(
    sim,
    (clip) => isFault(clip) && (everything || clip.node === node || clip.target === target),
  );
  for (const one of sim.world.nodes) {
    if (!everything && one.index !== node) continue;
    if (one.present && !one.up && one.crashes === 0) {
      restartNode(sim, one);
      healed++;
    }
  }
  return healed > 0 ? null : 'There is nothing to heal.';
}

function endClips(sim: Simulation, wanted: (clip: OpenClip) => boolean): number {
  const ending = sim.world.clips.filter(wanted);
  for (const clip of ending) endClip(sim, clip);
  return ending.length;
}

/** Takes back what a clip set, and only that. */
function endClip(sim: Simulation, clip: OpenClip): void {
  const { world } = sim;
  world.clips = world.clips.filter((open) => open !== clip);
  for (const link of world.links) {
    if (link.rules.some((rule) => rule.clip === clip.id)) {
      link.rules = link.rules.filter((rule) => rule.clip !== clip.id);
    }
  }
  if (clip.action === 'set') {
    const members = sim.model.groups.get(parseParamTarget(clip.target)?.node ?? '') ?? [];
    for (const index of members) refreshParam(sim, world.nodes[index], clip.param);
  }
  if (clip.node < 0) return;
  const node = world.nodes[clip.node];
  sim.touched[clip.node]++;
  if (clip.action === 'crash') {
    node.crashes--;
    if (node.died === '') restartNode(sim, node);
  } else if (clip.action === 'pause') resumeNode(sim, node);
  else if (clip.action === 'skew') skewClock(sim, node, -Number(clip.value));
  else refreshNode(sim, node, clip.action);
}
