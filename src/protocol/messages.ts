/**
 * The messages between page and worker. Types only. Every request has a number and gets exactly one reply; every
 * message names its run and, where it matters, the branch.
 */
import type { Glyph, StreamAsk, StreamView } from '../kernel/contract';
import type { ParamSpec } from '../kernel/params';
import type { Plain } from '../kernel/plain';
import type { ChartData } from '../run/charts';
import type { Glance, NodeDetails, NodeLog, OfferedAction, ShownFace } from '../run/faces';
import type { Divergence } from '../run/divergence';
import type { LogEdit } from '../run/edits';
import type { Clip, InputLog } from '../run/log';
import type { Mark } from '../run/marks';
import type { Hit, SearchPlan } from '../run/search';
import type { Searched, Seeds } from '../run/seeds';
import type { SaidNext } from '../run/next';
import type { HistoryQuery, ShownHistory } from '../run/operations';
import type { Act, RunSpec } from '../run/session';
import type { ShivizLog } from '../run/shiviz';
import type { SweepPlan } from '../run/sweep-plan';
import type { RunSummary } from '../run/view';
import type { Until } from '../run/until';
import type { Why, WhyAsk } from '../run/why';
import type { TraceQuery, TraceRow } from '../run/rows';
import type { ChartSpec, Scenario } from '../scenario/types';
import type { SpaceTimeData, SpaceTimeQuery } from './space-time';

export const PROTOCOL_VERSION = 1;

/** Which run a message is about: the one on screen, or one that runs beside it without being shown. */
export type RunId = number;

/** Where in its branch a run stands. */
export interface Position {
  branch: string;
  /** Simulated time shown. */
  us: number;
  /** Events handled: tells apart moments of the same time. */
  events: number;
}

/** Which stretch of time charts are to show, with so many points a line at most. */
export interface ChartStretch {
  fromUs: number;
  toUs: number;
  maxPoints: number;
}

/** What came of one run of a sweep. */
export interface SweptRun {
  /** The figures of the charts, in their order. */
  figures: number[];
  /** What the charts show, for each stretch that was asked for. */
  lines: ChartData[][];
  /** Sentences of inputs that could do nothing. */
  refusals: string[];
}

/** A request that needs no words. */
type Nothing = { readonly nothing?: undefined };

