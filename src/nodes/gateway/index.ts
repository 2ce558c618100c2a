/**
 * A gateway: lets requests through as far as their client's limit allows, and refuses the others before they cost
 * anything. It keeps the counts itself, or asks a store that all gateways share.
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import { isGood, type CallEnd, type Message, type Timer } from '../../kernel/message';
import { copyPlain, type Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import {
  admit,
  admitKey,
  createLimiter,
  createLimiters,
  headersOf,
  useSettings,
  type Decision,
  type Limiters,
  type LimiterSettings,
  type RateLimitHeaders,
} from '../../patterns/rate-limiting/index';
import type { StoreAnswer, StoreRequest } from '../counter-store/index';
import { limiterParams, limiterSettings } from '../limiter-params';
import {
  createDeciding,
  EVERYONE,
  inspectDeciding,
  limitSlots,
  noteVerdict,
  verdictOf,
  type Deciding,
} from '../limiting';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import { gatewayParams } from './params';

type GatewayContext = Context<typeof gatewayParams>;

interface GatewayState {
  limiters: Limiters;
  deciding: Deciding;
  /** Requests in the leaky bucket, waiting for their turn. */
  held: number;
}

/** A request, and what its client will be told with the answer. */
interface Passing {
  message: Message;
  headers: RateLimitHeaders;
}

/** Call data of a save, for whose end nobody waits. */
const NOBODY = null;

function settingsOf({ params }: GatewayContext): LimiterSettings {
  return limiterSettings({
    algorithm: params.limiterAlgorithm,
    limit: params.limiterLimit,
    windowMs: params.limiterWindowMs,
    burst: params.limiterBurst,
    floorsRefill: params.limiterFloorsRefill,
  });
}

function boot(ctx: GatewayContext): GatewayState {
  usePolicies(ctx);
  return { limiters: createLimiters(settingsOf(ctx)), deciding: createDeciding(), held: 0 };
}

function usePolicies(ctx: GatewayContext): void {
  const { toTimeoutMs, storeTimeoutMs } = ctx.params;
  ctx.usePolicies('to', [{ id: 'timeout', params: { timeoutMs: toTimeoutMs } }]);
  ctx.usePolicies('store', [{ id: 'timeout', params: { timeoutMs: storeTimeoutMs } }]);
}

function onMessage(ctx: GatewayContext, state: GatewayState, message: Message): void {
  const { params } = ctx;
  if (message.type === 'probe') ctx.reply(message, 'completed', { load: 0, weight: 1, draining: false });
  else if (!params.limiter) passOn(ctx, { message, headers: {} });
  else if (params.scope === 'alone') {
    obey(ctx, state, message, admitKey(state.limiters, keyOf(ctx, message), ctx.clockUs()));
  } else {
    const { settings } = state.limiters;
    const body: StoreRequest = { key: keyOf(ctx, message), settings, request: nameOf(message) };
    askStore(ctx, params.readsThenWrites ? 'load' : 'take', body, message);
  }
}

function askStore(
  ctx: GatewayContext,
  type: 'take' | 'load' | 'save',
  body: StoreRequest,
  message: Message,
): void {
  ctx.call(ctx.params.store, type, body as unknown as Plain, {
    policies: 'store',
    serving: message,
    data: type === 'save' ? NOBODY : (message as unknown as Plain),
  });
}

function keyOf(ctx: GatewayContext, { body }: Message): number {
  if (ctx.params.limitPer === 'everyone') return EVERYONE;
  return ((body ?? {}) as { client?: number }).client ?? 0;
}

function nameOf({ from, to, number }: Message): string {
  return `${from}->${to}#${String(number)}`;
}

function onOutcome(ctx: GatewayContext, state: GatewayState, end: CallEnd): void {
  if (end.data === NOBODY) return;
  if (end.type !== 'take' && end.type !== 'load') {
    const { message, headers } = end.data as unknown as Passing;
    ctx.reply(message, end.status, { ...(end.answer as Record<string, Plain> | null), headers });
    return;
  }
  const message = end.data as unknown as Message;
  ctx.observe('storeTimeMs', (ctx.nowUs - end.startedAtUs) / US_PER_MS);
  if (!isGood(end.status)) {
    doWithoutStore(ctx, state, message);
    return;
  }
  const { decision, limiter = null } = end.answer as unknown as StoreAnswer;
  if (decision) {
    carryOut(ctx, state, message, decision);
    return;
  }
  // Read, then write: between the two, other gateways may have read the same.
  const { settings } = state.limiters;
  const own = limiter === null ? createLimiter(settings, ctx.clockUs()) : copyPlain(limiter);
  const decided = admit(own, settings, ctx.clockUs());
  const key = keyOf(ctx, message);
  if (decided.allowed)
    askStore(ctx, 'save', { key, settings, request: nameOf(message), limiter: own }, message);
  obey(ctx, state, message, decided);
}

