/** The one context: stands for the node whose handler runs. */
import { cancelCall, startCall } from './calls';
import type { CallOptions, Context, ModeChange, PolicyUse } from './contract';
import { sample, sampleZipf, type Distribution, type ZipfTable } from './distributions';
import { localTimeUs } from './lifecycle';
import type { Message, NodeId, Status, Timer } from './message';
import { observeValue, setGauge } from './metrics';
import { recordChange } from './modes';
import { DEFAULT_BYTES, transmit } from './network';
import type { NameList } from './model';
import type { ParamValues } from './params';
import type { Plain } from './plain';
import { findPolicy, policyKind, usePolicies } from './policies';
import { cancelEvent, moveEvent, PARKED_US, pushEvent, type EventHandle } from './queue';
import { nextBelow, nextUniform } from './random';
import { countEnd, countLogicalEnd, countLogicalStart } from './requests';
import { EVENT, eventMeta, type Simulation } from './simulation';
import { ENTRY } from './trace';
import type { SimNode } from './world';

export class NodeContext implements Context {
  readonly sim: Simulation;
  node!: SimNode;
  /** Indices of the metrics of each node by their short names. */
  private readonly metrics: NameList[];
  /** Offsets of the streams of each node by purpose: a memory of what `world.random` says. */
  private readonly streams: NameList[];

  constructor(sim: Simulation) {
    this.sim = sim;
    this.metrics = sim.model.nodeMetrics.map(({ own }) => own);
    this.streams = sim.model.nodes.map(() => ({ names: [], numbers: [] }));
  }

  /** After a seek the streams may lie elsewhere. */
  forgetStreams(): void {
    for (const streams of this.streams) {
      streams.names.length = 0;
      streams.numbers.length = 0;
    }
  }

  get id(): NodeId {
    return this.node.id;
  }
  get params(): ParamValues {
    return this.node.params;
  }
  get nowUs(): number {
    return this.sim.world.nowUs;
  }
  get trafficFactor(): number {
    return this.node.trafficFactor;
  }
  clockUs(): number {
    return localTimeUs(this.node, this.sim.world.nowUs);
  }

  send(to: NodeId, type: string, body: Plain = null, bytes = DEFAULT_BYTES): void {
    const index = this.sim.node(to).index;
    transmit(this.sim, this.node, index, 'note', type, null, body, 0, 0, 0, 0, bytes, 0);
  }

  call(to: NodeId, type: string, body: Plain, options?: CallOptions): number {
    return startCall(this.sim, this.node, to, type, body, options);
  }

  cancelCall(call: number): void {
    const { node } = this;
    cancelCall(this.sim, node, call);
    this.node = node;
  }

  reply(message: Message, status: Status, body: Plain = null, bytes = DEFAULT_BYTES): void {
    if (message.role === 'request') countEnd(this.sim, this.node, status);
    const { link, type, call, callSlot, attempt, request } = message;
    const to = this.sim.world.links[link].from;
    const { sim, node } = this;
    transmit(sim, node, to, 'reply', type, status, body, call, callSlot, attempt, request, bytes, 0);
  }

  abandon(message: Message, status: 'cancelled' | 'dropped'): void {
    if (message.role === 'request') countEnd(this.sim, this.node, status);
  }

  beginRequest(): number {
    return countLogicalStart(this.sim, this.node);
  }

  endRequest(status: Status, startedAtUs: number): void {
    countLogicalEnd(this.sim, this.node, status, startedAtUs);
  }

  setTimer(name: string, delayUs: number, data: Plain = null): EventHandle {
    const { world } = this.sim;
    const meta = eventMeta(EVENT.timer, this.node.index);
    return pushEvent(
      world.queue,
      this.dueUs(delayUs),
      meta,
      0,
      world.events,
      this.sim.names.named(name, data),
    );
  }

  repeatTimer(timer: Timer, delayUs: number): EventHandle {
    const { sim } = this;
    const meta = eventMeta(EVENT.timer, this.node.index);
    return pushEvent(sim.world.queue, this.dueUs(delayUs), meta, 0, sim.cause, timer);
  }

  private dueUs(delayUs: number): number {
    const { clockRate } = this.node;
    const trueUs = clockRate === 1 ? delayUs : delayUs / clockRate;
    return this.sim.world.nowUs + (trueUs > 0 ? Math.round(trueUs) : 0);
  }

  moveTimer(handle: EventHandle, delayUs: number): boolean {
    return moveEvent(this.sim.world.queue, handle, this.dueUs(delayUs));
  }

  cancelTimer(handle: EventHandle): boolean {
    return cancelEvent(this.sim.world.queue, handle);
  }

