/**
 * The world: the whole state of a run as one tree of plain data.
 */
import type { ModeChange } from './contract';
import { createTraceHash, type TraceHash } from './hash';
import type { InvariantState } from './invariant';
import type { NodeId, Status } from './message';
import { copyMetrics, createMetrics, type Metrics } from './metrics';
import type { Model, ModelLink, ModelNode } from './model';
import type { ParamValues } from './params';
import { copyPlain, type Plain, type Shared } from './plain';
import { copyQueue, createQueue, NO_EVENT, type EventHandle, type EventQueue } from './queue';
import { createStreams, type RandomStreams } from './random';

export interface World {
  seed: number;
  /** Time of the event handled last. */
  nowUs: number;
  /** Events handled so far, inputs included: the position of the run. */
  events: number;
  /** Edges of inputs applied so far. */
  inputCursor: number;
  queue: EventQueue;
  random: RandomStreams;
  nodes: SimNode[];
  links: SimLink[];
  clips: OpenClip[];
  hash: TraceHash;
  metrics: Metrics;
  /** Logical requests begun so far. */
  requests: number;
  invariants: InvariantState[];
}

/** A node at this moment. */
export interface SimNode {
  index: number;
  id: NodeId;
  present: boolean;
  up: boolean;
  /** Open crash clips on it; and why it died of itself, or nothing. */
  crashes: number;
  died: string;
  /** Since when it is up or down. */
  sinceUs: number;
  pauses: number;
  pausedSinceUs: number;
  /** Product of the open *slow ×k* clips. */
  slow: number;
  /** Its clock shows `clockUs + (now − clockAtUs) · clockRate`. */
  clockUs: number;
  clockAtUs: number;
  clockRate: number;
  trafficFactor: number;
  memoryLimitBytes: number;
  memoryBytes: number;
  /** The values in force: the scenario's, under what `set` has changed. */
  params: ParamValues;
  /** State of its kind; null while it is not running. */
  state: unknown;
  mode: string;
  modeSinceUs: number;
  lastChange: ModeChange | null;
  /** Events that came due while it was paused, in order. */
  parked: EventHandle[];
  /** Work interrupted by a pause, with what remained of it. */
  heldWork: { handle: EventHandle; remainingUs: number }[];
  /** Requests received that have not ended, and logical requests begun here that have not. */
  openRequests: number;
  openLogical: number;
  /** Records of calls; those of `freeCalls` have ended. */
  calls: Call[];
  freeCalls: number[];
  callsMade: number;
  policies: Map<string, PolicyState[]>;
}

export interface PolicyState {
  id: string;
  params: ParamValues;
  state: unknown;
  /** Time and kind of the last change of its machine, if it has one. */
  lastChange: ModeChange | null;
  modeSinceUs: number;
}

/** What a call asks, and what its maker put in with it. Never changes; the messages of the call share the body. */
export interface Asked extends Shared {
  readonly body: Plain;
  readonly data: Plain;
}

/** A call. `data` and `answer` are there while its end is told, and empty otherwise. */
export interface Call {
  /** 0 once it has ended. */
  id: number;
  to: NodeId;
  type: string;
  asked: Asked;
  data: Plain;
  startedAtUs: number;
  /** When it must be over, and when the request it serves must be; Infinity for no limit. */
  endsByUs: number;
  servedByUs: number;
  slot: number;
  toIndex: number;
  bytes: number;
  request: number;
  /** Key of its policies; empty for none. */
  key: string;
  control: boolean;
  status: Status;
  answer: Plain;
  by: string;
  attempts: number;
  /** Attempts not yet ended; unused without policies. */
  open: Attempt[];
  /** The attempt that waits to be made, after a failure or because a policy said to wait. */
  next: EventHandle;
}

export interface Attempt {
  number: number;
  atUs: number;
  /** Ids of the policies that let it pass, from the outermost, and what they noted. */
  passed: string[];
  memos: number[];
  giveUp: EventHandle;
  givenUpBy: string;
  hedge: EventHandle;
  /** The callee is told when it is given up. */
  tellsCallee: boolean;
}

/** A one-way link at this moment. */
export interface SimLink {
  index: number;
  from: number;
  to: number;
  sent: number;
  dropped: number;
  /** Until when its bandwidth is taken, and when the last ordered message arrives. */
  freeAtUs: number;
  lastAtUs: number;
  rules: LinkRule[];
}

/** What a fault, or the link's own nature, does to messages: asked in order, each removable. */
export interface LinkRule {
  /** Id of the clip it belongs to; empty for the link's own nature. */
  clip: string;
  kind: 'cut' | 'latency' | 'loss' | 'duplicate' | 'reorder';
  /** Microseconds for `latency`, a ratio for the others; nothing for `cut`. */
  value: number;
  windowUs: number;
}

/** A fault or change that is in force. */
export interface OpenClip {
  id: string;
  action: string;
  target: string;
  /** Index of the node it holds, or −1. */
  node: number;
  /** What it set, so that its end can take just that back. */
  value: number | string | boolean;
  param: string;
  sinceUs: number;
}

/** A world at time 0 in which nothing has started yet. */
export function createWorld(model: Model, seed: number): World {
  return {
    seed,
    nowUs: 0,
    events: 0,
    inputCursor: 0,
    queue: createQueue(),
    random: createStreams(),
    nodes: model.nodes.map(createNode),
    links: model.links.map((link, index) => createLink(model, link, index)),
    clips: [],
    hash: createTraceHash(),
    metrics: createMetrics(model.catalog, model.warmUpUs),
    requests: 0,
    invariants: model.invariants.map((invariant) => ({
      memo: invariant.init(),
      brokenAtUs: -1,
      brokenAtEvent: -1,
    })),
  };
}

