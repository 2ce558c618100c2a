/** What can become of a node: start, crash, pause, slow down, clock faults, coming and going. */
import type { AnyNodeKind } from './contract';
import type { Plain } from './plain';
import { setGauge } from './metrics';
import { requestOffset } from './metrics';
import {
  AT,
  cancelEvent,
  forEachPending,
  handleOf,
  LINK_STRIDE,
  META,
  moveEvent,
  PARKED_US,
  pendingInOrder,
  slotOf,
  STRIDE,
  type EventHandle,
} from './queue';
import { EVENT, type Simulation } from './simulation';
import type { Message } from './message';
import { ENTRY } from './trace';
import type { SimNode } from './world';

/** Starts a node that is not running, from what was durable if it crashed before. */
export function bootNode(sim: Simulation, node: SimNode): void {
  const durable = durableOf(node);
  const kind = sim.kindOf(node);
  node.up = true;
  node.died = '';
  node.sinceUs = sim.world.nowUs;
  note(sim, node, durable === undefined ? 'starts' : 'restarts');
  const context = sim.enter(node);
  node.state = durable !== undefined && kind.restart ? kind.restart(context, durable) : kind.boot(context);
}

function durableOf(node: SimNode): Plain | undefined {
  const state = node.state as { durable?: Plain } | null;
  return state === null ? undefined : state.durable;
}

/** Adds a change of a node's life to the trace. */
function note(sim: Simulation, node: SimNode, what: string): void {
  sim.touched[node.index]++;
  sim.emit(ENTRY.node, node.index, sim.names.hash(what), { $shared: true, what });
}

/**
 * Stops a node at once: timers, work, calls and requests inside are gone, only `state.durable` is kept.
 * @param reason why, when it died of itself; empty when a fault did it
 */
export function crashNode(sim: Simulation, node: SimNode, reason: string): void {
  stopNode(sim, node, reason);
  note(sim, node, reason === '' ? 'crashes' : `dies: ${reason}`);
}

function stopNode(sim: Simulation, node: SimNode, reason: string): void {
  const { metrics } = sim.world;
  node.up = false;
  node.died = reason;
  node.sinceUs = sim.world.nowUs;
  cancelOwn(sim, node);
  for (const handle of node.parked) loseParked(sim, handle);
  const first = sim.model.nodeMetrics[node.index].requests;
  metrics.counters[first + requestOffset('lost')] += node.openRequests + node.openLogical;
  metrics.counters[sim.model.runRequests + requestOffset('lost')] += node.openLogical;
  const durable = durableOf(node);
  node.parked = [];
  node.heldWork = [];
  node.openRequests = 0;
  node.openLogical = 0;
  node.calls = [];
  node.freeCalls = [];
  node.policies = new Map();
  node.memoryBytes = 0;
  node.mode = '';
  node.modeSinceUs = sim.world.nowUs;
  node.state = durable === undefined ? null : { durable };
  for (const place of sim.model.nodeMetrics[node.index].gauges) setGauge(metrics, place, 0, sim.world.nowUs);
}

function loseParked(sim: Simulation, handle: EventHandle): void {
  const { queue } = sim.world;
  const slot = slotOf(queue, handle);
  if (slot < 0) return;
  const message = queue.payloads[slot] as Message;
  cancelEvent(queue, handle);
  sim.drop(message, 'down');
}

/** Cancels everything pending that is the node's own: timers, work and calls, not messages to it. */
function cancelOwn(sim: Simulation, node: SimNode): void {
  const { queue } = sim.world;
  forEachPending(queue, (slot) => {
    const meta = queue.links[slot * LINK_STRIDE + META];
    if (meta >> 4 === node.index && (meta & 15) !== EVENT.deliver) cancelEvent(queue, handleOf(queue, slot));
  });
}

/** In the order they are due, so that moving them keeps it. */
function pendingOf(sim: Simulation, node: SimNode, wanted: (kind: number) => boolean): EventHandle[] {
  const { queue } = sim.world;
  const handles: EventHandle[] = [];
  for (const slot of pendingInOrder(queue)) {
    const meta = queue.links[slot * LINK_STRIDE + META];
    if (meta >> 4 === node.index && wanted(meta & 15)) handles.push(handleOf(queue, slot));
  }
  return handles;
}

/** Brings a crashed node back, unless a fault still holds it down. */
export function restartNode(sim: Simulation, node: SimNode): void {
  if (node.present && !node.up && node.crashes === 0) bootNode(sim, node);
}

/** Name of the timer of a node that has died of itself and is to be started again. */
const COMES_BACK = 'comes back';