/** What the page asks; each has one answer. */
export interface Requests {
  /** Starts a run, or takes one up again at a position. */
  open: { ask: { lab: string; spec: RunSpec; at: Position | null }; answer: Opened };
  close: { ask: Nothing; answer: null };
  step: { ask: { grain: 'event' | 'meaningful'; back: boolean; focus: string | null }; answer: Moved };
  /** Goes to a time, or to the moment after so many events. */
  seek: { ask: { us: number; events?: number }; answer: Moved };
  /** Runs on until a time without pacing, in slices. */
  runUntil: { ask: { us: number }; answer: Moved };
  act: { ask: Act; answer: Acted };
  switchBranch: { ask: { branch: string }; answer: Moved };
  /** Runs on without pacing until something happens, for at most so much simulated time. */
  runTo: { ask: { until: Until; withinUs: number }; answer: RanTo };
  /** Ends a `runTo` where it is. */
  stop: { ask: Nothing; answer: null };
  /** Changes the log otherwise than by an act; the playhead stays where it is. */
  editLog: { ask: { edit: LogEdit }; answer: LogChanged };
  /** Takes over another log, as when a change is undone. */
  setLog: { ask: { log: InputLog }; answer: LogChanged };
  /** Where another branch parts from the one on screen. */
  diverge: { ask: { branch: string }; answer: Divergence };
  /** Where another run, with other knobs or inputs, parts from the one on screen. */
  divergeFrom: { ask: { beside: RunId }; answer: Divergence };
  charts: {
    ask: { specs: readonly ChartSpec[] } & ChartStretch;
    answer: ChartData[];
  };
  inspect: { ask: { node: string }; answer: NodeDetails };
  /** What a view of many nodes needs of each; nodes that do not exist are left out. */
  inspectMany: { ask: { nodes: readonly string[] }; answer: Glance[] };
  /** The same stretch of every node's copy of a replicated log, the newest for null; nodes that keep none are left out. */
  logs: { ask: { nodes: readonly string[]; from: number | null; count: number }; answer: NodeLog[] };
  /** What clients asked and were told, and whether one order explains it. */
  operations: { ask: HistoryQuery; answer: ShownHistory };
  /** Part of the streams of events that a node keeps; null when it keeps none. */
  stream: { ask: StreamAsk & { node: string }; answer: StreamView | null };
  message: { ask: { link: number; number: number }; answer: MessageDetails | null };
  /** Rows of the log, newest first. */
  trace: { ask: TraceQuery; answer: TraceRow[] };
  /** The chain of causes of something, back to its roots; null when there is no such thing. */
  why: { ask: WhyAsk; answer: Why | null };
  /** A stretch of the trace, packed to be drawn. */
  spaceTime: { ask: SpaceTimeQuery; answer: SpaceTimeData };
  /** A stretch of the trace as a log for ShiViz. */
  shiviz: { ask: { fromUs: number; toUs: number }; answer: ShivizLog };
  summary: { ask: Nothing; answer: RunSummary };
  moment: { ask: Nothing; answer: MomentFacts };
  /** The scenario as it is with other knobs, for a file. */
  scenario: { ask: { knobs: RunSpec['knobs'] }; answer: Scenario };
  /** Judges an experiment that this run and the one beside it have finished. */
  judge: {
    ask: { lab: string; experiment: string; beside: RunId | null };
    answer: { held: boolean; says: string };
  };
  /** Makes ready to look for an outcome; the number of the run names the search. */
  openSearch: { ask: { plan: SearchPlan }; answer: null };
  /** Tries seeds in order, for about so many milliseconds and up to the first hit. */
  searchSeeds: { ask: { seeds: Seeds; budgetMs: number }; answer: Searched<Hit> };
  /** Shrinks a hit for about so many milliseconds; without one it goes on with the last. */
  shrinkHit: { ask: { hit: Hit | null; budgetMs: number }; answer: { hit: Hit; done: boolean } };
  /** Makes ready for the runs of a sweep; the number of the run names it. */
  openSweep: {
    ask: { plan: SweepPlan; charts: readonly ChartSpec[]; lines: readonly ChartStretch[] };
    answer: null;
  };
  /** Goes on with the run at a place of the sweep for about so many milliseconds; null while it is not done. */
  sweepRun: { ask: { place: number; budgetMs: number }; answer: SweptRun | null };
}

export type RequestType = keyof Requests;
export type Answer<T extends RequestType> = Requests[T]['answer'];

export type RequestMessage = {
  [T in RequestType]: { type: T; request: number; run: RunId } & Requests[T]['ask'];
}[RequestType];

/** What the page sends. A tick lets real time pass for a run; it is answered by a frame, and so is what follows. */
export type ToWorker = RequestMessage | TickMessage | FollowMessage;

export interface TickMessage {
  type: 'tick';
  run: RunId;
  /** Real milliseconds since the last tick; 0 while paused, to see what is there. */
  elapsedMs: number;
  /** Simulated seconds a real second. */
  speed: number;
  /** Slow through bursts of what matters, quick over silences. */
  adaptive?: boolean;
}

/** Takes a run to where another one stands, there or back. */
export interface FollowMessage {
  type: 'follow';
  run: RunId;
  us: number;
  /** Simulated seconds a real second of the run that is followed; 0 while it stands. */
  speed: number;
}

export type FromWorker =
  | { type: 'ready'; version: number }
  | { type: 'answer'; request: number; ok: true; value: unknown }
  /** `fatal`: the run itself is broken, not just the request. */
  | { type: 'answer'; request: number; ok: false; problem: string; fatal: boolean }
  | Frame
  /** A run that is being opened is on its way: a sign of life. */
  | { type: 'busy'; run: RunId }
  | { type: 'failed'; run: RunId; problem: string };

export interface OpenedNode {
  id: string;
  kind: string;
  title: string;
  glyph: Glyph;
  group: string;
  present: boolean;
  /** What its kind can do, as long as nothing is known of why it cannot now. */
  actions: OfferedAction[];
}

export interface Opened {
  nodes: OpenedNode[];
  links: { from: string; to: string }[];
  /** Parameter specs by node kind. */
  params: Record<string, Record<string, ParamSpec>>;
  invariants: { id: string; title: string; explain: string }[];
  metrics: { name: string; unit: string; help: string; better: 'more' | 'less' | 'neither' }[];
}

