/**
 * The messages between page and worker. Types only. Every request has a number and gets exactly one reply; every
 * message names its run and, where it matters, the branch.
 */
import type { Glyph } from '../kernel/contract';
import type { ParamSpec } from '../kernel/params';
import type { Plain } from '../kernel/plain';
import type { ChartData } from '../run/charts';
import type { NodeDetails, OfferedAction, ShownFace } from '../run/faces';
import type { Clip, InputLog } from '../run/log';
import type { Mark } from '../run/marks';
import type { Act, RunSpec } from '../run/session';
import type { RunSummary } from '../run/view';
import type { TraceQuery, TraceRow } from '../run/words';
import type { ChartSpec } from '../scenario/types';

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
  charts: {
    ask: { specs: readonly ChartSpec[]; fromUs: number; toUs: number; maxPoints: number };
    answer: ChartData[];
  };
  inspect: { ask: { node: string }; answer: NodeDetails };
  message: { ask: { link: number; number: number }; answer: MessageDetails | null };
  /** Rows of the log, newest first. */
  trace: { ask: TraceQuery; answer: TraceRow[] };
  summary: { ask: Nothing; answer: RunSummary };
  /** Judges an experiment that this run and the one beside it have finished. */
  judge: {
    ask: { lab: string; experiment: string; beside: RunId | null };
    answer: { held: boolean; says: string };
  };
}

export type RequestType = keyof Requests;
export type Answer<T extends RequestType> = Requests[T]['answer'];

export type RequestMessage = {
  [T in RequestType]: { type: T; request: number; run: RunId } & Requests[T]['ask'];
}[RequestType];

/** What the page sends. A tick lets real time pass for a run; it is answered by a frame. */
export type ToWorker = RequestMessage | TickMessage;

export interface TickMessage {
  type: 'tick';
  run: RunId;
  /** Real milliseconds since the last tick; 0 while paused, to see what is there. */
  elapsedMs: number;
  /** Simulated seconds a real second. */
  speed: number;
}

export type FromWorker =
  | { type: 'ready'; version: number }
  | { type: 'answer'; request: number; ok: true; value: unknown }
  /** `fatal`: the run itself is broken, not just the request. */
  | { type: 'answer'; request: number; ok: false; problem: string; fatal: boolean }
  | Frame
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

export interface Moved {
  position: Position;
  /** False when there was nothing to step to. */
  moved: boolean;
}

export interface Acted {
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
  flashes: Flash[];
  /** Faces that changed. */
  faces: ShownFace[];
  next: { text: string; atUs: number; node: string | null } | null;
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

/** Types of the layers below that the page needs to show what it is sent. */
export type { ChartEdge, Glyph, MachineView, ModeChange, ModeChart, Tone } from '../kernel/contract';
export type { NumberSpec, ParamSpec, ParamValue } from '../kernel/params';
export type { Plain } from '../kernel/plain';
export type { ChartData, ChartLine } from '../run/charts';
export type { NodeDetails, ShownFace } from '../run/faces';
export type { Clip, InputLog } from '../run/log';
export type { Mark } from '../run/marks';
export type { Act, RunSpec } from '../run/session';
export type { RunSummary } from '../run/view';
export type { TraceQuery, TraceRow } from '../run/words';
