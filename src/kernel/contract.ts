/**
 * The contract between the kernel and what runs on it: node kinds, policies, machines.
 * Behaviour is modules of functions over plain data; whatever a node can do, it does through its `Context`.
 */
import type { Distribution, ZipfTable } from './distributions';
import type { CallEnd, Message, NodeId, Status, Timer, Work } from './message';
import type { ParamSpecs, ParamsOf, ParamValues } from './params';
import type { Plain } from './plain';
import type { EventHandle } from './queue';
import type { PolicyState } from './world';

export type Tone = 'calm' | 'good' | 'warn' | 'bad' | 'muted' | 'chosen';
export type Glyph =
  'clients' | 'balancer' | 'gateway' | 'service' | 'cache' | 'database' | 'queue' | 'server';

/** Something measured, drawn from the run's metrics over a short trailing window. */
export interface Reading {
  metric: string;
  /** `rate` per second of a counter, `mean` of a gauge or histogram, `p99` of a histogram, `last` of a gauge, `ratio` of two counters. */
  stat: 'rate' | 'mean' | 'p99' | 'last' | 'ratio';
  /** `ratio`: what to divide by. */
  over?: string;
  /** What to multiply with, such as 100 for a percentage. */
  times?: number;
}

/** What a node shows of itself on the canvas. One generic component draws every face. */
export interface Face {
  headline: { value: number | string | Reading; unit: string; help: string };
  chip?: { text: string; tone: Tone };
  /** At most three. `ratio` on 0 … 1 fills the bar. */
  meters: { label: string; text: string | Reading; unit?: string; ratio?: number | Reading; tone?: Tone }[];
  /** Visible places: a queue, permits, cache slots, a breaker's window. */
  slots?: { label: string; tones: Tone[]; hidden: number };
  /** What happened last, in the system's terms. */
  note?: string;
}

/** One edge of a machine as drawn: which event, under which guard, leads where. */
export interface ChartEdge {
  from: string;
  event: string;
  /** Name of the guard, empty for none. */
  guard: string;
  to: string;
}

/** A machine as plain data, taken from the machine that runs. */
export interface ModeChart {
  id: string;
  initial: string;
  modes: { id: string; title: string; help: string }[];
  edges: ChartEdge[];
}

/** The last thing that happened to a machine: the transition taken, and the guards that refused on the way. */
export interface ModeChange {
  atUs: number;
  event: string;
  from: string;
  /** Same as `from` when every guard refused. */
  to: string;
  guard: string;
  /** Guards that were asked and said no, with the mode they lead to. */
  refused: { guard: string; to: string }[];
  /** The term, ballot or epoch the node is in after it, where its protocol counts such. */
  epoch?: number;
}

/** The timer that will make a node do something next, for a dial that runs down. */
export interface Dial {
  timer: EventHandle;
  /** How long it was set for, in microseconds of the node's own clock. */
  spanUs: number;
}

/** What a note means to those who watch: a question or news, an answer, a refusal, or just a sign of life. */
export type NoteMeaning = 'news' | 'answer' | 'refusal' | 'beat';

/** A node's copy of a replicated log: how far it reaches, and a stretch of it. */
export interface LogView {
  /** Entries up to here are replaced by a snapshot; 0 for none. */
  snapshotIndex: number;
  lastIndex: number;
  /** Highest index it knows is committed. */
  commitIndex: number;
  epoch: number;
  /** Entries of the stretch that it has, in the order of the log; `short` is what fits in a cell. */
  entries: { index: number; epoch: number; text: string; short: string }[];
  /** What a leader knows of the logs of others; empty for all who are not. */
  followers: { id: string; next: number; match: number }[];
}

/** Which stretch of which stream of events is looked at, and up to where its events are added up. */
export interface StreamAsk {
  /** A stream that does not exist, such as '', stands for the first there is. */
  stream: string;
  /** First version of the stretch; null for the one that ends with the newest event. */
  from: number | null;
  count: number;
  /** The version to add up to, or the time; null for the newest. */
  at: { version: number } | { us: number } | null;
}

/** An event store at this moment: its streams, a stretch of one of them, and what that one came to at some version. */
export interface StreamView {
  streams: { id: string; version: number }[];
  stream: string;
  lastVersion: number;
  newestSchema: number;
  /** Its events in order; `written` is what an old schema says where `text` says it in the newest, or empty. */
  events: {
    version: number;
    position: number;
    atUs: number;
    type: string;
    schema: number;
    text: string;
    written: string;
    command: number;
  }[];
  /** Versions there are snapshots of. */
  snapshots: number[];
  /** The state at a version; `before` is what each field was one event earlier. */
  state: {
    version: number;
    atUs: number | null;
    fields: { name: string; value: string; before: string }[];
    /** Snapshot a replay begins with, 0 for none, and the events replayed after it. */
    snapshot: number;
    replayed: number;
  };
}