/** What it takes to come back to a moment, and the trace hash that tells whether one did. */
export interface MomentFacts {
  log: InputLog;
  position: Position;
  hash: string;
}

export interface Moved {
  position: Position;
  /** False when there was nothing to step to. */
  moved: boolean;
}

/** How running to something ended. */
export interface RanTo {
  position: Position;
  /** `missed`: it did not happen in time, and the run is where it was; `stopped`: it was given up on the way. */
  outcome: 'there' | 'missed' | 'stopped';
  /** The event that it was, in words. */
  says: string;
}

export interface LogChanged {
  before: InputLog;
  log: InputLog;
  position: Position;
}

export interface Acted {
  /** The log before, to return to. */
  before: InputLog;
  log: InputLog;
  /** The past was changed: a branch was opened and the old future kept. */
  forked: boolean;
}

export interface MessageDetails {
  name: string;
  type: string;
  role: string;
  status: string;
  from: string;
  to: string;
  request: number;
  sentAtUs: number;
  arrivesAtUs: number;
  bytes: number;
  body: Plain;
  /** Its request's journey so far. */
  spans: { node: string; name: string; fromUs: number; toUs: number }[];
}

/** How messages are drawn: each on its own, in bundles, or as a flow. */
export type Detail = 'single' | 'bundle' | 'flow';

/** Doubles a message in `Frame.messages`: link, number, sent, arrives, look, count. */
export const MESSAGE_STRIDE = 6;
/** Looks of a message. */
export const LOOK = { request: 0, reply: 1, refusal: 2, failure: 3, note: 4, control: 5 } as const;

/** Something short that happened since the last frame: drawn once. */
export interface Flash {
  kind: 'drop' | 'refuse' | 'timeout';
  /** Where: along a link (0 … 1), or at a node. */
  link: number;
  along: number;
  node: string;
}

/** What is seen at one moment. `messages` and `links` are transferred. */
export interface Frame {
  type: 'frame';
  run: RunId;
  /** Grows with every jump; frames of an older generation are to be dropped. */
  generation: number;
  position: Position;
  headUs: number;
  /** Simulated seconds that really passed a real second, smoothed; 0 while paused. */
  realSpeed: number;
  detail: Detail;
  messages: Float64Array;
  /**
   * For each link: messages in flight, sent in all, lost in all, cut or not, added delay (µs), and the ratios of messages lost,
   * sent twice and overtaken.
   */
  links: Float64Array;
  /** Timers that decide what a node does next: its place in `Opened.nodes`, when it fires, and its span, in µs. */
  dials: Float64Array;
  flashes: Flash[];
  /** Faces that changed. */
  faces: ShownFace[];
  next: SaidNext | null;
  invariants: { id: string; brokenAtUs: number; says: string }[];
  /** Marks of the branch from number `marksFrom` on. */
  marks: Mark[];
  marksFrom: number;
  clips: Clip[] | null;
  log: InputLog | null;
  /** Sentences of inputs that did nothing. */
  refusals: string[];
}

/** Doubles a link in `Frame.links`. */
export const LINK_FRAME_STRIDE = 8;

/** Doubles a dial in `Frame.dials`. */
export const DIAL_STRIDE = 3;

/** Types of the layers below that the page needs to show what it is sent. */
export type { ChartEdge, Glyph, MachineView, ModeChange, ModeChart, Tone } from '../kernel/contract';
export type { NumberSpec, ParamSpec, ParamValue } from '../kernel/params';
export type { Plain } from '../kernel/plain';
export type { StreamView } from '../kernel/contract';
export type { ChartData, ChartLine } from '../run/charts';
export type { Glance, NodeDetails, NodeLog, ShownFace } from '../run/faces';
export type { Divergence, Parting } from '../run/divergence';
export type { LogEdit } from '../run/edits';
export type { Bookmark, Branch, Clip, InputLog } from '../run/log';
export type { Mark } from '../run/marks';
export type { Hit, SearchPlan } from '../run/search';
export type { HistoryQuery, ShownHistory, ShownOperation } from '../run/operations';
export type { Act, RunSpec } from '../run/session';
export type { ShivizLog } from '../run/shiviz';
export type { SweepPlan } from '../run/sweep-plan';
export type { RunSummary } from '../run/view';
export type { Awaited, Until } from '../run/until';
export type { Why, WhyAsk, WhyStep } from '../run/why';
export type { TraceQuery, TraceRow } from '../run/rows';
