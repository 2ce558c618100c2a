/**
 * The event loop: takes the earliest event, or the next edge of an input, and lets it happen.
 */
import { onCallTimer, onReply, type CallTimer } from './calls';
import { NodeContext } from './context';
import { CallPolicyContext } from './policies';
import type { AnyNodeKind, ModeChange } from './contract';
import { hashWord, murmur3, traceHashHex } from './hash';
import { applyEdge, edgesOf, type Edge } from './faults';
import type { Input } from './input';
import { bootNode, dieOfItself, joinNode, leaveNode, timerHandlerOf } from './lifecycle';
import { CANCEL, type Message, type Named, type NodeId } from './message';
import { closeWindows } from './metrics';
import type { Model } from './model';
import { NameTable } from './names';
import { recordChange } from './modes';
import { isCut } from './network';
import { ARG, AT, CAUSE, LINK_STRIDE, META, PARKED_US, STRIDE } from './queue';
import {
  earliest,
  handleOf,
  moveEvent,
  pendingInOrder,
  pushEvent,
  takeEarliest,
  type EventHandle,
  type EventQueue,
} from './queue';
import { streamOffset } from './random';
import { countArrival } from './requests';
import { ENTRY, writeEntry, type Recorder } from './trace';
import { InvariantWatch } from './watch';
import { createWorld, type SimNode, type World } from './world';

/** Kinds of pending events. */
export const EVENT = { deliver: 0, timer: 1, work: 2, call: 3 } as const;
const KIND_MASK = 15;
const KIND_BITS = 4;

/** Packs the kind and node of an event. */
export function eventMeta(kind: number, node: number): number {
  return kind | (node << KIND_BITS);
}

/** What has happened so far, for those who step and watch: counts that only grow. Not state. */
export interface Happenings {
  modeChanges: number;
  inputs: number;
  invariantsBroken: number;
  /** The message delivered last. */
  delivered: Message | null;
}

/** The next thing that will happen, and when. */
export type NextEvent =
  | { kind: 'input'; atUs: number; input: Input; ends: boolean }
  | {
      kind: 'deliver' | 'timer' | 'work' | 'call';
      atUs: number;
      node: number;
      subject: unknown;
      cause: number;
    }
  | null;

export interface SimulationOptions {
  recorder?: Recorder | null;
  /** Seed of the run, when it is not the model's. */
  seed?: number;
  /** What is left out: promises, metric windows or the trace hash. For sweeps, searches and benchmarks. */
  without?: readonly ('invariants' | 'windows' | 'hash')[];
}

type Handlers = Required<Pick<AnyNodeKind, 'onMessage' | 'onCancel' | 'onTimer' | 'onWork' | 'onOutcome'>>;
const nothing = (): void => undefined;

/** Runs one world. The world is the state; everything else here can be made anew from it and the model. */
export class Simulation {
  readonly model: Model;
  world: World;
  recorder: Recorder | null;
  readonly happenings: Happenings = { modeChanges: 0, inputs: 0, invariantsBroken: 0, delivered: null };
  /** Called with a sentence when an input could not do what it was meant to. */
  onRefusal: ((input: Input, sentence: string) => void) | null = null;
  /** Bumped for a node whenever something happened to it: which faces are new. */
  readonly touched: Int32Array;
  readonly context: NodeContext;
  readonly policyContext: CallPolicyContext;
  private readonly watch: InvariantWatch;
  /** Handlers of each node, in one shape for all kinds. */
  readonly handlers: readonly Handlers[];
  readonly names = new NameTable();
  /** Number of the event that caused the present one. */
  cause = 0;

  private edges: readonly Edge[] = [];
  private edgeUs = Infinity;
  readonly hashed: boolean;
  private readonly windowed: boolean;
  private readonly later: (() => void)[] = [];

  constructor(model: Model, options: SimulationOptions = {}) {
    this.model = model;
    this.world = createWorld(model, options.seed ?? model.seed);
    this.recorder = options.recorder ?? null;
    this.touched = new Int32Array(model.nodes.length);
    this.handlers = model.nodes.map(({ kind }) => ({
      onMessage: kind.onMessage,
      onCancel: kind.onCancel ?? nothing,
      onTimer: timerHandlerOf(this, kind),
      onWork: kind.onWork ?? nothing,
      onOutcome: kind.onOutcome ?? nothing,
    }));
    this.context = new NodeContext(this);
    this.policyContext = new CallPolicyContext(this);
    const without = options.without ?? [];
    this.hashed = !without.includes('hash');
    this.windowed = !without.includes('windows');
    this.watch = new InvariantWatch(this, !without.includes('invariants'));
    for (const node of this.world.nodes) if (node.present) bootNode(this, node);
    this.settle();
    if (this.watch.pending) this.watch.check(-1);
  }

  /** Takes over a world of the same model, as at a seek. */
  restore(world: World): void {
    this.world = world;
    this.findNextEdge();
    this.context.forgetStreams();
    for (let i = 0; i < this.touched.length; i++) this.touched[i]++;
  }

