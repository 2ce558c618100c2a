/**
 * A database: a durable table behind workers and a queue. A write takes effect at one instant, which is its version;
 * a batch brings the versions of its writes along, and one that names the version it has read takes effect only while
 * that is the newest. A crash loses what was waiting, never what was written.
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import type { Message, Work } from '../../kernel/message';
import { appendToLog, createLog, logItem, type AppendLog, type Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import { timeUs } from '../distribution-params';
import {
  assign,
  busyMeter,
  createStation,
  dequeue,
  enqueue,
  queueSlots,
  release,
  resizeStation,
  waitingCount,
  type Job,
  type Station,
} from '../station';
import { databaseParams } from './params';

type DatabaseContext = Context<typeof databaseParams>;

/** A write that has taken effect. */
export interface Row {
  readonly $shared: true;
  readonly key: number;
  readonly value: number;
  /** When it took effect, or was acknowledged by the cache that buffered it, in microseconds: larger is newer. */
  readonly version: number;
}

/** A write as it is asked for: one of a batch has been acknowledged before and brings its version. */
interface Write {
  readonly key: number;
  readonly value: number;
  readonly version?: number;
  /** Compare and set: the version its writer has read, 0 for no row. */
  readonly ifVersion?: number;
}

export interface DatabaseState {
  station: Station;
  durable: { table: Map<number, Row>; log: AppendLog<Row> };
}

function boot(ctx: DatabaseContext): DatabaseState {
  return {
    station: createStation(ctx.params.workers),
    durable: { table: new Map(), log: createLog<Row>() },
  };
}

function restart(ctx: DatabaseContext, durable: Plain): DatabaseState {
  const kept = durable as unknown as DatabaseState['durable'];
  return { station: createStation(ctx.params.workers), durable: kept };
}

function onMessage(ctx: DatabaseContext, state: DatabaseState, message: Message): void {
  if (message.type !== 'read' && message.type !== 'write') {
    ctx.reply(message, 'failed');
    return;
  }
  const job: Job = { message, arrivedAtUs: ctx.nowUs, startedAtUs: -1, status: 'completed' };
  const worker = assign(state.station, job, ctx.nowUs);
  if (worker >= 0) serve(ctx, job, worker);
  else if (waitingCount(state.station) < ctx.params.queueCapacity) enqueue(state.station, job);
  else ctx.reply(message, 'rejected');
  showLoad(ctx, state);
}

function showLoad(ctx: DatabaseContext, state: DatabaseState): void {
  ctx.gauge('busyWorkers', state.station.busy);
  ctx.gauge('queueLength', waitingCount(state.station));
}

/** The writes a message asks for: one, or a batch. */
function writesOf(message: Message): readonly Write[] {
  const body = message.body as unknown as Write | { batch: readonly Write[] };
  return 'batch' in body ? body.batch : [body];
}

function serve(ctx: DatabaseContext, job: Job, worker: number): void {
  const { serviceTimeMs, writeTimeMs, serviceShape, serviceCv } = ctx.params;
  const meanMs = job.message.type === 'read' ? serviceTimeMs : writeTimeMs * writesOf(job.message).length;
  ctx.work('serve', ctx.sample('service', timeUs(meanMs, serviceShape, serviceCv)), worker);
}

function onWork(ctx: DatabaseContext, state: DatabaseState, work: Work): void {
  const worker = Number(work.data);
  const { station } = state;
  const job = release(station, worker, ctx.params.workers);
  if (job === null) return;
  ctx.span('waiting', job.arrivedAtUs, job.message);
  ctx.span('serving', job.startedAtUs, job.message);
  ctx.observe('responseTimeMs', (ctx.nowUs - job.arrivedAtUs) / US_PER_MS);
  if (job.message.type === 'read') read(ctx, state, job.message);
  else write(ctx, state, job.message);
  startWaiting(ctx, state);
}

/** Idle workers take what waits. */
function startWaiting(ctx: DatabaseContext, state: DatabaseState): void {
  const { station } = state;
  while (station.idle.length > 0) {
    const next = dequeue(station, false);
    if (next === null) break;
    serve(ctx, next, assign(station, next, ctx.nowUs));
  }
  showLoad(ctx, state);
}

function read(ctx: DatabaseContext, state: DatabaseState, message: Message): void {
  const { key } = message.body as { key: number };
  const row = state.durable.table.get(key);
  ctx.count('reads');
  ctx.reply(message, 'completed', { key, value: row?.value ?? 0, version: row?.version ?? 0 });
}

