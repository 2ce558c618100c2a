/**
 * A service: workers behind a bounded queue. It may ask another node before it answers, under a timeout, a circuit
 * breaker, retries and a fallback, and it answers health probes beside its work. It stops what it is told to stop.
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import { isGood, type CallEnd, type Message, type Status, type Timer, type Work } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { NO_EVENT, type EventHandle } from '../../kernel/queue';
import { US_PER_MS } from '../../kernel/time';
import type { PolicyState } from '../../kernel/world';
import { isTooLate } from '../../patterns/retrying/index';
import { callingPolicies, callingUses } from '../calling';
import { timeUs } from '../distribution-params';
import { breakerFace } from '../policies/circuit-breaker/face';
import { policy as breakerPolicy } from '../policies/circuit-breaker/index';
import { breakerParams } from '../policies/circuit-breaker/params';
import { policyUse } from '../policies/flatten';
import {
  assign,
  busyMeter,
  createStation,
  dequeue,
  enqueue,
  findWaiting,
  findWorker,
  queueSlots,
  release,
  removeWaiting,
  resizeStation,
  stationMetrics,
  waitingCount,
  type Job,
  type Station,
} from '../station';
import { serviceParams } from './params';

type ServiceContext = Context<typeof serviceParams>;

interface ServiceState {
  station: Station;
  /** What each worker is at: its work, or its call downstream. */
  works: EventHandle[];
  calls: number[];
  /** Takes no new requests as far as probes tell; those that come are served. */
  draining: boolean;
}

/** Key of the policies of its downstream calls. */
const DOWNSTREAM = 'downstream';

function boot(ctx: ServiceContext): ServiceState {
  usePolicies(ctx);
  return { station: createStation(ctx.params.workers), works: [], calls: [], draining: false };
}

function usePolicies(ctx: ServiceContext): void {
  const { params } = ctx;
  if (params.downstream === '') return;
  const timeout = params.downstreamTimeout
    ? [
        {
          id: 'timeout',
          params: { timeoutMs: params.downstreamTimeoutMs, tellsCallee: params.downstreamCancels },
        },
      ]
    : [];
  ctx.usePolicies(DOWNSTREAM, [
    ...timeout,
    ...policyUse('circuit-breaker', 'breaker', breakerParams, params),
    ...callingUses(params),
  ]);
}

function onMessage(ctx: ServiceContext, state: ServiceState, message: Message): void {
  if (message.type === 'probe') {
    const { station, draining } = state;
    const load = station.busy + waitingCount(station);
    ctx.reply(message, 'completed', { load, weight: ctx.params.weight, draining });
    return;
  }
  const job: Job = { message, arrivedAtUs: ctx.nowUs, startedAtUs: -1, status: 'completed' };
  if (isLate(ctx, job)) {
    dropLate(ctx, job);
    return;
  }
  const worker = assign(state.station, job, ctx.nowUs);
  if (worker >= 0) {
    serve(ctx, state, job, worker);
    ctx.gauge('busyWorkers', state.station.busy);
  } else if (waitingCount(state.station) < ctx.params.queueCapacity) wait(ctx, state, job);
  else ctx.reply(message, 'rejected');
}

function wait(ctx: ServiceContext, state: ServiceState, job: Job): void {
  enqueue(state.station, job);
  ctx.gauge('queueLength', waitingCount(state.station));
  const { patienceMs } = ctx.params;
  if (patienceMs > 0) {
    const patienceUs = ctx.sample('patience', timeUs(patienceMs, 'exponential', 1));
    ctx.setTimer('patience', patienceUs, job.message as unknown as Plain);
  }
}

function isLate({ params, nowUs }: ServiceContext, { message }: Job): boolean {
  return params.dropsLate && isTooLate(message.deadlineUs, nowUs, params.spareTimeMs * US_PER_MS);
}

/** A caller that still waits is told at once that it waits in vain. */
function dropLate(ctx: ServiceContext, { message, arrivedAtUs }: Job): void {
  ctx.span('waiting', arrivedAtUs, message);
  ctx.count('droppedLate');
  if (ctx.nowUs >= message.deadlineUs) ctx.abandon(message, 'dropped');
  else ctx.reply(message, 'dropped');
}

/** A worker takes a job: how long it will take, and whether it will fail, is drawn now. */
function serve(ctx: ServiceContext, state: ServiceState, job: Job, worker: number): void {
  if (job.arrivedAtUs < ctx.nowUs) ctx.span('waiting', job.arrivedAtUs, job.message);
  state.works[worker] = ctx.work('serve', serviceUs(ctx, job), worker);
  state.calls[worker] = 0;
}

