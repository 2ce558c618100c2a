/**
 * A consumer: tells its queue how many messages it can take, does the work each one makes, lets it take effect in
 * the ledger, and only then answers. A good answer acknowledges the message, a bad one refuses it.
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import { murmur3 } from '../../kernel/hash';
import { isGood, type CallEnd, type Message, type Status, type Timer, type Work } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { NO_EVENT, type EventHandle } from '../../kernel/queue';
import { US_PER_MS } from '../../kernel/time';
import { timeUs } from '../distribution-params';
import type { Entry } from '../ledger/index';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import type { DeliveryBody } from '../queue/index';
import {
  assign,
  busyMeter,
  createStation,
  dequeue,
  enqueue,
  release,
  resizeStation,
  stationMetrics,
  waitingCount,
  type Job,
  type Station,
} from '../station';
import { consumerParams } from './params';

type ConsumerContext = Context<typeof consumerParams>;

interface ConsumerState {
  station: Station;
  /** By worker: its work, and its call to the ledger; 0 for none. */
  doing: { work: EventHandle; call: number }[];
  /** False while its process starts again. */
  running: boolean;
}

/** Key of the policies of calls to the ledger. */
const LEDGER = 'ledger';
/** How long the queue may believe what it was told, in times of the interval it is repeated in. */
const BELIEVED_FOR = 1.5;

function boot(ctx: ConsumerContext): ConsumerState {
  usePolicies(ctx);
  const state: ConsumerState = { station: createStation(ctx.params.workers), doing: [], running: true };
  ask(ctx, state);
  ctx.setTimer('ask', ctx.params.askEveryMs * US_PER_MS);
  return state;
}

function usePolicies(ctx: ConsumerContext): void {
  ctx.usePolicies(LEDGER, [{ id: 'timeout', params: { timeoutMs: ctx.params.ledgerTimeoutMs } }]);
}

/** Tells the queue how many messages it can take now. */
function ask(ctx: ConsumerContext, { station }: ConsumerState): void {
  const { queue, workers, prefetch, askEveryMs } = ctx.params;
  const free = Math.max(0, workers + prefetch - station.busy - waitingCount(station));
  ctx.send(queue, 'demand', { free, forMs: askEveryMs * BELIEVED_FOR });
}

function onTimer(ctx: ConsumerContext, state: ConsumerState, timer: Timer): void {
  if (timer.name === 'start') {
    state.running = true;
    ctx.log(`${ctx.id} runs again`);
    ask(ctx, state);
    return;
  }
  ctx.repeatTimer(timer, ctx.params.askEveryMs * US_PER_MS);
  if (state.running) ask(ctx, state);
}

function onMessage(ctx: ConsumerContext, state: ConsumerState, message: Message): void {
  if (message.type !== 'delivery') {
    ctx.reply(message, 'failed');
    return;
  }
  if (!state.running) {
    // Nobody is there who could answer.
    ctx.abandon(message, 'dropped');
    return;
  }
  const job: Job = { message, arrivedAtUs: ctx.nowUs, startedAtUs: -1, status: 'completed' };
  const worker = assign(state.station, job, ctx.nowUs);
  if (worker >= 0) serve(ctx, state, worker);
  else enqueue(state.station, job);
  showLoad(ctx, state);
}

function serve(ctx: ConsumerContext, state: ConsumerState, worker: number): void {
  const { serviceTimeMs, serviceShape, serviceCv } = ctx.params;
  const takesUs = ctx.sample('service', timeUs(serviceTimeMs, serviceShape, serviceCv));
  state.doing[worker] = { work: ctx.work('handling', takesUs, worker), call: 0 };
}

function onWork(ctx: ConsumerContext, state: ConsumerState, work: Work): void {
  const worker = Number(work.data);
  const job = state.station.workers[worker];
  if (job === null) return;
  state.doing[worker].work = NO_EVENT;
  const { params } = ctx;
  const body = job.message.body as unknown as DeliveryBody;
  if (body.poison || isPoison(ctx, body)) {
    if (params.poisonDoes === 'crashes') crash(ctx, state, body);
    else finish(ctx, state, worker, 'failed');
  } else if (params.failureRatio > 0 && ctx.uniform('failures') < params.failureRatio) {
    finish(ctx, state, worker, 'failed');
  } else if (params.ledger === '') finish(ctx, state, worker, 'completed');
  else {
    state.doing[worker].call = ctx.call(params.ledger, 'booking', entryOf(ctx, body) as unknown as Plain, {
      policies: LEDGER,
      serving: job.message,
      data: worker,
    });
  }
}

