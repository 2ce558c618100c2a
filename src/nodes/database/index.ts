/**
 * A database: a durable table behind workers and a queue. Every write takes effect at one instant, which is its
 * version; a crash loses what was waiting, never what was written.
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import type { Message, Work } from '../../kernel/message';
import { real } from '../../kernel/params';
import { appendToLog, createLog, logItem, type AppendLog, type Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import { timeUs } from '../distribution-params';
import { stationParams } from '../station-params';
import {
  assign,
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

const databaseParams = {
  ...stationParams,
  writeTimeMs: real({
    title: 'Write time',
    help: 'Mean time one write, or one write of a batch, occupies a worker.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 30,
    low: 'a negative time means nothing.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  writeFailureRatio: real({
    title: 'Failing writes',
    help: 'Share of writes refused with an error.',
    unit: '',
    min: 0,
    max: 1,
    default: 0,
    low: 'less than none cannot fail.',
    high: 'more than all cannot fail.',
  }),
};

type DatabaseContext = Context<typeof databaseParams>;

/** A write that has taken effect. */
export interface Row {
  readonly $shared: true;
  readonly key: number;
  readonly value: number;
  /** When it took effect, in microseconds of simulated time. */
  readonly version: number;
}

interface DatabaseState {
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
function writesOf(message: Message): readonly { key: number; value: number; version?: number }[] {
  const body = message.body as unknown as { key: number; value: number } | { batch: readonly Row[] };
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
  const next = dequeue(station, false);
  if (next !== null) serve(ctx, next, assign(station, next, ctx.nowUs));
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
  let last: Row | null = null;
  for (const { key, value, version } of writesOf(message)) {
    last = { $shared: true, key, value, version: version ?? ctx.nowUs };
    state.durable.table.set(key, last);
    appendToLog(state.durable.log, last);
    ctx.count('writes');
  }
  ctx.reply(message, 'completed', last === null ? null : { value: last.value, version: last.version });
}

function onParams(ctx: DatabaseContext, state: DatabaseState): void {
  resizeStation(state.station, ctx.params.workers);
  while (state.station.idle.length > 0) {
    const next = dequeue(state.station, false);
    if (next === null) break;
    serve(ctx, next, assign(state.station, next, ctx.nowUs));
  }
  showLoad(ctx, state);
}

function face(state: DatabaseState, params: DatabaseContext['params']): Face {
  const { station } = state;
  return {
    headline: { value: { metric: 'responseTimeMs', stat: 'mean' }, unit: 'ms', help: 'mean time of a query' },
    chip: { text: `${String(state.durable.table.size)} rows`, tone: 'muted' },
    meters: [
      {
        label: 'busy',
        text: { metric: 'busyWorkers', stat: 'mean', times: 100 / params.workers },
        unit: '%',
        ratio: { metric: 'busyWorkers', stat: 'mean', times: 1 / params.workers },
        tone: waitingCount(station) > 0 ? 'warn' : 'calm',
      },
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
    writes: { type: 'counter', unit: 'writes', help: 'writes that took effect', better: 'neither' },
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
