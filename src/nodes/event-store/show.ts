/** What an event store shows of itself: on its card, in the inspector, and of one stream in a view of its own. */
import type { Face, StreamAsk, StreamView } from '../../kernel/contract';
import type { Plain } from '../../kernel/plain';
import {
  copyAccount,
  createAccount,
  NEWEST_SCHEMA,
  readStream,
  replay,
  upcast,
  versionAt,
  type Account,
  type DomainEvent,
  type EventStore,
  type EventStream,
  type StoredEvent,
} from '../../patterns/event-sourcing/index';
import { busyMeter, queueSlots, type Station } from '../station';

/** An event store: its disk and its workers. */
export interface EventStoreState {
  station: Station;
  durable: EventStore;
}

export function face(
  { station, durable }: EventStoreState,
  params: { workers: number; queueCapacity: number },
): Face {
  return {
    headline: { value: durable.all.length, unit: 'events', help: 'events in the store' },
    chip: { text: `${String(durable.streams.size)} streams`, tone: 'muted' },
    meters: [
      busyMeter(station, params.workers),
      { label: 'appended', text: { metric: 'appended', stat: 'rate' }, unit: '/s' },
      { label: 'conflicts', text: { metric: 'conflicts', stat: 'rate' }, unit: '/s' },
    ],
    slots: queueSlots(station, params.queueCapacity),
  };
}

/** Newest events shown by the inspector. */
const NEWEST_SHOWN = 8;

export function inspect({ durable: { all, streams } }: EventStoreState): Plain {
  const newest = all.items.slice(Math.max(0, all.length - NEWEST_SHOWN), all.length).reverse();
  return {
    events: all.length,
    streams: streams.size,
    snapshots: [...streams.values()].reduce((sum, { snapshots }) => sum + snapshots.length, 0),
    newest: newest.map(({ stream, version, type, data, atUs }) => ({
      stream,
      version,
      event: `${type} ${dataText(data)}`.trim(),
      atUs,
    })),
  };
}

function dataText(data: DomainEvent['data']): string {
  return Object.entries(data)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}

/** A stretch of one stream, and the state it came to at a version. */
export function streamPart({ durable: store }: Pick<EventStoreState, 'durable'>, ask: StreamAsk): StreamView {
  const streams = [...store.streams].map(([id, { events }]) => ({ id, version: events.length }));
  const id = store.streams.has(ask.stream) ? ask.stream : (streams.at(0)?.id ?? '');
  const stream = store.streams.get(id);
  const lastVersion = stream?.events.length ?? 0;
  const first = Math.max(1, ask.from ?? lastVersion - ask.count + 1);
  const events = stream?.events.items.slice(first - 1, Math.min(lastVersion, first - 1 + ask.count)) ?? [];
  return {
    streams,
    stream: id,
    lastVersion,
    newestSchema: NEWEST_SCHEMA,
    events: events.map(shown),
    snapshots: stream?.snapshots.items.slice(0, stream.snapshots.length).map(({ version }) => version) ?? [],
    state: stateAt(store, id, stream === undefined ? 0 : versionAsked(stream, ask.at)),
  };
}

function versionAsked(stream: EventStream, at: StreamAsk['at']): number {
  if (at === null) return stream.events.length;
  if ('us' in at) return versionAt(stream, at.us);
  return Math.min(stream.events.length, Math.max(0, at.version));
}

function shown(event: StoredEvent): StreamView['events'][number] {
  const { version, position, atUs, type, schema, data, command } = event;
  const read = upcast(event);
  const [text, written] = [dataText(read.data), dataText(data)];
  return { version, position, atUs, type, schema, text, written: text === written ? '' : written, command };
}

/** What the events up to a version add up to, replayed as a service would: from a snapshot on where there is one. */
function stateAt(store: EventStore, stream: string, version: number): StreamView['state'] {
  const { snapshot, events } = readStream(store, { stream, after: 0, snapshot: true, upTo: version });
  const account = snapshot === null ? createAccount() : copyAccount(snapshot.state);
  replay(account, events);
  const last = store.streams.get(stream)?.events.items.at(version - 1);
  return {
    version,
    atUs: version > 0 && last !== undefined ? last.atUs : null,
    fields: fieldsOf(account, version > 0 ? stateBefore(store, stream, version) : account),
    snapshot: snapshot?.version ?? 0,
    replayed: events.length,
  };
}

function stateBefore(store: EventStore, stream: string, version: number): Account {
  const { snapshot, events } = readStream(store, { stream, after: 0, snapshot: true, upTo: version - 1 });
  const account = snapshot === null ? createAccount() : copyAccount(snapshot.state);
  replay(account, events);
  return account;
}

function fieldsOf(account: Account, before: Account): StreamView['state']['fields'] {
  return [
    { name: 'balance', value: euros(account.balanceCents), before: euros(before.balanceCents) },
    { name: 'open', value: account.isOpen ? 'yes' : 'no', before: before.isOpen ? 'yes' : 'no' },
  ];
}

/** An amount as money is written. */
function euros(cents: number): string {
  const [sign, amount] = [cents < 0 ? '−' : '', Math.abs(cents)];
  return `${sign}${String(Math.floor(amount / 100))}.${String(amount % 100).padStart(2, '0')} €`;
}
