/**
 * Clients: where logical requests begin and end. Open loop (arrivals independent of answers) or closed loop (a
 * fixed number of users who wait, think and ask again).
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import { zipfTable } from '../../kernel/distributions';
import { isGood, type CallEnd, type Timer } from '../../kernel/message';
import { NO_EVENT, type EventHandle } from '../../kernel/queue';
import { US_PER_S } from '../../kernel/time';
import { nextArrivalUs, type Shape } from '../../kernel/workload';
import { tokensIn } from '../../patterns/retrying/index';
import { callingPolicies, callingUses } from '../calling';
import { timeUs } from '../distribution-params';
import type { RetryPolicyState } from '../policies/retry/index';
import { sourceParams } from './params';

type SourceContext = Context<typeof sourceParams>;

interface SourceState {
  /** Exact time of the next arrival: its fraction of a microsecond is carried on. */
  nextUs: number;
  arrival: EventHandle;
  /** Rate in force when the next arrival was drawn. */
  rate: number;
  /** Users of the closed loop who have started, and those whom a stop of the traffic holds back. */
  users: number;
  heldBack: number[];
  inFlight: number;
  /** Per key, the newest version acknowledged to a writer: what a later read must at least return. */
  acknowledged: Map<number, number>;
}

/** What a request asks. `value` is the number of the request that writes. */
export type RequestBody = { client: number; key: number; op: 'read' | 'write'; value: number };

/** What the answer to a read or write may carry. */
interface VersionedAnswer {
  version: number;
}

function shapeOf(params: SourceContext['params']): Shape {
  return { name: params.shape, peak: params.peak, periodUs: params.periodSec * US_PER_S };
}

function boot(ctx: SourceContext): SourceState {
  usePolicies(ctx);
  const state: SourceState = {
    nextUs: ctx.nowUs,
    arrival: NO_EVENT,
    rate: 0,
    users: 0,
    heldBack: [],
    inFlight: 0,
    acknowledged: new Map(),
  };
  if (ctx.params.mode === 'open') {
    drawArrival(ctx, state);
    if (state.nextUs < Infinity) state.arrival = ctx.setTimer('arrival', dueInUs(ctx, state));
  } else startUsers(ctx, state);
  return state;
}

function usePolicies(ctx: SourceContext): void {
  const { timeoutMs, timeoutCancels: tellsCallee } = ctx.params;
  const timeout = timeoutMs > 0 ? [{ id: 'timeout', params: { timeoutMs, tellsCallee } }] : [];
  ctx.usePolicies('request', [...timeout, ...callingUses(ctx.params)]);
}

function hasPolicies({ timeoutMs, retry, deadline, throttle, limiter }: SourceContext['params']): boolean {
  return timeoutMs > 0 || retry || deadline || throttle || limiter;
}

/** How much of the retry budget is left. */
function showBudget(ctx: SourceContext): void {
  if (!ctx.params.retry || !ctx.params.retryBudget) return;
  const state = ctx.policyState('request', 'retry') as RetryPolicyState | undefined;
  if (state) ctx.gauge('retryTokens', tokensIn(state.budget));
}

function currentRate(ctx: SourceContext): number {
  return ctx.params.ratePerSec * ctx.trafficFactor;
}

/** Draws when the next request comes, counted from the exact time of the last. */
function drawArrival(ctx: SourceContext, state: SourceState): void {
  const area = ctx.params.arrivals === 'poisson' ? ctx.sample('arrivals', UNIT_EXPONENTIAL) : 1;
  state.rate = currentRate(ctx);
  state.nextUs = nextArrivalUs(shapeOf(ctx.params), state.rate, state.nextUs, area);
}

const UNIT_EXPONENTIAL = { name: 'exponential', mean: 1, cv: 1 } as const;

function dueInUs(ctx: SourceContext, state: SourceState): number {
  return Math.max(0, Math.round(state.nextUs) - ctx.nowUs);
}

function startUsers(ctx: SourceContext, state: SourceState): void {
  while (state.users < ctx.params.users) think(ctx, state, state.users++);
}

/** A user thinks before the next request. All start thinking, so that they do not ask in step. */
function think(ctx: SourceContext, state: SourceState, user: number): void {
  if (ctx.trafficFactor === 0) {
    state.heldBack.push(user);
    return;
  }
  const { thinkTimeMs, thinkShape } = ctx.params;
  ctx.setTimer('think', ctx.sample('think', timeUs(thinkTimeMs / ctx.trafficFactor, thinkShape, 1)), user);
}

function onTimer(ctx: SourceContext, state: SourceState, timer: Timer): void {
  if (timer.name === 'think') {
    if (ctx.trafficFactor === 0) think(ctx, state, Number(timer.data));
    else ask(ctx, state, Number(timer.data));
    return;
  }
  drawArrival(ctx, state);
  state.arrival = state.nextUs < Infinity ? ctx.repeatTimer(timer, dueInUs(ctx, state)) : NO_EVENT;
  ask(ctx, state, -1);
}