/** A machine of a node at this moment: for the statechart view. */
export interface MachineView {
  id: string;
  title: string;
  chart: ModeChart;
  mode: string;
  sinceUs: number;
  last: ModeChange | null;
}

/** Meaning of a series of numbers. */
export interface MetricSpec {
  type: 'counter' | 'gauge' | 'histogram';
  unit: string;
  help: string;
  better: 'more' | 'less' | 'neither';
}

export interface CallOptions {
  /** Key of the policies to apply (`usePolicies`); none by default. */
  policies?: string;
  /** The request this call serves. */
  serving?: Message;
  /** Logical request of a source, when no message is served. */
  request?: number;
  /** Comes back in the outcome. */
  data?: Plain;
  bytes?: number;
  /** It is no traffic, such as a health probe: nobody counts it as a request. */
  control?: boolean;
}

/** A policy with its parameters, as a node lists it for its calls. */
export interface PolicyUse {
  id: string;
  params: Readonly<Record<string, number | string | boolean>>;
}

/** All that a node can do. One context serves every node; it stands for the node whose handler runs. */
export interface Context<P extends ParamSpecs = ParamSpecs> {
  readonly id: NodeId;
  readonly params: ParamsOf<P>;
  /** Time of the present event, true time: for statistics and deadlines that travel. */
  readonly nowUs: number;
  /** The node's own clock, with its skew and drift. */
  clockUs(): number;

  /** Sends a one-way message. */
  send(to: NodeId, type: string, body?: Plain, bytes?: number): void;
  /** Sends a request; `onOutcome` is called exactly once with its end. @returns the call's id, never 0. */
  call(to: NodeId, type: string, body: Plain, options?: CallOptions): number;
  /** Gives a call up: its outcome is `cancelled`, now. */
  cancelCall(call: number): void;
  /** Answers a request received. */
  reply(message: Message, status: Status, body?: Plain, bytes?: number): void;
  /** Ends a request received without an answer. */
  abandon(message: Message, status: 'cancelled' | 'dropped'): void;
  /** A logical request starts at this source. @returns its number */
  beginRequest(): number;
  /** A logical request of this source has ended. */
  endRequest(status: Status, startedAtUs: number): void;

  /** Sets a timer on the node's clock; drift scales it, a pause defers it, a crash cancels it. */
  setTimer(name: string, delayUs: number, data?: Plain): EventHandle;
  /** Sets the timer that has just fired once more; its cause stays the first arming. */
  repeatTimer(timer: Timer, delayUs: number): EventHandle;
  /** Sets a pending timer to `delayUs` from now; false when it is not pending. */
  moveTimer(handle: EventHandle, delayUs: number): boolean;
  cancelTimer(handle: EventHandle): boolean;
  /** Does work that takes service time; *slow ×k* stretches it. `onWork` is called at its end. */
  work(name: string, durationUs: number, data?: Plain): EventHandle;
  cancelWork(handle: EventHandle): boolean;
  /** Takes memory; beyond the node's limit it dies when the handler ends. */
  allocate(bytes: number): void;
  free(bytes: number): void;

  /** Brings an absent node of a group in, or takes a present one out. */
  join(node: NodeId): void;
  leave(node: NodeId): void;
  /** Ids of the present nodes of a group, in the scenario's order; of a node's own id, itself. */
  members(group: string): readonly NodeId[];
  /** Ids of all nodes of a group, present or not. */
  places(group: string): readonly NodeId[];

  /** Declares the policies for calls made with this key. */
  usePolicies(key: string, policies: readonly PolicyUse[]): void;
  /** State of one policy of a key, or undefined. */
  policyState(key: string, id: string): unknown;
  /** An action of a policy, such as forcing a breaker open. */
  actOnPolicy(key: string, id: string, action: string): string | null;

  /** Adds to a counter of the node's kind. */
  count(metric: string, by?: number): void;
  /** Puts a value into a histogram of the node's kind. */
  observe(metric: string, value: number): void;
  /** Sets a gauge of the node's kind. */
  gauge(metric: string, value: number): void;
  /** A stretch of a request's journey, from then until now. */
  span(name: string, fromUs: number, message: Message): void;
  /** Says what happened, in the system's terms. */
  log(text: string): void;
  /**
   * The node changes its mode; or one of its machines does, which then keeps the record that comes back itself.
   * @param machine its name; empty for the node's own
   * @param epoch the term, ballot or epoch the node is in after it, where its protocol counts such
   */
  changeMode(change: Omit<ModeChange, 'atUs' | 'epoch'>, machine?: string, epoch?: number): ModeChange;

  /** Chance, one stream a purpose. */
  uniform(purpose: string): number;
  below(purpose: string, n: number): number;
  sample(purpose: string, distribution: Distribution): number;
  zipf(purpose: string, table: ZipfTable): number;

