/**
 * An event store: appends events to streams under an expected version, keeps snapshots beside them, and lets streams
 * and the order of all events be read. An append takes effect at one instant, the end of its work. All is on its disk.
 */
import { defineNodeKind, type Context } from '../../kernel/contract';
import type { Message, Work } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import {
  addSnapshot,
  append,
  readAll,
  readStream,
  storeWithPast,
  type Append,
  type EventStore,
  type ReadStream,
  type Snapshot,
  type StoredEvent,
} from '../../patterns/event-sourcing/index';
import { timeUs } from '../distribution-params';
import {
  assign,
  createStation,
  dequeue,
  enqueue,
  release,
  resizeStation,
  stationMetrics,
  waitingCount,
  type Job,
} from '../station';
import { eventStoreParams } from './params';
import { face, inspect, streamPart, type EventStoreState } from './show';

export type { EventStoreState } from './show';

type StoreContext = Context<typeof eventStoreParams>;

/** What `readAll` asks: at most so many events after a position. */
export interface ReadAll {
  readonly after: number;
  readonly max: number;
}

/** What it answers; `head` is the position of the newest event. */
export interface AllPart {
  readonly events: readonly StoredEvent[];
  readonly head: number;
}

/** A snapshot that is handed in, as a note: nobody waits for it. */
export interface SnapshotNote {
  readonly stream: string;
  readonly snapshot: Snapshot;
}

const TYPES: ReadonlySet<string> = new Set(['append', 'read', 'readAll']);

function boot(ctx: StoreContext): EventStoreState {
  const { pastStreams, pastEvents } = ctx.params;
  return start(
    ctx,
    storeWithPast(pastStreams, pastEvents, () => ctx.uniform('past')),
  );
}

function restart(ctx: StoreContext, durable: Plain): EventStoreState {
  return start(ctx, durable as unknown as EventStore);
}

function start(ctx: StoreContext, durable: EventStore): EventStoreState {
  ctx.gauge('events', durable.all.length);
  return { station: createStation(ctx.params.workers), durable };
}

function onMessage(ctx: StoreContext, state: EventStoreState, message: Message): void {
  if (message.type === 'snapshot') {
    const { stream, snapshot } = message.body as unknown as SnapshotNote;
    addSnapshot(state.durable, stream, snapshot);
    ctx.count('snapshots');
    return;
  }
  if (!TYPES.has(message.type)) {
    if (message.role !== 'note') ctx.reply(message, 'failed');
    return;
  }
  const job: Job = { message, arrivedAtUs: ctx.nowUs, startedAtUs: -1, status: 'completed' };
  const worker = assign(state.station, job, ctx.nowUs);
  if (worker >= 0) serve(ctx, job, worker);
  else if (waitingCount(state.station) < ctx.params.queueCapacity) enqueue(state.station, job);
  else ctx.reply(message, 'rejected');
  showLoad(ctx, state);
}

function serve(ctx: StoreContext, { message }: Job, worker: number): void {
  const { serviceTimeMs, appendTimeMs, serviceShape, serviceCv } = ctx.params;
  const meanMs = message.type === 'append' ? appendTimeMs : serviceTimeMs;
  ctx.work(message.type, ctx.sample('service', timeUs(meanMs, serviceShape, serviceCv)), worker);
}

function onWork(ctx: StoreContext, state: EventStoreState, work: Work): void {
  const { station } = state;
  const job = release(station, Number(work.data), ctx.params.workers);
  if (job === null) return;
  ctx.span('waiting', job.arrivedAtUs, job.message);
  ctx.span('serving', job.startedAtUs, job.message);
  if (job.message.type === 'append') appendEvents(ctx, state, job.message);
  else read(ctx, state, job.message);
  takeWaiting(ctx, state);
}

/** Appends all of what is asked for, or nothing when the stream has another version than expected. */
function appendEvents(ctx: StoreContext, { durable }: EventStoreState, message: Message): void {
  const request = message.body as unknown as Append;
  const before = durable.all.length;
  const appended = append(durable, request, ctx.clockUs());
  if (appended.ok) {
    ctx.count('appended', durable.all.length - before);
    ctx.gauge('events', durable.all.length);
    ctx.reply(message, 'completed', appended);
    return;
  }
  const { expected, actual, overlooked } = appended;
  ctx.count('conflicts');
  ctx.log(
    `${request.stream}: append refused, version ${String(expected)} expected and ${String(actual)} found${overlooked === '' ? '' : `; ${overlooked} came first`}`,
  );
  ctx.reply(message, 'rejected', appended);
}

function read(ctx: StoreContext, { durable }: EventStoreState, message: Message): void {
  ctx.count('reads');
  if (message.type === 'read') {
    const part = readStream(durable, message.body as unknown as ReadStream);
    ctx.reply(message, 'completed', part as unknown as Plain);
    return;
  }
  const { after, max } = message.body as unknown as ReadAll;
  const part: AllPart = { events: readAll(durable, after, max), head: durable.all.length };
  ctx.reply(message, 'completed', part as unknown as Plain);
}

/** Idle workers take what waits. */
function takeWaiting(ctx: StoreContext, state: EventStoreState): void {
  const { station } = state;
  while (station.idle.length > 0) {
    const next = dequeue(station, false);
    if (next === null) break;
    serve(ctx, next, assign(station, next, ctx.nowUs));
  }
  showLoad(ctx, state);
}

function showLoad(ctx: StoreContext, { station }: EventStoreState): void {
  ctx.gauge('busyWorkers', station.busy);
  ctx.gauge('queueLength', waitingCount(station));
}

function onParams(ctx: StoreContext, state: EventStoreState): void {
  resizeStation(state.station, ctx.params.workers);
  takeWaiting(ctx, state);
}

export const kind = defineNodeKind({
  kind: 'event-store',
  title: 'Event store',
  glyph: 'database',
  params: eventStoreParams,
  metrics: {
    ...stationMetrics,
    events: { type: 'gauge', unit: 'events', help: 'events in the store', better: 'neither' },
    appended: { type: 'counter', unit: 'events', help: 'events appended', better: 'more' },
    conflicts: {
      type: 'counter',
      unit: 'appends',
      help: 'appends refused because the stream had another version than expected',
      better: 'less',
    },
    reads: { type: 'counter', unit: 'reads', help: 'reads served', better: 'less' },
    snapshots: { type: 'counter', unit: 'snapshots', help: 'snapshots handed in', better: 'neither' },
  },
  boot,
  restart,
  onMessage,
  onWork,
  onParams,
  face,
  inspect,
  stream: streamPart,
});