/** A logical request. `user` is −1 in the open loop. */
function ask(ctx: SourceContext, state: SourceState, user: number): void {
  const { params } = ctx;
  const request = ctx.beginRequest();
  const nth = params.clients > 1 ? ctx.zipf('clients', zipfTable(params.clients, params.clientSkew)) : 0;
  const client = params.firstClient + nth;
  const key = keyOf(ctx);
  const writes = params.writeRatio > 0 && ctx.uniform('writes') < params.writeRatio;
  const body: RequestBody = { client, key, op: writes ? 'write' : 'read', value: request };
  ctx.gauge('inFlight', ++state.inFlight);
  ctx.call(params.to, body.op === 'write' ? 'write' : 'read', body, {
    policies: hasPolicies(params) ? 'request' : '',
    request,
    data: { user, key, atLeast: state.acknowledged.get(key) ?? 0 },
  });
  showBudget(ctx);
}

/** Which key a request asks for: the hot one, or any by its popularity. */
function keyOf(ctx: SourceContext): number {
  const { keys, keySkew, hotRatio } = ctx.params;
  if (hotRatio > 0 && ctx.uniform('hotKey') < hotRatio) return 0;
  return keys > 1 ? ctx.zipf('keys', zipfTable(keys, keySkew)) : 0;
}

function onOutcome(ctx: SourceContext, state: SourceState, end: CallEnd): void {
  ctx.endRequest(end.status, end.startedAtUs);
  ctx.gauge('inFlight', --state.inFlight);
  if (end.attempts > 1) ctx.count('retries', end.attempts - 1);
  showBudget(ctx);
  const { user, key, atLeast } = end.data as { user: number; key: number; atLeast: number };
  const answer = end.answer as VersionedAnswer | null;
  if (answer !== null && isGood(end.status)) judgeAnswer(ctx, state, end.type, key, atLeast, answer.version);
  if (user < 0) return;
  if (state.users > ctx.params.users) state.users--;
  else think(ctx, state, user);
}

/** Counts a read as stale when it returned less than was acknowledged to a writer before the read began. */
function judgeAnswer(
  ctx: SourceContext,
  state: SourceState,
  type: string,
  key: number,
  atLeast: number,
  version: number,
): void {
  if (type === 'write') {
    ctx.count('writesAcknowledged');
    if (version > (state.acknowledged.get(key) ?? 0)) state.acknowledged.set(key, version);
    return;
  }
  ctx.count('reads');
  if (version < atLeast) ctx.count('staleReads');
}

/** The rate has changed: the rest of the gap shrinks or grows with it, which keeps Poisson arrivals Poisson. */
function onParams(ctx: SourceContext, state: SourceState): void {
  usePolicies(ctx);
  if (ctx.params.mode === 'closed') {
    startUsers(ctx, state);
    if (ctx.trafficFactor > 0) for (const user of state.heldBack.splice(0)) think(ctx, state, user);
    return;
  }
  const rate = currentRate(ctx);
  if (rate === state.rate) return;
  if (state.rate === 0 || rate === 0) {
    ctx.cancelTimer(state.arrival);
    state.nextUs = ctx.nowUs;
    drawArrival(ctx, state);
    state.arrival = state.nextUs < Infinity ? ctx.setTimer('arrival', dueInUs(ctx, state)) : NO_EVENT;
    return;
  }
  state.nextUs = ctx.nowUs + ((state.nextUs - ctx.nowUs) * state.rate) / rate;
  state.rate = rate;
  ctx.moveTimer(state.arrival, dueInUs(ctx, state));
}

const RETRIES_METER: Face['meters'][number] = {
  label: 'retries',
  text: { metric: 'retries', stat: 'rate' },
  unit: '/s',
};

function face(state: SourceState, params: SourceContext['params']): Face {
  const open = params.mode === 'open';
  return {
    headline: { value: { metric: 'requests.arrived', stat: 'rate' }, unit: '/s', help: 'requests a second' },
    chip: { text: open ? 'open loop' : `${String(params.users)} users`, tone: 'muted' },
    meters: [
      { label: 'in flight', text: String(state.inFlight) },
      {
        label: 'answered',
        text: { metric: 'requests.completed', stat: 'rate' },
        unit: '/s',
      },
      ...(params.retry ? [RETRIES_METER] : []),
    ],
  };
}

export const policies = callingPolicies;

export const kind = defineNodeKind({
  kind: 'traffic-source',
  title: 'Clients',
  glyph: 'clients',
  params: sourceParams,
  metrics: {
    inFlight: { type: 'gauge', unit: 'requests', help: 'requests waiting for their answer', better: 'less' },
    retries: {
      type: 'counter',
      unit: 'attempts',
      help: 'attempts beyond the first, counted when their request ends',
      better: 'less',
    },
    retryTokens: {
      type: 'gauge',
      unit: 'tokens',
      help: 'retries that the budget can pay',
      better: 'neither',
    },
  },
  runMetrics: {
    reads: { type: 'counter', unit: 'reads', help: 'reads answered with a version', better: 'neither' },
    staleReads: {
      type: 'counter',
      unit: 'reads',
      help: 'reads that returned less than was acknowledged before they began',
      better: 'less',
    },
    writesAcknowledged: {
      type: 'counter',
      unit: 'writes',
      help: 'writes acknowledged to a client',
      better: 'more',
    },
  },
  boot,
  onMessage: () => undefined,
  onTimer,
  onOutcome,
  onParams,
  face,
  inspect: (state: SourceState) => ({ inFlight: state.inFlight, users: state.users, ratePerSec: state.rate }),
  noteMeaning: () => 'refusal',
  unaffectedBy: { skew: 'compares no clocks', slow: 'does no work of its own' },
  roots: ['arrival', 'think'],
});