/** Does what it has decided itself. */
function obey(ctx: GatewayContext, state: GatewayState, message: Message, decision: Decision): void {
  const { settings } = state.limiters;
  noteVerdict(state.deciding, verdictOf(decision, nameOf(message), keyOf(ctx, message), ctx.nowUs, settings));
  carryOut(ctx, state, message, decision);
}

function carryOut(ctx: GatewayContext, state: GatewayState, message: Message, decision: Decision): void {
  const headers = headersOf(decision, state.limiters.settings);
  if (!decision.allowed) {
    ctx.count('refused');
    ctx.reply(message, 'rejected', { headers });
  } else if (decision.delayUs > 0) {
    ctx.gauge('held', ++state.held);
    ctx.setTimer('release', decision.delayUs, { message, headers, sinceUs: ctx.nowUs } as unknown as Plain);
  } else passOn(ctx, { message, headers });
}

/** The store does not answer, or does not understand: it is as if there were no limit, or no service. */
function doWithoutStore(ctx: GatewayContext, state: GatewayState, message: Message): void {
  const allowed = ctx.params.storeDown === 'open';
  const { settings } = state.limiters;
  state.deciding.latest = {
    $shared: true,
    request: nameOf(message),
    key: keyOf(ctx, message),
    atUs: ctx.nowUs,
    allowed,
    by: 'failure',
    settings,
    remaining: 0,
  };
  ctx.count('undecided');
  if (allowed) passOn(ctx, { message, headers: {} });
  else ctx.reply(message, 'failed', { headers: {} });
}

/** A request leaves the leaky bucket. */
function onTimer(ctx: GatewayContext, state: GatewayState, timer: Timer): void {
  const { sinceUs, ...passing } = timer.data as unknown as Passing & { sinceUs: number };
  ctx.gauge('held', --state.held);
  ctx.span('held', sinceUs, passing.message);
  passOn(ctx, passing);
}

function passOn(ctx: GatewayContext, passing: Passing): void {
  const { message } = passing;
  ctx.count('letIn');
  ctx.call(ctx.params.to, message.type, message.body, {
    policies: 'to',
    serving: message,
    data: passing as unknown as Plain,
  });
}

function onParams(ctx: GatewayContext, state: GatewayState): void {
  usePolicies(ctx);
  useSettings(state.limiters, settingsOf(ctx));
}

function face({ deciding, held }: GatewayState, params: GatewayContext['params']): Face {
  const { limiter, scope, limiterAlgorithm, readsThenWrites } = params;
  const title = limiterParams.algorithm.options.find(({ value }) => value === limiterAlgorithm)?.title ?? '';
  const queues = limiter && limiterAlgorithm === 'leakyBucket';
  const decides = limiter && (scope === 'alone' || readsThenWrites);
  return {
    headline: { value: { metric: 'letIn', stat: 'rate' }, unit: '/s', help: 'requests let in a second' },
    chip: { text: limiter ? title : 'no limit', tone: limiter ? 'muted' : 'chosen' },
    meters: [
      { label: 'refused', text: { metric: 'refused', stat: 'rate' }, unit: '/s' },
      ...(queues ? [{ label: 'held', text: String(held) }] : []),
      ...(limiter && scope === 'shared'
        ? [{ label: 'without the store', text: { metric: 'undecided', stat: 'rate' as const }, unit: '/s' }]
        : []),
    ],
    slots: decides ? limitSlots(deciding) : undefined,
  };
}

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'gateway',
  title: 'Gateway',
  glyph: 'gateway',
  params: gatewayParams,
  metrics: {
    letIn: { type: 'counter', unit: 'requests', help: 'requests passed on', better: 'neither' },
    refused: { type: 'counter', unit: 'requests', help: 'requests beyond their limit', better: 'neither' },
    undecided: {
      type: 'counter',
      unit: 'requests',
      help: 'requests let in or refused because the store did not answer',
      better: 'less',
    },
    held: { type: 'gauge', unit: 'requests', help: 'requests waiting in the leaky bucket', better: 'less' },
    storeTimeMs: { type: 'histogram', unit: 'ms', help: 'time until the store answers', better: 'less' },
  },
  boot,
  onMessage,
  onOutcome,
  onTimer,
  onParams,
  face,
  inspect: ({ limiters, deciding, held }: GatewayState) => ({
    held,
    keys: limiters.byKey.size,
    latest: inspectDeciding(deciding),
  }),
  unaffectedBy: ({ limiter, scope, readsThenWrites }) => ({
    slow: 'passes requests on and does no work of its own',
    ...(limiter && (scope === 'alone' || readsThenWrites) ? {} : { skew: 'leaves the time to the store' }),
  }),
});
