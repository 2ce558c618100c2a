/**
 * The network: one-way links with latency, bandwidth and rules. A rule judges each message: pass, deliver later,
 * drop. Rules are asked in order and their delays add up.
 */
import { sample } from './distributions';
import type { Message, NodeId, Status } from './message';
import type { ModelLink } from './model';
import type { Plain } from './plain';
import {
  ARG,
  AT,
  cancelEvent,
  forEachPending,
  handleOf,
  LINK_STRIDE,
  META,
  moveEvent,
  PARKED_US,
  pushEvent,
  STRIDE,
} from './queue';
import { nextUniform } from './random';
import { EVENT, eventMeta, type Simulation } from './simulation';
import { ENTRY } from './trace';
import { hashPlain } from './hash-plain';
import { US_PER_S } from './time';
import type { LinkRule, SimLink, SimNode } from './world';

/** Size of a message when its sender names none. */
export const DEFAULT_BYTES = 200;

/** The link from one node to another. @throws Error when the scenario has none */
export function linkBetween(sim: Simulation, from: SimNode, to: number): SimLink {
  const { linkMatrix, nodes } = sim.model;
  const index = linkMatrix[from.index * nodes.length + to];
  if (index < 0) throw new Error(`There is no link from ${from.id} to ${nodes[to].id}.`);
  return sim.world.links[index];
}

/** Sends a message on its way, or loses it. */
export function transmit(
  sim: Simulation,
  from: SimNode,
  toIndex: number,
  role: Message['role'],
  type: string,
  status: Status | null,
  body: Plain,
  call: number,
  callSlot: number,
  attempt: number,
  request: number,
  bytes: number,
  deadlineUs: number,
): void {
  const link = linkBetween(sim, from, toIndex);
  const { world } = sim;
  const message: Message = {
    $shared: true,
    number: ++link.sent,
    link: link.index,
    from: from.id,
    to: sim.model.nodes[toIndex].id,
    type,
    role,
    status,
    body,
    call,
    callSlot,
    attempt,
    request,
    sentAtUs: world.nowUs,
    deadlineUs,
    bytes,
  };
  sim.emit(ENTRY.send, link.index, sim.names.hash(type) + message.number, message);
  if (body !== null && sim.hashed) hashPlain(world.hash, body);
  if (link.rules.length === 0) launch(sim, link, message, 0, false);
  else judge(sim, link, message);
}

function judge(sim: Simulation, link: SimLink, message: Message): void {
  let extraUs = 0;
  let overtaken = false;
  let copies = 1;
  for (const rule of link.rules) {
    const verdict = verdictOf(sim, link, rule);
    if (verdict === 'drop') {
      sim.drop(message, rule.kind === 'cut' ? 'cut' : 'loss');
      return;
    }
    if (verdict === 'twice') copies++;
    else if (verdict > 0) {
      extraUs += verdict;
      if (rule.kind === 'reorder') overtaken = true;
    }
  }
  for (let i = 0; i < copies; i++) launch(sim, link, message, extraUs, overtaken);
}

/** What a rule says of one message: drop it, deliver it twice, or deliver it so many microseconds later. */
function verdictOf(sim: Simulation, link: SimLink, rule: LinkRule): 'drop' | 'twice' | number {
  switch (rule.kind) {
    case 'cut':
      return 'drop';
    case 'latency':
      return rule.value;
    case 'loss':
      return chance(sim, link, 'loss') < rule.value ? 'drop' : 0;
    case 'duplicate':
      return chance(sim, link, 'duplicate') < rule.value ? 'twice' : 0;
    case 'reorder':
      if (chance(sim, link, 'reorder') >= rule.value) return 0;
      return 1 + Math.floor(chance(sim, link, 'reorder') * rule.windowUs);
  }
}

function chance(sim: Simulation, link: SimLink, purpose: string): number {
  const { nodes } = sim.model;
  const offset = sim.stream(`${nodes[link.from].id}->${nodes[link.to].id}/${purpose}`);
  return nextUniform(sim.world.random.words, offset);
}

/** Schedules the delivery of a message that nothing has dropped. */
function launch(sim: Simulation, link: SimLink, message: Message, extraUs: number, overtaken: boolean): void {
  const spec = sim.model.links[link.index];
  const { nowUs } = sim.world;
  let departUs = nowUs;
  if (spec.bytesPerSec !== Infinity) {
    departUs = Math.max(nowUs, link.freeAtUs) + Math.round((message.bytes * US_PER_S) / spec.bytesPerSec);
    link.freeAtUs = departUs;
  }
  const { latencyUs } = spec;
  const flightUs = latencyUs.name === 'constant' ? latencyUs.mean : drawLatencyUs(sim, spec);
  let atUs = departUs + flightUs + extraUs;
  if (spec.ordered && !overtaken) {
    if (atUs < link.lastAtUs) atUs = link.lastAtUs;
    link.lastAtUs = atUs;
  }
  pushEvent(sim.world.queue, atUs, eventMeta(EVENT.deliver, link.to), link.index, sim.world.events, message);
}

function drawLatencyUs(sim: Simulation, spec: ModelLink): number {
  const offset = sim.stream(`${spec.from}->${spec.to}/latency`);
  return Math.round(sample(sim.world.random.words, offset, spec.latencyUs));
}

/** Whether nothing passes the link now. */
export function isCut(link: SimLink): boolean {
  return link.rules.some((rule) => rule.kind === 'cut');
}

/** A message in flight: its event, and when it will arrive. */
export interface InFlight {
  message: Message;
  handle: number;
  arrivesAtUs: number;
}

/** Calls `visit` for every message in flight, in no meaningful order; those that wait at a paused node have arrived. */
export function forEachInFlight(
  sim: Simulation,
  visit: (message: Message, arrivesAtUs: number, slot: number) => void,
): void {
  const { queue } = sim.world;
  forEachPending(queue, (slot) => {
    if ((queue.links[slot * LINK_STRIDE + META] & 15) !== EVENT.deliver) return;
    const arrivesAtUs = queue.records[slot * STRIDE + AT];
    if (arrivesAtUs < PARKED_US) visit(queue.payloads[slot] as Message, arrivesAtUs, slot);
  });
}

/** The message of a number in flight on a link, or null. */
export function findInFlight(sim: Simulation, link: SimLink, number: number): InFlight | null {
  const { queue } = sim.world;
  let found: InFlight | null = null;
  forEachInFlight(sim, (message, arrivesAtUs, slot) => {
    if (queue.records[slot * STRIDE + ARG] !== link.index || message.number !== number) return;
    found = { message, handle: handleOf(queue, slot), arrivesAtUs };
  });
  return found;
}

/** What a user may do to a message in flight. */
export function meddle(sim: Simulation, found: InFlight, action: string, byUs: number): void {
  const { queue, nowUs } = sim.world;
  const { message, handle, arrivesAtUs } = found;
  if (action === 'drop') {
    cancelEvent(queue, handle);
    sim.drop(message, 'input');
  } else if (action === 'delay') moveEvent(queue, handle, Math.max(arrivesAtUs, nowUs) + byUs);
  else if (action === 'deliver') moveEvent(queue, handle, nowUs);
  else
    sim.schedule(
      Math.max(arrivesAtUs, nowUs),
      EVENT.deliver,
      sim.world.links[message.link].to,
      message.link,
      message,
    );
}

/** Which nodes a link joins, as the words of inputs have it. */
export function linkName(sim: Simulation, link: SimLink): `${NodeId}->${NodeId}` {
  return `${sim.model.nodes[link.from].id}->${sim.model.nodes[link.to].id}`;
}