  /** The inputs of the run, in the order of the log. Those already applied must be the same as before. */
  setInputs(inputs: readonly Input[]): void {
    this.edges = edgesOf(inputs);
    this.findNextEdge();
  }

  private findNextEdge(): void {
    const { inputCursor } = this.world;
    this.edgeUs = inputCursor < this.edges.length ? this.edges[inputCursor].atUs : Infinity;
  }

  /** Time of the next event or input, Infinity when nothing will ever happen. */
  nextUs(): number {
    const slot = this.nextSlot();
    const eventUs = slot < 0 ? Infinity : this.world.queue.records[slot * STRIDE + AT];
    const next = this.edgeUs <= eventUs ? this.edgeUs : eventUs;
    return next >= PARKED_US ? Infinity : next;
  }

  /** Slot of the earliest event that can happen, or −1: those of paused nodes cannot. */
  private nextSlot(): number {
    const { queue, nodes } = this.world;
    const canHappen = (slot: number): boolean =>
      !isPaused(nodes[queue.links[slot * LINK_STRIDE + META] >> KIND_BITS]);
    const first = earliest(queue);
    if (first < 0 || canHappen(first)) return first;
    return pendingInOrder(queue).find(canHappen) ?? -1;
  }

  /** What will happen next, or null. */
  peek(): NextEvent {
    const atUs = this.nextUs();
    if (atUs === Infinity) return null;
    if (this.edgeUs === atUs) {
      const edge = this.edges[this.world.inputCursor];
      return { kind: 'input', atUs, input: edge.input, ends: edge.ends };
    }
    const { queue } = this.world;
    const slot = this.nextSlot();
    const meta = queue.links[slot * LINK_STRIDE + META];
    const kind = (['deliver', 'timer', 'work', 'call'] as const)[meta & KIND_MASK];
    const cause = queue.records[slot * STRIDE + CAUSE];
    return { kind, atUs, node: meta >> KIND_BITS, subject: queue.payloads[slot], cause };
  }

  /** Lets the next event or input happen. @returns false when there is none */
  step(): boolean {
    return this.advance(Infinity, 1) === 1;
  }

  /**
   * Handles all events up to and including `untilUs`, at most `limit` of them.
   * @returns how many were handled
   */
  advance(untilUs: number, limit = Infinity): number {
    const { world } = this;
    const { queue, nodes } = world;
    const before = world.events;
    for (let left = limit; left > 0;) {
      const slot = earliest(queue);
      const atUs = slot < 0 ? PARKED_US : queue.records[slot * STRIDE + AT];
      if (this.edgeUs <= atUs && this.edgeUs < PARKED_US) {
        if (this.edgeUs > untilUs) break;
        left--;
        this.applyNextEdge();
        continue;
      }
      if (atUs > untilUs || atUs >= PARKED_US) break;
      const meta = queue.links[slot * LINK_STRIDE + META];
      const node = nodes[meta >> KIND_BITS];
      if (isPaused(node)) {
        // A step without a limit in time sets nothing aside that no later event reaches: it would be in the future.
        if (untilUs === Infinity && this.nextUs() === Infinity) break;
        park(queue, slot, node);
        continue;
      }
      left--;
      this.begin(atUs);
      this.happen(meta & KIND_MASK, node, slot);
      if (this.later.length > 0) this.settle();
      if (this.watch.pending) this.watch.check(node.index);
    }
    return world.events - before;
  }

  private begin(atUs: number): void {
    const { world } = this;
    if (this.windowed && atUs >= world.metrics.closesAtUs) closeWindows(world.metrics, atUs);
    world.nowUs = atUs;
    world.events++;
    if (this.hashed) hashWord(world.hash, atUs ^ Math.imul(atUs / 4294967296, 0x27d4eb2f));
  }

  /** Takes the event in a slot and hands it to its node. */
  private happen(kind: number, node: SimNode, slot: number): void {
    const { queue } = this.world;
    const payload = queue.payloads[slot];
    const arg = queue.records[slot * STRIDE + ARG];
    this.cause = queue.records[slot * STRIDE + CAUSE];
    takeEarliest(queue);
    const { index } = node;
    this.touched[index]++;
    if (kind === EVENT.deliver) this.deliver(node, payload as Message);
    else if (kind === EVENT.call) {
      this.emit(ENTRY.call, index, arg, payload);
      onCallTimer(this, node, arg, payload as CallTimer);
    } else {
      const named = payload as Named;
      this.context.node = node;
      if (kind === EVENT.timer) {
        this.emit(ENTRY.timer, index, named.nameHash, named);
        this.handlers[index].onTimer(this.context, node.state, named);
      } else {
        this.emit(ENTRY.work, index, named.nameHash, named);
        this.handlers[index].onWork(this.context, node.state, named);
      }
    }
  }