function serviceUs(ctx: ServiceContext, job: Job): number {
  const { params } = ctx;
  if (params.hangRatio > 0 && ctx.uniform('hangs') < params.hangRatio) {
    job.status = 'failed';
    return params.hangMs * US_PER_MS;
  }
  if (params.failureRatio > 0 && ctx.uniform('failures') < params.failureRatio) {
    job.status = 'failed';
    if (params.failsFast) return 0;
  }
  const { serviceTimeMs, serviceShape, serviceCv } = params;
  return ctx.sample('service', timeUs(serviceTimeMs, serviceShape, serviceCv));
}

function onWork(ctx: ServiceContext, state: ServiceState, work: Work): void {
  const worker = Number(work.data);
  const job = state.station.workers[worker];
  if (job === null) return;
  if (!isGood(job.status) || !needsDownstream(ctx)) {
    finish(ctx, state, worker, job.status, null);
    return;
  }
  state.works[worker] = NO_EVENT;
  state.calls[worker] = ctx.call(ctx.params.downstream, job.message.type, job.message.body, {
    policies: DOWNSTREAM,
    serving: job.message,
    data: worker,
  });
}

function needsDownstream(ctx: ServiceContext): boolean {
  const { downstream, downstreamRatio } = ctx.params;
  if (downstream === '') return false;
  return downstreamRatio === 1 || ctx.uniform('downstream') < downstreamRatio;
}

function onOutcome(ctx: ServiceContext, state: ServiceState, end: CallEnd): void {
  const worker = Number(end.data);
  if (end.attempts > 1) ctx.count('retries', end.attempts - 1);
  if (end.by === 'circuit-breaker') noteRefused(ctx, state, worker);
  else ctx.observe('downstreamTimeMs', (ctx.nowUs - end.startedAtUs) / US_PER_MS);
  if (isGood(end.status) || end.status === 'cancelled') finish(ctx, state, worker, end.status, end.answer);
  else if (ctx.params.fallback) finish(ctx, state, worker, 'degraded', null);
  else finish(ctx, state, worker, end.status, null);
}

function noteRefused(ctx: ServiceContext, state: ServiceState, worker: number): void {
  const job = state.station.workers[worker];
  ctx.count('refusedByBreaker');
  if (job !== null) ctx.observe('refusedTimeMs', (ctx.nowUs - job.arrivedAtUs) / US_PER_MS);
}

/** A worker is done with its job: the answer goes out and the next job comes in. */
function finish(
  ctx: ServiceContext,
  state: ServiceState,
  worker: number,
  status: Status,
  answer: Plain,
): void {
  const { station } = state;
  const job = release(station, worker, ctx.params.workers);
  if (job === null) return;
  ctx.span('serving', job.startedAtUs, job.message);
  ctx.observe('responseTimeMs', (ctx.nowUs - job.arrivedAtUs) / US_PER_MS);
  if (status === 'cancelled') ctx.abandon(job.message, 'cancelled');
  else {
    if (job.message.deadlineUs > 0 && ctx.nowUs > job.message.deadlineUs) ctx.count('servedLate');
    ctx.reply(job.message, status, answer);
  }
  takeNext(ctx, state);
}

function takeNext(ctx: ServiceContext, state: ServiceState): void {
  const { station } = state;
  while (station.idle.length > 0) {
    const next = dequeue(station, ctx.params.discipline === 'lifo');
    if (next === null) break;
    if (isLate(ctx, next)) dropLate(ctx, next);
    else serve(ctx, state, next, assign(station, next, ctx.nowUs));
    ctx.gauge('queueLength', waitingCount(station));
  }
  ctx.gauge('busyWorkers', station.busy);
}

/** Its caller waits no more: it is taken out of the queue, or its worker stops. */
function onCancel(ctx: ServiceContext, state: ServiceState, note: Message): void {
  const { station, works, calls } = state;
  const waiting = findWaiting(station, note);
  if (waiting !== null) {
    removeWaiting(station, waiting.message);
    ctx.span('waiting', waiting.arrivedAtUs, waiting.message);
    ctx.gauge('queueLength', waitingCount(station));
    ctx.abandon(waiting.message, 'cancelled');
    return;
  }
  const worker = findWorker(station, note);
  if (worker < 0) return;
  if (calls[worker] > 0) ctx.cancelCall(calls[worker]);
  else {
    ctx.cancelWork(works[worker]);
    finish(ctx, state, worker, 'cancelled', null);
  }
}

/** A waiting request has run out of patience. */
function onTimer(ctx: ServiceContext, state: ServiceState, timer: Timer): void {
  const message = timer.data as unknown as Message;
  const job = removeWaiting(state.station, message);
  if (job === null) return;
  ctx.span('waiting', job.arrivedAtUs, message);
  ctx.gauge('queueLength', waitingCount(state.station));
  ctx.reply(message, 'dropped');
}

function onParams(ctx: ServiceContext, state: ServiceState): void {
  usePolicies(ctx);
  resizeStation(state.station, ctx.params.workers);
  takeNext(ctx, state);
}