  work(name: string, durationUs: number, data: Plain = null): EventHandle {
    const { sim, node } = this;
    const { world } = sim;
    const stretched = node.slow === 1 ? durationUs : durationUs * node.slow;
    const workUs = stretched > 0 ? Math.round(stretched) : 0;
    const paused = node.pauses > 0;
    const atUs = paused ? PARKED_US : world.nowUs + workUs;
    const meta = eventMeta(EVENT.work, node.index);
    const handle = pushEvent(world.queue, atUs, meta, 0, world.events, sim.names.named(name, data));
    if (paused) node.heldWork.push({ handle, remainingUs: workUs });
    return handle;
  }

  cancelWork(handle: EventHandle): boolean {
    return cancelEvent(this.sim.world.queue, handle);
  }

  allocate(bytes: number): void {
    const { node } = this;
    node.memoryBytes += bytes;
    if (node.memoryBytes > node.memoryLimitBytes) this.sim.die(node, 'out of memory');
  }

  free(bytes: number): void {
    this.node.memoryBytes = Math.max(0, this.node.memoryBytes - bytes);
  }

  join(node: NodeId): void {
    this.sim.join(node);
  }

  leave(node: NodeId): void {
    this.sim.leave(node);
  }

  members(group: string): readonly NodeId[] {
    const { model, world } = this.sim;
    const indices = model.groups.get(group) ?? [];
    return indices.filter((index) => world.nodes[index].present).map((index) => world.nodes[index].id);
  }

  places(group: string): readonly NodeId[] {
    const { model } = this.sim;
    return (model.groups.get(group) ?? []).map((index) => model.nodes[index].id);
  }

  usePolicies(key: string, policies: readonly PolicyUse[]): void {
    usePolicies(this.sim, this.node, key, policies);
  }

  policyState(key: string, id: string): unknown {
    return findPolicy(this.node, key, id)?.state;
  }

  actOnPolicy(key: string, id: string, action: string): string | null {
    const { sim, node } = this;
    const policy = findPolicy(node, key, id);
    if (!policy) return `${node.id} has no ${id} for ${key}.`;
    const act = policyKind(sim, id).actions?.[action];
    return act
      ? act.run(sim.policyContext.for(node, key, policy), policy.state)
      : `A ${id} cannot ${action}.`;
  }

  count(metric: string, by = 1): void {
    this.sim.world.metrics.counters[this.metric(metric)] += by;
  }

  observe(metric: string, value: number): void {
    observeValue(this.sim.world.metrics, this.metric(metric), value);
  }

  gauge(metric: string, value: number): void {
    const { metrics, nowUs } = this.sim.world;
    setGauge(metrics, this.metric(metric), value, nowUs);
  }

  private metric(name: string): number {
    const { names, numbers } = this.metrics[this.node.index];
    for (let i = 0; i < names.length; i++) if (names[i] === name) return numbers[i];
    throw new Error(`The kind of ${this.node.id} declares no metric called ${name}.`);
  }

  span(name: string, fromUs: number, message: Message): void {
    const { sim, node } = this;
    if (sim.recorder === null) return;
    const subject = { $shared: true, name, fromUs, request: message.request, message };
    sim.emitUnhashed(ENTRY.span, node.index, subject);
  }

  log(text: string): void {
    this.sim.log(this.node.index, text);
  }

  changeMode(change: Omit<ModeChange, 'atUs' | 'epoch'>, machine = '', epoch?: number): ModeChange {
    const { node, sim } = this;
    const noted = sim.noteChange(node, machine, change, epoch);
    if (machine !== '') return noted;
    node.lastChange = noted;
    if (change.from !== change.to) {
      node.mode = change.to;
      node.modeSinceUs = sim.world.nowUs;
    }
    return recordChange(sim.world.nowUs, change, epoch);
  }

  private stream(purpose: string): number {
    const streams = this.streams[this.node.index];
    for (let i = 0; i < streams.names.length; i++)
      if (streams.names[i] === purpose) return streams.numbers[i];
    const offset = this.sim.stream(`${this.node.id}/${purpose}`);
    streams.names.push(purpose);
    streams.numbers.push(offset);
    return offset;
  }

  uniform(purpose: string): number {
    const offset = this.stream(purpose);
    return nextUniform(this.sim.world.random.words, offset);
  }

  below(purpose: string, n: number): number {
    const offset = this.stream(purpose);
    return nextBelow(this.sim.world.random.words, offset, n);
  }

  sample(purpose: string, distribution: Distribution): number {
    if (distribution.name === 'constant') return distribution.mean;
    const offset = this.stream(purpose);
    return sample(this.sim.world.random.words, offset, distribution);
  }

  zipf(purpose: string, table: ZipfTable): number {
    const offset = this.stream(purpose);
    return sampleZipf(this.sim.world.random.words, offset, table);
  }
}