  private deliver(node: SimNode, message: Message): void {
    const link = this.world.links[message.link];
    if (link.rules.length > 0 && isCut(link)) {
      this.drop(message, 'cut');
      return;
    }
    if (!node.up) {
      this.drop(message, 'down');
      return;
    }
    this.happenings.delivered = message;
    this.emit(ENTRY.deliver, node.index, message.number, message);
    if (message.role === 'reply') {
      onReply(this, node, message);
      return;
    }
    if (message.role === 'request') countArrival(this, node);
    const { onMessage, onCancel } = this.handlers[node.index];
    const handle = message.type === CANCEL && message.role === 'note' ? onCancel : onMessage;
    handle(this.enter(node), node.state, message);
  }

  /** A message is gone. */
  drop(message: Message, why: 'cut' | 'down' | 'loss' | 'input'): void {
    this.world.links[message.link].dropped++;
    this.emit(ENTRY.drop, message.link, message.number, { $shared: true, message, why });
  }

  private applyNextEdge(): void {
    const edge = this.edges[this.world.inputCursor++];
    this.begin(edge.atUs);
    this.cause = 0;
    this.findNextEdge();
    this.happenings.inputs++;
    this.emit(ENTRY.input, -1, this.names.hash(`${edge.input.action} ${edge.input.target}`), edge);
    const refusal = applyEdge(this, edge);
    if (refusal !== null) this.onRefusal?.(edge.input, refusal);
    this.settle();
    if (this.watch.pending) this.watch.check(-1);
  }

  /** The context, standing for a node. */
  enter(node: SimNode): NodeContext {
    this.context.node = node;
    return this.context;
  }

  kindOf(node: SimNode): AnyNodeKind {
    return this.model.nodes[node.index].kind;
  }

  /** Adds an entry to the trace: to its hash, to the recorder, and to the invariants that want it. */
  emit(code: number, node: number, detail: number, subject: unknown): void {
    const { world, recorder } = this;
    if (this.hashed) hashWord(world.hash, detail + Math.imul(code + (node << 5), 0x27d4eb2f));
    if (recorder !== null) writeEntry(recorder, code, world.events, this.cause, world.nowUs, node, subject);
    if (this.watch.wants[code]) this.watch.show(code, node, subject);
  }

  /** An entry that tells of what is hashed elsewhere, for the recorder alone. */
  emitUnhashed(code: number, node: number, subject: unknown): void {
    const { world, recorder } = this;
    if (recorder !== null) writeEntry(recorder, code, world.events, this.cause, world.nowUs, node, subject);
  }

  /** Words for the log: what happened, in the system's terms. */
  log(node: number, text: string): void {
    this.emit(ENTRY.log, node, murmur3(text), text);
  }

  /** A machine of a node has changed its mode (or an event was refused): `machine` is empty for the node's own. */
  noteChange(
    node: SimNode,
    machine: string,
    change: Omit<ModeChange, 'atUs' | 'epoch'>,
    epoch?: number,
  ): ModeChange {
    const full = recordChange(this.world.nowUs, change, epoch);
    if (change.from !== change.to) this.happenings.modeChanges++;
    const subject = { $shared: true, machine, change: full };
    this.emit(ENTRY.mode, node.index, this.names.hash(`${machine}/${change.to}`), subject);
    return full;
  }

  /** Offset of a random stream of this run. */
  stream(name: string): number {
    return streamOffset(this.world.random, this.world.seed, name);
  }

  schedule(atUs: number, kind: number, node: number, arg: number, payload: unknown): EventHandle {
    return pushEvent(this.world.queue, atUs, eventMeta(kind, node), arg, this.world.events, payload);
  }

  /** Does something once the present handler is over. */
  afterwards(action: () => void): void {
    this.later.push(action);
  }

  private settle(): void {
    while (this.later.length > 0) {
      const actions = this.later.splice(0);
      for (const action of actions) action();
    }
  }

  join(id: NodeId): void {
    const node = this.node(id);
    this.afterwards(() => {
      joinNode(this, node);
    });
  }

  leave(id: NodeId): void {
    const node = this.node(id);
    this.afterwards(() => {
      leaveNode(this, node);
    });
  }

  die(node: SimNode, reason: string): void {
    this.afterwards(() => {
      dieOfItself(this, node, reason);
    });
  }

  /** The node of an id. @throws Error when there is none: a scenario or kind is wrong */
  node(id: NodeId): SimNode {
    const index = this.model.nodeIndex.get(id);
    if (index === undefined) throw new Error(`There is no node called ${id}.`);
    return this.world.nodes[index];
  }

  /** The trace hash so far, 16 hexadecimal digits. */
  hashHex(): string {
    return traceHashHex(this.world.hash);
  }
}

/** A node that is down runs nothing that could be paused: what comes to it is lost, paused or not. */
function isPaused(node: SimNode): boolean {
  return node.pauses > 0 && node.up;
}

/** An event of a paused node waits. */
function park(queue: EventQueue, slot: number, node: SimNode): void {
  const handle = handleOf(queue, slot);
  moveEvent(queue, handle, PARKED_US);
  node.parked.push(handle);
}