  /** Factor on this source's traffic from spikes and stops; 1 when there is none. */
  readonly trafficFactor: number;
}

/** An action of a kind, offered in menus, in *Inspect*, in the palette and on the command line. */
export interface NodeAction<S, P extends ParamSpecs> {
  title: string;
  help: string;
  /** Whether a node with these parameters has it at all; all have it when left out. */
  offered?: (params: ParamsOf<P>) => boolean;
  /** Why it cannot be done now, in words, or null. */
  refuse?: (state: S, params: ParamsOf<P>) => string | null;
  /** Does it. @returns what did not happen and why, or null when all is done. */
  run: (ctx: Context<P>, state: S, arg: string) => string | null;
}

/** Faults that change nothing, with the reason: what follows the name of the node in a sentence. */
export type Unaffected = Readonly<Record<string, string>>;

/** Behaviour of one kind of node. State `S` is plain data; `durable` in it survives a crash. */
export interface NodeKind<P extends ParamSpecs = ParamSpecs, S = unknown> {
  kind: string;
  title: string;
  glyph: Glyph;
  params: P;
  metrics?: Readonly<Record<string, MetricSpec>>;
  /** Metrics of the run rather than of one node: shared by all nodes of the kind. */
  runMetrics?: Readonly<Record<string, MetricSpec>>;
  /** First start. */
  boot: (ctx: Context<P>) => S;
  /** Start after a crash, from what was durable; `boot` when left out. */
  restart?: (ctx: Context<P>, durable: Plain) => S;
  /** Microseconds after which somebody starts it again when it has died of itself; it stays down when left out. */
  comesBackAfterUs?: (params: ParamsOf<P>) => number;
  /** Memory beyond which its nodes die, where the scenario gives them no limit of their own. */
  memoryLimitBytes?: (params: ParamsOf<P>) => number;
  onMessage: (ctx: Context<P>, state: S, message: Message) => void;
  /**
   * A caller has given a request up and says so: same sender, `call` and `attempt`. It may have been answered, or not
   * have come. A kind without this goes on working for nobody.
   */
  onCancel?: (ctx: Context<P>, state: S, note: Message) => void;
  onTimer?: (ctx: Context<P>, state: S, timer: Timer) => void;
  onWork?: (ctx: Context<P>, state: S, work: Work) => void;
  /** The end of one of the node's own calls. */
  onOutcome?: (ctx: Context<P>, state: S, end: CallEnd) => void;
  /** A knob moved, or a spike began or ended, while running. */
  onParams?: (ctx: Context<P>, state: S) => void;
  /** The members of a group changed. */
  onMembers?: (ctx: Context<P>, state: S) => void;
  actions?: Readonly<Record<string, NodeAction<S, P>>>;
  /** `policies` are those of the node's calls, by key. */
  face: (state: S, params: ParamsOf<P>, policies: ReadonlyMap<string, readonly PolicyState[]>) => Face;
  /** The inspector's tree. `clockUs` is what the node's own clock shows, for what is left of a time. */
  inspect: (state: S, params: ParamsOf<P>, clockUs: number) => Plain;
  /**
   * What a view of its own draws of it, where that is too much for the inspector. While the node is down there is only
   * `durable` in the state.
   */
  picture?: (state: S, params: ParamsOf<P>) => Plain;
  /** Machines of the node that are not policies. */
  machines?: (state: S) => MachineView[];
  /** What the notes it sends mean, by which they are drawn; signs of life when left out. */
  noteMeaning?: (note: Message) => NoteMeaning;
  /** Its dial, or null while no such timer runs. */
  dial?: (state: S) => Dial | null;
  /** At most so many entries of its log from an index on. While the node is down there is only `durable` in the state. */
  log?: (state: S, from: number, count: number) => LogView;
  /** Part of the streams of events it keeps. While the node is down there is only `durable` in the state. */
  stream?: (state: S, ask: StreamAsk) => StreamView;
  /** What the page says when such a fault changes nothing: `{ skew: 'keeps no clock' }`. It may depend on parameters. */
  unaffectedBy?: Unaffected | ((params: ParamsOf<P>) => Unaffected);
  /** Timers whose firing starts something new, such as an arrival: where *Why?* ends. */
  roots?: readonly string[];
}

/** A node kind whose own types are known to itself alone. */
export type AnyNodeKind = NodeKind;

/** Declares a node kind; the types of its parameters and state are checked here and then put aside. */
export function defineNodeKind<const P extends ParamSpecs, S>(kind: NodeKind<P, S>): AnyNodeKind {
  return kind as unknown as AnyNodeKind;
}

/** Faults that change nothing at a node of a kind with these parameters. */
export function unaffectedBy(
  { unaffectedBy: faults = {} }: AnyNodeKind,
  params: Readonly<ParamValues>,
): Unaffected {
  return typeof faults === 'function' ? faults(params) : faults;
}
