/**
 * An event store: a stream of events for each aggregate, and all of them in one order. Events are appended under an
 * expected version and never changed; a snapshot is a state put beside them, and may be thrown away.
 */
import type { AppendLog, Shared } from '../../kernel/plain';
import type { Account } from './account';
import type { DomainEvent, StoredEvent } from './events';

/** The state of an aggregate at a version, to begin a replay with. */
export interface Snapshot extends Shared {
  readonly version: number;
  readonly state: Readonly<Account>;
}

export interface EventStream {
  events: AppendLog<StoredEvent>;
  snapshots: AppendLog<Snapshot>;
}

export interface EventStore {
  streams: Map<string, EventStream>;
  /** All events by position. */
  all: AppendLog<StoredEvent>;
}

/** As the expected version: whatever the version is, which gives the check away. */
export const ANY_VERSION = -1;

/** What is to be appended: all of it, or nothing. */
export interface Append {
  readonly stream: string;
  /** The version the stream must have; 0 for a stream that does not exist yet. */
  readonly expected: number;
  readonly events: readonly DomainEvent[];
  readonly command: number;
  readonly basedOn: number;
}

export type Appended =
  | { readonly ok: true; readonly version: number; readonly snapshotVersion: number }
  /** Somebody was faster: the stream has another version than expected, with this event right after it. */
  | { readonly ok: false; readonly expected: number; readonly actual: number; readonly overlooked: string };

export function createEventStore(): EventStore {
  return { streams: new Map(), all: emptyLog() };
}

function emptyLog<T>(): AppendLog<T> {
  return { $log: true, items: [], length: 0 };
}

/** Adds to a log; one that is shared with a world that went on differently is copied first. */
function push<T>(log: AppendLog<T>, item: T): void {
  if (log.items.length !== log.length) log.items = log.items.slice(0, log.length);
  log.items.push(item);
  log.length++;
}

/** The version of a stream: the number of its events. */
export function versionOf(store: EventStore, stream: string): number {
  return store.streams.get(stream)?.events.length ?? 0;
}

/** The version of the newest snapshot of a stream, 0 for none. */
export function snapshotVersionOf(store: EventStore, stream: string): number {
  const snapshots = store.streams.get(stream)?.snapshots;
  return snapshots !== undefined && snapshots.length > 0 ? snapshots.items[snapshots.length - 1].version : 0;
}

/**
 * Appends events if the stream has the expected version. The same append again, when its answer was lost, succeeds
 * and adds nothing.
 */
export function append(store: EventStore, request: Append, atUs: number): Appended {
  const { stream: id, expected, events, command } = request;
  const actual = versionOf(store, id);
  if (expected !== ANY_VERSION && expected !== actual) {
    const next = store.streams.get(id)?.events.items.at(expected);
    if (expected < actual && command > 0 && next?.command === command) {
      return { ok: true, version: expected + events.length, snapshotVersion: snapshotVersionOf(store, id) };
    }
    return { ok: false, expected, actual, overlooked: expected < actual ? (next?.type ?? '') : '' };
  }
  for (const event of events) add(store, request, event, atUs);
  return { ok: true, version: actual + events.length, snapshotVersion: snapshotVersionOf(store, id) };
}

function add({ streams, all }: EventStore, request: Append, event: DomainEvent, atUs: number): void {
  const { stream: id, command, basedOn } = request;
  let stream = streams.get(id);
  if (stream === undefined) {
    stream = { events: emptyLog(), snapshots: emptyLog() };
    streams.set(id, stream);
  }
  const before = all.length > 0 ? all.items[all.length - 1].atUs : -Infinity;
  const stored: StoredEvent = {
    $shared: true,
    stream: id,
    version: stream.events.length + 1,
    position: all.length + 1,
    atUs: Math.max(before, atUs),
    type: event.type,
    schema: event.schema,
    data: event.data,
    command,
    basedOn,
  };
  push(stream.events, stored);
  push(all, stored);
}

/** What a reader asks of a stream. */
export interface ReadStream {
  readonly stream: string;
  /** The version it has; 0 to read from the beginning. */
  readonly after: number;
  /** Whether it can begin with a snapshot. */
  readonly snapshot: boolean;
  /** Up to this version, or up to this time; whatever there is when left out. */
  readonly upTo?: number;
  readonly atUs?: number;
}

export interface StreamPart {
  readonly snapshot: Snapshot | null;
  readonly events: readonly StoredEvent[];
  /** Version the stream had when it was read, and that of its newest snapshot. */
  readonly version: number;
  readonly snapshotVersion: number;
}

/** Reads a stream: a snapshot if asked for, and the events after it. */
export function readStream(store: EventStore, asked: ReadStream): StreamPart {
  const stream = store.streams.get(asked.stream);
  if (stream === undefined) return { snapshot: null, events: [], version: 0, snapshotVersion: 0 };
  const { length, items } = stream.events;
  const last = Math.min(length, asked.upTo ?? length, versionAt(stream, asked.atUs ?? Infinity));
  const snapshot = asked.snapshot ? snapshotAt(stream, last) : null;
  const after = Math.max(asked.after, snapshot?.version ?? 0);
  const snapshotVersion = snapshotVersionOf(store, asked.stream);
  return { snapshot, events: items.slice(after, Math.max(after, last)), version: length, snapshotVersion };
}

/** The version a stream had at a time: that of the last event stored by then, found by halving. */
export function versionAt({ events }: EventStream, atUs: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (events.items[middle].atUs <= atUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The newest snapshot that knows of nothing after a version. */
export function snapshotAt({ snapshots }: EventStream, version: number): Snapshot | null {
  for (let i = snapshots.length - 1; i >= 0; i--) {
    if (snapshots.items[i].version <= version) return snapshots.items[i];
  }
  return null;
}

/** At most so many events after a position, in the order of the store: what projections follow. */
export function readAll({ all }: EventStore, after: number, max: number): readonly StoredEvent[] {
  return all.items.slice(after, Math.min(all.length, after + max));
}

/** Puts a snapshot beside the stream, unless it has one that is as new. */
export function addSnapshot(store: EventStore, id: string, snapshot: Snapshot): void {
  const stream = store.streams.get(id);
  if (stream === undefined || snapshot.version > stream.events.length) return;
  const newest = snapshotVersionOf(store, id);
  if (newest === 0 || snapshot.version > newest) push(stream.snapshots, snapshot);
}

/** Whether so many events have come since the last snapshot that another is due; never for 0. */
export function snapshotDue(version: number, snapshotVersion: number, every: number): boolean {
  return every > 0 && version - snapshotVersion >= every;
}