function write(ctx: DatabaseContext, state: DatabaseState, message: Message): void {
  const { writeFailureRatio } = ctx.params;
  if (writeFailureRatio > 0 && ctx.uniform('writeFailures') < writeFailureRatio) {
    ctx.reply(message, 'failed');
    return;
  }
  const outdated = outdatedRow(ctx, state, message);
  if (outdated !== null) {
    ctx.count('conflicts');
    ctx.reply(message, 'rejected', outdated);
    return;
  }
  let last: Row | null = null;
  for (const one of writesOf(message)) last = takeEffect(ctx, state, one);
  ctx.reply(message, 'completed', last === null ? null : { value: last.value, version: last.version });
}

/** The row as it is, when a write expects another version; null when it may go ahead. */
function outdatedRow({ params }: DatabaseContext, { durable }: DatabaseState, { body }: Message): Plain {
  const { key, ifVersion } = body as unknown as Write;
  if (ifVersion === undefined || params.ignoresVersions) return null;
  const { value, version } = durable.table.get(key) ?? { value: 0, version: 0 };
  return version === ifVersion ? null : { key, value, version };
}

/**
 * A write takes effect, unless it comes from a batch and the row is newer: a flush that is repeated, or late, undoes
 * nothing. @returns the row as it is now
 */
function takeEffect(
  ctx: DatabaseContext,
  { durable }: DatabaseState,
  { key, value, version: brought }: Write,
): Row {
  const present = durable.table.get(key);
  const version = brought ?? Math.max(ctx.nowUs, (present?.version ?? 0) + 1);
  if (present !== undefined && version < present.version) return present;
  const row: Row = { $shared: true, key, value, version };
  durable.table.set(key, row);
  appendToLog(durable.log, row);
  ctx.count('writes');
  return row;
}

function onParams(ctx: DatabaseContext, state: DatabaseState): void {
  resizeStation(state.station, ctx.params.workers);
  startWaiting(ctx, state);
}

function face(state: DatabaseState, params: DatabaseContext['params']): Face {
  const { station } = state;
  return {
    headline: { value: { metric: 'responseTimeMs', stat: 'mean' }, unit: 'ms', help: 'mean time of a query' },
    chip: { text: `${String(state.durable.table.size)} rows`, tone: 'muted' },
    meters: [
      busyMeter(station, params.workers),
      { label: 'reads', text: { metric: 'reads', stat: 'rate' }, unit: '/s' },
      { label: 'writes', text: { metric: 'writes', stat: 'rate' }, unit: '/s' },
    ],
    slots: params.queueCapacity > 0 ? queueSlots(station, params.queueCapacity) : undefined,
  };
}

/** Newest writes shown by the inspector. */
const LOG_SHOWN = 8;

export const kind = defineNodeKind({
  kind: 'database',
  title: 'Database',
  glyph: 'database',
  params: databaseParams,
  metrics: {
    queueLength: { type: 'gauge', unit: 'queries', help: 'queries waiting', better: 'less' },
    busyWorkers: { type: 'gauge', unit: 'workers', help: 'workers that serve', better: 'neither' },
    responseTimeMs: { type: 'histogram', unit: 'ms', help: 'time a query spends here', better: 'less' },
    reads: { type: 'counter', unit: 'reads', help: 'reads served', better: 'less' },
    writes: {
      type: 'counter',
      unit: 'writes',
      help: 'writes that took effect, each of a batch by itself',
      better: 'neither',
    },
    conflicts: {
      type: 'counter',
      unit: 'writes',
      help: 'writes refused because the row was newer than their writer had read',
      better: 'less',
    },
  },
  boot,
  restart,
  onMessage,
  onWork,
  onParams,
  face,
  inspect: (state: DatabaseState) => {
    const { log, table } = state.durable;
    const newest: Plain[] = [];
    for (let i = log.length - 1; i >= Math.max(0, log.length - LOG_SHOWN); i--) {
      const row = logItem(log, i);
      if (row) newest.push({ key: row.key, value: row.value, atUs: row.version });
    }
    return { rows: table.size, waiting: waitingCount(state.station), writes: log.length, newest };
  },
  unaffectedBy: { skew: 'compares no clocks', drift: 'measures service by work, not by its clock' },
});
