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
export const ENTRY = Object.fromEntries(ENTRY_KINDS.map((kind, code) => [kind, code])) as Record<
  EntryKind,
  number
>;
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
  /** Entries from number `first` to before number `written` can be read; at most `size` of them. */
  first: number;
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
    first: 0,
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
  if (r.written - r.first > r.size) r.first = r.written - r.size;
  r.kinds[at] = kind;
  r.nodes[at] = node;
  r.times[at] = atUs;
  r.events[at] = event;
  r.causes[at] = cause;
  r.subjects[at] = subject;
}

/** Forgets everything, as before a replay. */
export function clearRecorder(r: Recorder): void {
  r.first = 0;
  r.written = 0;
  r.subjects.fill(null);
}

/** How many entries can be read. */
export function entryCount(r: Recorder): number {
  return r.written - r.first;
}

/** The `index`-th readable entry, oldest first. */
export function entryAt(r: Recorder, index: number): TraceEntry {
  const at = (r.first + index) % r.size;
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
  let low = 0;
  let high = entryCount(r);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (r.events[(r.first + middle) % r.size] < event) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Forgets all entries after event `event`, as when a run goes to the moment after it. When the ring does not reach
 * that event it is emptied, since what is written next would leave a gap.
 */
export function rewindRecorder(r: Recorder, event: number): void {
  const keep = firstEntryOf(r, event + 1);
  const reaches = keep > 0 ? r.events[(r.first + keep - 1) % r.size] === event : r.first === 0 && event === 0;
  if (reaches) r.written = r.first + keep;
  else clearRecorder(r);
}