/** A node dies of itself, and comes back after a time if its kind says so. */
export function dieOfItself(sim: Simulation, node: SimNode, reason: string): void {
  if (!node.up) return;
  crashNode(sim, node, reason);
  const { comesBackAfterUs } = sim.kindOf(node);
  if (!comesBackAfterUs) return;
  const atUs = sim.world.nowUs + Math.round(comesBackAfterUs(node.params));
  sim.schedule(atUs, EVENT.timer, node.index, 0, sim.names.named(COMES_BACK, null));
}

/** What a kind does with its timers; the one by which its nodes come back is not its own. */
export function timerHandlerOf(
  sim: Simulation,
  { onTimer = () => undefined, comesBackAfterUs }: AnyNodeKind,
): typeof onTimer {
  if (!comesBackAfterUs) return onTimer;
  return (ctx, state, timer) => {
    if (timer.name === COMES_BACK) comeBack(sim, sim.context.node);
    else onTimer(ctx, state, timer);
  };
}

/** Somebody has started it before, or a fault still holds it down: then it starts when that ends. */
function comeBack(sim: Simulation, node: SimNode): void {
  if (node.up) return;
  node.died = '';
  restartNode(sim, node);
}

/** The node stops executing and keeps its state: work stands still, messages and due timers wait. */
export function pauseNode(sim: Simulation, node: SimNode): void {
  if (++node.pauses > 1) return;
  const { queue, nowUs } = sim.world;
  node.pausedSinceUs = nowUs;
  for (const handle of pendingOf(sim, node, (kind) => kind === EVENT.work)) {
    const remainingUs = queue.records[slotOf(queue, handle) * STRIDE + AT] - nowUs;
    node.heldWork.push({ handle, remainingUs });
    moveEvent(queue, handle, PARKED_US);
  }
  note(sim, node, 'pauses');
}

/** The node goes on: what waited happens now, in order; work takes up what remained. */
export function resumeNode(sim: Simulation, node: SimNode): void {
  if (node.pauses === 0 || --node.pauses > 0) return;
  const { queue, nowUs } = sim.world;
  for (const { handle, remainingUs } of node.heldWork) moveEvent(queue, handle, nowUs + remainingUs);
  for (const handle of node.parked) moveEvent(queue, handle, nowUs);
  node.heldWork = [];
  node.parked = [];
  note(sim, node, 'resumes');
}

/** Work of the node takes `factor` times its service time from now on; work under way is stretched or shrunk. */
export function setSlow(sim: Simulation, node: SimNode, factor: number): void {
  const ratio = factor / node.slow;
  node.slow = factor;
  if (node.pauses > 0) {
    for (const held of node.heldWork) held.remainingUs = Math.round(held.remainingUs * ratio);
    return;
  }
  rescale(sim, node, ratio, (kind) => kind === EVENT.work);
}

function rescale(sim: Simulation, node: SimNode, ratio: number, wanted: (kind: number) => boolean): void {
  const { queue, nowUs } = sim.world;
  for (const handle of pendingOf(sim, node, wanted)) {
    const atUs = queue.records[slotOf(queue, handle) * STRIDE + AT];
    if (atUs < PARKED_US) moveEvent(queue, handle, nowUs + Math.round((atUs - nowUs) * ratio));
  }
}

/** What the node's own clock shows. */
export function localTimeUs(node: SimNode, nowUs: number): number {
  return node.clockUs + Math.round((nowUs - node.clockAtUs) * node.clockRate);
}

/** The node's clock jumps by so much. */
export function skewClock(sim: Simulation, node: SimNode, byUs: number): void {
  node.clockUs = localTimeUs(node, sim.world.nowUs) + byUs;
  node.clockAtUs = sim.world.nowUs;
}

/** The node's clock runs at `rate` true seconds a second from now on; pending timers follow it. */
export function setClockRate(sim: Simulation, node: SimNode, rate: number): void {
  skewClock(sim, node, 0);
  const ratio = node.clockRate / rate;
  node.clockRate = rate;
  rescale(sim, node, ratio, (kind) => kind === EVENT.timer || kind === EVENT.call);
}

/** An absent node comes in and starts. */
export function joinNode(sim: Simulation, node: SimNode): void {
  if (node.present) return;
  node.present = true;
  if (node.crashes === 0) bootNode(sim, node);
  tellMembers(sim, node);
}

/** A present node goes: like a crash, but it is no longer there to restart. */
export function leaveNode(sim: Simulation, node: SimNode): void {
  if (!node.present) return;
  if (node.up) stopNode(sim, node, '');
  node.present = false;
  node.state = null;
  note(sim, node, 'leaves');
  tellMembers(sim, node);
}

function tellMembers(sim: Simulation, changed: SimNode): void {
  for (const node of sim.world.nodes) {
    if (node.up && node !== changed) sim.kindOf(node).onMembers?.(sim.enter(node), node.state);
  }
}