/** A bug fails on the same messages for everybody, whenever they come. */
function isPoison({ params }: ConsumerContext, { id }: DeliveryBody): boolean {
  const { poisonRatio, queue } = params;
  return poisonRatio > 0 && murmur3(`${queue} ${String(id)}`) / 2 ** 32 < poisonRatio;
}

/** What was asked for once has one key: the number of the request, or of the message when no request brought it. */
function entryOf({ params }: ConsumerContext, { id, group, position, request }: DeliveryBody): Entry {
  const { queue, idempotent } = params;
  const key = request > 0 ? `request ${String(request)}` : `${queue} ${String(id)}`;
  return { key, once: idempotent, queue, group, position };
}

function onOutcome(ctx: ConsumerContext, state: ConsumerState, end: CallEnd): void {
  if (end.status === 'cancelled') return;
  finish(ctx, state, Number(end.data), isGood(end.status) ? 'completed' : 'failed');
}

/** A worker is done: the queue hears of it, and that there is room. */
function finish(ctx: ConsumerContext, state: ConsumerState, worker: number, status: Status): void {
  const { station } = state;
  const job = release(station, worker, ctx.params.workers);
  if (job === null) return;
  state.doing[worker] = { work: NO_EVENT, call: 0 };
  ctx.span('handling', job.startedAtUs, job.message);
  ctx.count(status === 'completed' ? 'handled' : 'refused');
  ctx.reply(job.message, status);
  takeWaiting(ctx, state);
  ask(ctx, state);
}

function takeWaiting(ctx: ConsumerContext, state: ConsumerState): void {
  const { station } = state;
  while (station.idle.length > 0) {
    const next = dequeue(station, false);
    if (next === null) break;
    ctx.span('waiting', next.arrivedAtUs, next.message);
    serve(ctx, state, assign(station, next, ctx.nowUs));
  }
  showLoad(ctx, state);
}

function showLoad(ctx: ConsumerContext, { station }: ConsumerState): void {
  ctx.gauge('busyWorkers', station.busy);
  ctx.gauge('queueLength', waitingCount(station));
}

/** The process ends with all it was doing. Nobody is told; after a while it is started again. */
function crash(ctx: ConsumerContext, state: ConsumerState, { id }: DeliveryBody): void {
  ctx.count('processCrashes');
  ctx.log(`${ctx.id} crashed on message ${String(id)}`);
  const held = [...state.station.workers, ...state.station.queue];
  for (const job of held) if (job !== null) ctx.abandon(job.message, 'dropped');
  for (const { work, call } of state.doing) {
    ctx.cancelWork(work);
    if (call > 0) ctx.cancelCall(call);
  }
  state.station = createStation(ctx.params.workers);
  state.doing = [];
  state.running = false;
  ctx.setTimer('start', ctx.params.startMs * US_PER_MS);
  showLoad(ctx, state);
}

function onParams(ctx: ConsumerContext, state: ConsumerState): void {
  usePolicies(ctx);
  resizeStation(state.station, ctx.params.workers);
  takeWaiting(ctx, state);
  if (state.running) ask(ctx, state);
}

function face({ station, running }: ConsumerState, params: ConsumerContext['params']): Face {
  return {
    headline: { value: { metric: 'handled', stat: 'rate' }, unit: '/s', help: 'messages handled a second' },
    chip: running ? undefined : { text: 'starting', tone: 'bad' },
    meters: [
      busyMeter(station, params.workers),
      { label: 'refused', text: { metric: 'refused', stat: 'rate' }, unit: '/s' },
    ],
    slots: {
      label: `${String(station.busy)} of ${String(params.workers)} workers`,
      tones: station.workers.slice(0, 12).map((job) => (job === null ? 'muted' : 'calm')),
      hidden: Math.max(0, station.workers.length - 12),
    },
  };
}

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'consumer',
  title: 'Consumer',
  glyph: 'service',
  params: consumerParams,
  metrics: {
    ...stationMetrics,
    handled: { type: 'counter', unit: 'messages', help: 'messages handled and acknowledged', better: 'more' },
    refused: { type: 'counter', unit: 'messages', help: 'messages refused', better: 'less' },
    processCrashes: {
      type: 'counter',
      unit: 'crashes',
      help: 'times a message crashed its process',
      better: 'less',
    },
  },
  boot,
  onMessage,
  onTimer,
  onWork,
  onOutcome,
  onParams,
  face,
  inspect: ({ station, running }: ConsumerState) => ({
    running,
    busyWorkers: station.busy,
    prefetched: waitingCount(station),
    handling: station.workers.flatMap((job) => {
      if (job === null) return [];
      const { id, attempt } = job.message.body as unknown as DeliveryBody;
      return [{ message: id, attempt, sinceUs: job.startedAtUs }];
    }),
  }),
  unaffectedBy: { skew: 'compares no clocks' },
});
