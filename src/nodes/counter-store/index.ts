/**
 * A store of limits that several gateways share. It decides in one step (`take`), or hands a limiter out (`load`)
 * and takes it back (`save`), between which others may do the same. All is in memory: a crash forgets it.
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import type { Message, Work } from '../../kernel/message';
import { copyPlain, type Plain } from '../../kernel/plain';
import {
  admitKey,
  limitersUnder,
  type Decision,
  type Limiter,
  type Limiters,
  type LimiterSettings,
} from '../../patterns/rate-limiting/index';
import { timeUs } from '../distribution-params';
import {
  createDeciding,
  inspectDeciding,
  limitSlots,
  noteVerdict,
  verdictOf,
  type Deciding,
} from '../limiting';
import { stationParams } from '../station-params';
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

type StoreContext = Context<typeof stationParams>;

/** What a gateway asks: `take` and `load` without a limiter, `save` with one. */
export interface StoreRequest {
  readonly key: number;
  readonly settings: LimiterSettings;
  /** The message the gateway asks for. */
  readonly request: string;
  readonly limiter?: Limiter;
}

/** What it answers: a decision to `take`, a limiter (or null for an unknown key) to `load`. */
export interface StoreAnswer {
  readonly decision?: Decision;
  readonly limiter?: Limiter | null;
}

interface StoreState {
  station: Station;
  /** Limiters under the settings that gateways bring along: all the same, unless somebody set them apart. */
  rules: Limiters[];
  deciding: Deciding;
}

function boot(ctx: StoreContext): StoreState {
  return { station: createStation(ctx.params.workers), rules: [], deciding: createDeciding() };
}

function onMessage(ctx: StoreContext, state: StoreState, message: Message): void {
  if (!['take', 'load', 'save'].includes(message.type)) {
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

function showLoad(ctx: StoreContext, { station }: StoreState): void {
  ctx.gauge('busyWorkers', station.busy);
  ctx.gauge('queueLength', waitingCount(station));
}

function serve(ctx: StoreContext, worker: number): void {
  const { serviceTimeMs, serviceShape, serviceCv } = ctx.params;
  ctx.work('serve', ctx.sample('service', timeUs(serviceTimeMs, serviceShape, serviceCv)), worker);
}

/** What is asked takes effect at one instant, the end of the work. */
function onWork(ctx: StoreContext, state: StoreState, work: Work): void {
  const job = release(state.station, Number(work.data), ctx.params.workers);
  if (job === null) return;
  ctx.span('serving', job.startedAtUs, job.message);
  ctx.reply(job.message, 'completed', answerTo(ctx, state, job.message) as unknown as Plain);
  takeWaiting(ctx, state);
}

function answerTo(ctx: StoreContext, { rules, deciding }: StoreState, { type, body }: Message): StoreAnswer {
  const { key, settings, request, limiter } = body as unknown as StoreRequest;
  const limiters = limitersUnder(rules, settings);
  if (type === 'take') {
    const decision = admitKey(limiters, key, ctx.clockUs());
    noteVerdict(deciding, verdictOf(decision, request, key, ctx.nowUs, settings));
    ctx.count(decision.allowed ? 'granted' : 'denied');
    return { decision };
  }
  // A message keeps what it carries; the store keeps a copy of its own.
  if (type === 'save' && limiter) limiters.byKey.set(key, copyPlain(limiter));
  const known = limiters.byKey.get(key);
  return { limiter: known ? copyPlain(known) : null };
}

function takeWaiting(ctx: StoreContext, state: StoreState): void {
  const { station } = state;
  while (station.idle.length > 0) {
    const next = dequeue(station, false);
    if (next === null) break;
    serve(ctx, assign(station, next, ctx.nowUs));
  }
  showLoad(ctx, state);
}

function onParams(ctx: StoreContext, state: StoreState): void {
  resizeStation(state.station, ctx.params.workers);
  takeWaiting(ctx, state);
}

function keysIn(rules: readonly Limiters[]): number {
  return rules.reduce((sum, { byKey }) => sum + byKey.size, 0);
}

function face({ station, rules, deciding }: StoreState, params: StoreContext['params']): Face {
  return {
    headline: {
      value: { metric: 'requests.arrived', stat: 'rate' },
      unit: '/s',
      help: 'requests of gateways a second',
    },
    chip: { text: `${String(keysIn(rules))} keys`, tone: 'muted' },
    meters: [
      busyMeter(station, params.workers),
      { label: 'denied', text: { metric: 'denied', stat: 'rate' }, unit: '/s' },
    ],
    slots: limitSlots(deciding),
  };
}

export const kind = defineNodeKind({
  kind: 'counter-store',
  title: 'Counter store',
  glyph: 'database',
  params: stationParams,
  metrics: {
    ...stationMetrics,
    granted: { type: 'counter', unit: 'requests', help: 'requests within their limit', better: 'neither' },
    denied: { type: 'counter', unit: 'requests', help: 'requests beyond their limit', better: 'neither' },
  },
  boot,
  onMessage,
  onWork,
  onParams,
  face,
  inspect: ({ station, rules, deciding }: StoreState) => ({
    waiting: waitingCount(station),
    keys: keysIn(rules),
    latest: inspectDeciding(deciding),
  }),
});
