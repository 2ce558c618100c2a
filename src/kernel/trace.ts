/**
 * The trace: what happened, in canonical entries. Only the running hash is state; the entries themselves go to a
 * recorder, a bounded ring that a host may attach, and to invariants that ask for their kind.
 */
export const ENTRY_KINDS = [
  'deliver',
  'timer',
  'work',
  'call',
  'input',
  'send',
  'drop',
  'mode',
  'log',
  'span',
  'node',
  'invariant',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Codes of the entry kinds. The first five are events: each starts the entries of one event. */
export const ENTRY = Object.fromEntries(ENTRY_KINDS.map((kind, code) => [kind, code])) as Record<EntryKind, number>;
const EVENT_KINDS = 5;

/** One entry, as read from a recorder. */
export interface TraceEntry {
  kind: EntryKind;
  /** Number of the event it belongs to, and of the event that caused that one (0 = the start of the run). */
  event: number;
  cause: number;
  atUs: number;
  /** Index of the node, or of the link for `drop`; −1 for none. */
  node: number;
  /** What it is about: the message, timer, work, input, change or words. Never changes. */
  subject: unknown;
}

/** A bounded ring of the last entries. Not state: it is rebuilt by replay. */
export interface Recorder {
  size: number;
  /** Entries ever written; the ring holds the last `size` of them. */
  written: number;
  kinds: Uint8Array;
  nodes: Int32Array;
  times: Float64Array;
  events: Float64Array;
  causes: Float64Array;
  subjects: unknown[];
}

/** A recorder of the last `size` entries. */
export function createRecorder(size = 32_768): Recorder {
  return {
    size,
    written: 0,
    kinds: new Uint8Array(size),
    nodes: new Int32Array(size),
    times: new Float64Array(size),
    events: new Float64Array(size),
    causes: new Float64Array(size),
    subjects: new Array<unknown>(size).fill(null),
  };
}

/** Writes an entry over the oldest one. */
export function writeEntry(
  r: Recorder,
  kind: number,
  event: number,
  cause: number,
  atUs: number,
  node: number,
  subject: unknown,
): void {
  const at = r.written++ % r.size;
  r.kinds[at] = kind;
  r.nodes[at] = node;
  r.times[at] = atUs;
  r.events[at] = event;
  r.causes[at] = cause;
  r.subjects[at] = subject;
}

/** Forgets everything, as before a replay. */
export function clearRecorder(r: Recorder): void {
  r.written = 0;
  r.subjects.fill(null);
}

/** How many entries can be read. */
export function entryCount(r: Recorder): number {
  return Math.min(r.written, r.size);
}

/** The `index`-th readable entry, oldest first. */
export function entryAt(r: Recorder, index: number): TraceEntry {
  const at = (r.written - entryCount(r) + index) % r.size;
  return {
    kind: ENTRY_KINDS[r.kinds[at]],
    event: r.events[at],
    cause: r.causes[at],
    atUs: r.times[at],
    node: r.nodes[at],
    subject: r.subjects[at],
  };
}

/** Whether an entry starts an event. */
export function startsEvent(kind: EntryKind): boolean {
  return ENTRY[kind] < EVENT_KINDS;
}

/** Position of the first readable entry of event `event` or later. */
export function firstEntryOf(r: Recorder, event: number): number {
  const start = r.written - entryCount(r);
  let low = 0;
  let high = entryCount(r);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (r.events[(start + middle) % r.size] < event) low = middle + 1;
    else high = middle;
  }
  return low;
}