function createNode(node: ModelNode, index: number): SimNode {
  return {
    index,
    id: node.id,
    present: node.present,
    up: false,
    crashes: 0,
    died: '',
    sinceUs: 0,
    pauses: 0,
    pausedSinceUs: 0,
    slow: 1,
    clockUs: 0,
    clockAtUs: 0,
    clockRate: 1,
    trafficFactor: 1,
    memoryLimitBytes: node.memoryLimitBytes,
    memoryBytes: 0,
    params: node.params,
    state: null,
    mode: '',
    modeSinceUs: 0,
    lastChange: null,
    parked: [],
    heldWork: [],
    openRequests: 0,
    openLogical: 0,
    calls: [],
    freeCalls: [],
    callsMade: 0,
    policies: new Map(),
  };
}

function createLink(model: Model, link: ModelLink, index: number): SimLink {
  const rules: LinkRule[] = [];
  const own = (kind: LinkRule['kind'], value: number, windowUs = 0): void => {
    if (value > 0) rules.push({ clip: '', kind, value, windowUs });
  };
  own('loss', link.lossRatio);
  own('duplicate', link.duplicateRatio);
  own('reorder', link.reorderRatio, link.reorderWindowUs);
  return {
    index,
    from: model.nodeIndex.get(link.from) ?? -1,
    to: model.nodeIndex.get(link.to) ?? -1,
    sent: 0,
    dropped: 0,
    freeAtUs: 0,
    lastAtUs: 0,
    rules,
  };
}

/** What a call asks that has ended. */
export const NOTHING_ASKED: Asked = { $shared: true, body: null, data: null };

/** A call record that has not been used yet. */
export function createCall(slot: number): Call {
  return {
    id: 0,
    to: '',
    type: '',
    asked: NOTHING_ASKED,
    data: null,
    startedAtUs: 0,
    endsByUs: Infinity,
    servedByUs: Infinity,
    slot,
    toIndex: 0,
    bytes: 0,
    request: 0,
    key: '',
    control: false,
    status: 'completed',
    answer: null,
    by: '',
    attempts: 0,
    open: [],
    next: NO_EVENT,
  };
}

/**
 * A copy of the world that shares only what never changes. Here and below each copy names all fields in the order
 * in which they are made: so it has the shape that the engine has compiled for, and a jump costs no speed.
 */
export function copyWorld(world: World): World {
  return {
    seed: world.seed,
    nowUs: world.nowUs,
    events: world.events,
    inputCursor: world.inputCursor,
    queue: copyQueue(world.queue, copyPlain),
    random: { words: world.random.words.slice(), offsets: new Map(world.random.offsets) },
    nodes: world.nodes.map(copyNode),
    links: world.links.map(copyLink),
    clips: copyPlain(world.clips),
    hash: world.hash.slice(),
    metrics: copyMetrics(world.metrics),
    requests: world.requests,
    invariants: copyPlain(world.invariants),
  };
}

function copyNode(node: SimNode): SimNode {
  return {
    index: node.index,
    id: node.id,
    present: node.present,
    up: node.up,
    crashes: node.crashes,
    died: node.died,
    sinceUs: node.sinceUs,
    pauses: node.pauses,
    pausedSinceUs: node.pausedSinceUs,
    slow: node.slow,
    clockUs: node.clockUs,
    clockAtUs: node.clockAtUs,
    clockRate: node.clockRate,
    trafficFactor: node.trafficFactor,
    memoryLimitBytes: node.memoryLimitBytes,
    memoryBytes: node.memoryBytes,
    // Replaced as a whole when one of them is set.
    params: node.params,
    state: copyPlain(node.state),
    mode: node.mode,
    modeSinceUs: node.modeSinceUs,
    lastChange: copyPlain(node.lastChange),
    parked: node.parked.slice(),
    heldWork: copyPlain(node.heldWork),
    openRequests: node.openRequests,
    openLogical: node.openLogical,
    calls: node.calls.map(copyCall),
    freeCalls: node.freeCalls.slice(),
    callsMade: node.callsMade,
    policies: copyPlain(node.policies),
  };
}

function copyCall(call: Call): Call {
  return {
    id: call.id,
    to: call.to,
    type: call.type,
    asked: call.asked,
    data: copyPlain(call.data),
    startedAtUs: call.startedAtUs,
    endsByUs: call.endsByUs,
    servedByUs: call.servedByUs,
    slot: call.slot,
    toIndex: call.toIndex,
    bytes: call.bytes,
    request: call.request,
    key: call.key,
    control: call.control,
    status: call.status,
    answer: copyPlain(call.answer),
    by: call.by,
    attempts: call.attempts,
    open: copyPlain(call.open),
    next: call.next,
  };
}

function copyLink(link: SimLink): SimLink {
  const { index, from, to, sent, dropped, freeAtUs, lastAtUs, rules } = link;
  return { index, from, to, sent, dropped, freeAtUs, lastAtUs, rules: copyPlain(rules) };
}

/** The node of an id, or undefined. */
export function nodeOf(world: Readonly<World>, id: NodeId): SimNode | undefined {
  return world.nodes.find((node) => node.id === id);
}