function face(
  state: ServiceState,
  params: ServiceContext['params'],
  policies: ReadonlyMap<string, readonly PolicyState[]>,
): Face {
  const { station } = state;
  const shown: Face = {
    headline: {
      value: { metric: 'responseTimeMs', stat: 'mean' },
      unit: 'ms',
      help: 'mean time in this node',
    },
    chip: chipOf(state, params),
    meters: [busyMeter(station, params.workers)],
    slots: params.queueCapacity > 0 ? queueSlots(station, params.queueCapacity) : undefined,
  };
  const guard = policies.get(DOWNSTREAM)?.find((policy) => policy.id === 'circuit-breaker');
  if (!guard) return shown;
  const { chip, slots, meter } = breakerFace(guard.state);
  return { ...shown, chip, slots, meters: [...shown.meters, meter] };
}

/** What it has been told to do; short, since it stands beside the name. */
function chipOf(state: ServiceState, params: ServiceContext['params']): Face['chip'] {
  if (state.draining) return { text: 'draining', tone: 'chosen' };
  const [word, ratio] = params.hangRatio > 0 ? ['hangs', params.hangRatio] : ['fails', params.failureRatio];
  if (ratio === 0) return undefined;
  return {
    text: ratio === 1 ? word : `${word} ${String(Math.max(1, Math.round(ratio * 100)))} %`,
    tone: 'chosen',
  };
}

export const policies = [breakerPolicy, ...callingPolicies];

export const kind = defineNodeKind({
  kind: 'service',
  title: 'Service',
  glyph: 'service',
  params: serviceParams,
  metrics: {
    ...stationMetrics,
    responseTimeMs: {
      type: 'histogram',
      unit: 'ms',
      help: 'time a request spends in the node',
      better: 'less',
    },
    downstreamTimeMs: {
      type: 'histogram',
      unit: 'ms',
      help: 'time of calls that were sent, good or bad',
      better: 'less',
    },
    servedLate: {
      type: 'counter',
      unit: 'requests',
      help: 'requests served although their caller had given them up',
      better: 'less',
    },
    droppedLate: {
      type: 'counter',
      unit: 'requests',
      help: 'requests not served because they were too late',
      better: 'neither',
    },
    retries: {
      type: 'counter',
      unit: 'attempts',
      help: 'attempts of its calls beyond the first, counted when the call ends',
      better: 'less',
    },
    refusedByBreaker: {
      type: 'counter',
      unit: 'calls',
      help: 'calls the circuit breaker did not let through',
      better: 'neither',
    },
    refusedTimeMs: {
      type: 'histogram',
      unit: 'ms',
      help: 'time in the node of requests whose call the circuit breaker refused',
      better: 'less',
    },
  },
  boot,
  onMessage,
  onCancel,
  onWork,
  onTimer,
  onOutcome,
  onParams,
  actions: {
    drain: {
      title: 'Drain',
      help: 'Tells probes that it wants no new requests, and finishes what it has.',
      refuse: (state: ServiceState) => (state.draining ? 'It is draining already.' : null),
      run: (ctx, state) => {
        state.draining = true;
        ctx.log(`${ctx.id} drains: it finishes what it has`);
        return null;
      },
    },
    undrain: {
      title: 'Stop draining',
      help: 'Takes new requests again.',
      refuse: (state: ServiceState) => (state.draining ? null : 'It is not draining.'),
      run: (ctx, state) => {
        state.draining = false;
        ctx.log(`${ctx.id} takes requests again`);
        return null;
      },
    },
    forceOpen: breakerAction('Force open', 'Holds the circuit breaker open by hand.', 'forceOpen'),
    disableBreaker: breakerAction('Disable breaker', 'Lets every call through, whatever happens.', 'disable'),
    resetBreaker: breakerAction(
      'Reset breaker',
      'Closes the circuit breaker and forgets its window.',
      'reset',
    ),
  },
  face,
  inspect: (state: ServiceState) => ({
    draining: state.draining,
    busyWorkers: state.station.busy,
    waiting: waitingCount(state.station),
    serving: state.station.workers
      .filter((job) => job !== null)
      .map((job) => ({ request: job.message.request, sinceUs: job.startedAtUs })),
  }),
  noteMeaning: () => 'refusal',
  unaffectedBy: { skew: 'compares no clocks' },
});

function breakerAction(title: string, help: string, action: string) {
  return {
    title,
    help,
    offered: (params: ServiceContext['params']) => params.downstream !== '',
    refuse: (_state: ServiceState, params: ServiceContext['params']) =>
      params.breaker ? null : 'Its circuit breaker is switched off.',
    run: (ctx: ServiceContext) => ctx.actOnPolicy(DOWNSTREAM, 'circuit-breaker', action),
  };
}
