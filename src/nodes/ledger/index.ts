/**
 * A ledger: where work takes effect. An entry that may be booked once is kept out when it comes again; any other is
 * booked as often as it comes. What was booked survives a crash, what waits to be booked does not.
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import type { Message, Work } from '../../kernel/message';
import type { Plain, Shared } from '../../kernel/plain';
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
  stationMetrics,
  waitingCount,
  type Job,
  type Station,
} from '../station';
import { stationParams } from '../station-params';

const ledgerParams = {
  ...stationParams,
  queueCapacity: { ...stationParams.queueCapacity, default: 100 },
  serviceTimeMs: { ...stationParams.serviceTimeMs, default: 5 },
};

type LedgerContext = Context<typeof ledgerParams>;

/** What is to be booked. */
export interface Entry {
  /** Idempotency key: what has the same is the same. */
  readonly key: string;
  /** Book it only if it has not been booked before. */
  readonly once: boolean;
  /** The queue it came from, its group and its place in the order there. */
  readonly queue: string;
  readonly group: number;
  readonly position: number;
}

/** What has been done with an entry. */
export interface Booking extends Shared {
  readonly entry: Entry;
  /** How often it has taken effect by now. */
  readonly times: number;
  readonly repeated: boolean;
}

export interface LedgerState {
  station: Station;
  /** The last entry that was asked for. */
  latest: Booking | null;
  durable: { times: Map<string, number>; twice: number };
}

function boot(ctx: LedgerContext): LedgerState {
  return start(ctx, { times: new Map(), twice: 0 });
}

function start(ctx: LedgerContext, durable: LedgerState['durable']): LedgerState {
  return { station: createStation(ctx.params.workers), latest: null, durable };
}

function restart(ctx: LedgerContext, durable: Plain): LedgerState {
  return start(ctx, durable as unknown as LedgerState['durable']);
}

function onMessage(ctx: LedgerContext, state: LedgerState, message: Message): void {
  if (message.type !== 'booking') {
    ctx.reply(message, 'failed');
    return;
  }
  const job: Job = { message, arrivedAtUs: ctx.nowUs, startedAtUs: -1, status: 'completed' };
  const worker = assign(state.station, job, ctx.nowUs);
  if (worker >= 0) serve(ctx, worker);
  else if (waitingCount(state.station) < ctx.params.queueCapacity) enqueue(state.station, job);
  else ctx.reply(message, 'rejected');
  showLoad(ctx, state);
}

function serve(ctx: LedgerContext, worker: number): void {
  const { serviceTimeMs, serviceShape, serviceCv } = ctx.params;
  ctx.work('booking', ctx.sample('service', timeUs(serviceTimeMs, serviceShape, serviceCv)), worker);
}

/** An entry takes effect at one instant, the end of the work: looking it up and booking it are one step. */
function onWork(ctx: LedgerContext, state: LedgerState, work: Work): void {
  const job = release(state.station, Number(work.data), ctx.params.workers);
  if (job === null) return;
  ctx.span('booking', job.startedAtUs, job.message);
  const { repeated, times } = book(ctx, state, job.message.body as unknown as Entry);
  ctx.reply(job.message, 'completed', { repeated, times });
  takeWaiting(ctx, state);
}

function book(ctx: LedgerContext, state: LedgerState, entry: Entry): Booking {
  const { durable } = state;
  const before = durable.times.get(entry.key) ?? 0;
  const booked = before === 0 || !entry.once;
  if (booked) {
    durable.times.set(entry.key, before + 1);
    ctx.count('effects');
    if (before > 0) {
      durable.twice++;
      ctx.count('duplicateEffects');
      ctx.log(`${entry.key} has taken effect ${String(before + 1)} times`);
    }
  } else ctx.count('repeatsKeptOut');
  const times = booked ? before + 1 : before;
  state.latest = { $shared: true, entry, times, repeated: before > 0 };
  return state.latest;
}

function takeWaiting(ctx: LedgerContext, state: LedgerState): void {
  const { station } = state;
  while (station.idle.length > 0) {
    const next = dequeue(station, false);
    if (next === null) break;
    serve(ctx, assign(station, next, ctx.nowUs));
  }
  showLoad(ctx, state);
}

function showLoad(ctx: LedgerContext, { station }: LedgerState): void {
  ctx.gauge('busyWorkers', station.busy);
  ctx.gauge('queueLength', waitingCount(station));
}

function onParams(ctx: LedgerContext, state: LedgerState): void {
  resizeStation(state.station, ctx.params.workers);
  takeWaiting(ctx, state);
}

function face({ station, durable }: LedgerState, params: LedgerContext['params']): Face {
  const { times, twice } = durable;
  return {
    headline: { value: times.size, unit: 'booked', help: 'entries that have taken effect' },
    chip: twice > 0 ? { text: `${String(twice)} twice`, tone: 'bad' } : { text: 'each once', tone: 'muted' },
    meters: [
      busyMeter(station, params.workers),
      { label: 'effects', text: { metric: 'effects', stat: 'rate' }, unit: '/s' },
      { label: 'repeats kept out', text: { metric: 'repeatsKeptOut', stat: 'rate' }, unit: '/s' },
    ],
    slots: queueSlots(station, params.queueCapacity),
  };
}

export const kind = defineNodeKind({
  kind: 'ledger',
  title: 'Ledger',
  glyph: 'database',
  params: ledgerParams,
  metrics: {
    ...stationMetrics,
    effects: {
      type: 'counter',
      unit: 'effects',
      help: 'entries booked, repeats included',
      better: 'neither',
    },
    duplicateEffects: {
      type: 'counter',
      unit: 'effects',
      help: 'entries that took effect once more',
      better: 'less',
    },
    repeatsKeptOut: {
      type: 'counter',
      unit: 'entries',
      help: 'entries that came again and were not booked again',
      better: 'neither',
    },
  },
  boot,
  restart,
  onMessage,
  onWork,
  onParams,
  face,
  inspect: ({ station, latest, durable }: LedgerState) => ({
    booked: durable.times.size,
    bookedTwice: durable.twice,
    waiting: waitingCount(station),
    latest: latest === null ? null : { ...latest.entry, times: latest.times },
  }),
  unaffectedBy: { skew: 'compares no clocks', drift: 'measures service by work, not by its clock' },
});
