/**
 * Users of bank accounts: they deposit and withdraw, read balances from a read model, and ask what a balance was at
 * some time. Each waits for an answer, thinks, and asks again.
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import { zipfTable } from '../../kernel/distributions';
import { isGood, type CallEnd, type Timer } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { accountStream } from '../../patterns/event-sourcing/index';
import type { CommandAnswer, CommandBody, PastBody } from '../aggregate-service/index';
import { timeUs } from '../distribution-params';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import type { BalanceAnswer } from '../projection/index';
import { accountClientParams } from './params';

type ClientContext = Context<typeof accountClientParams>;

interface ClientState {
  users: number;
  /** Users whom a stop of the traffic holds back. */
  heldBack: number[];
  waiting: number;
  /** By account: the newest version that was told to somebody here who changed it. */
  acknowledged: Map<string, number>;
}

/** Who asked, about which account, and which version was known to be there before. */
type AskData = { readonly user: number; readonly stream: string; readonly atLeast: number };

function boot(ctx: ClientContext): ClientState {
  usePolicies(ctx);
  const state: ClientState = { users: 0, heldBack: [], waiting: 0, acknowledged: new Map() };
  startUsers(ctx, state);
  return state;
}

function usePolicies(ctx: ClientContext): void {
  ctx.usePolicies('request', [{ id: 'timeout', params: { timeoutMs: ctx.params.timeoutMs } }]);
}

function startUsers(ctx: ClientContext, state: ClientState): void {
  while (state.users < ctx.params.users) think(ctx, state, state.users++);
}

function think(ctx: ClientContext, state: ClientState, user: number): void {
  if (ctx.trafficFactor === 0) {
    state.heldBack.push(user);
    return;
  }
  const { thinkTimeMs, thinkShape } = ctx.params;
  ctx.setTimer('think', ctx.sample('think', timeUs(thinkTimeMs / ctx.trafficFactor, thinkShape, 1)), user);
}

function onTimer(ctx: ClientContext, state: ClientState, timer: Timer): void {
  const user = Number(timer.data);
  if (ctx.trafficFactor === 0) think(ctx, state, user);
  else ask(ctx, state, user);
}

function ask(ctx: ClientContext, state: ClientState, user: number): void {
  const { accounts, accountSkew, readRatio, pastRatio, readFrom } = ctx.params;
  const account = ctx.zipf('accounts', zipfTable(accounts, accountSkew));
  const stream = accountStream(account);
  const what = ctx.uniform('questions');
  if (what < readRatio && readFrom !== '')
    send(ctx, state, user, readFrom, 'balance', stream, () => ({ stream }));
  else if (what < readRatio + (1 - readRatio) * pastRatio) {
    const body: PastBody = { stream, atUs: ctx.below('past', ctx.nowUs + 1) };
    send(ctx, state, user, serviceFor(ctx, account), 'past', stream, () => body as unknown as Plain);
  } else {
    const kind = ctx.uniform('kinds') < ctx.params.withdrawRatio ? 'withdraw' : 'deposit';
    // Between nothing and twice the mean, in whole euros.
    const cents = 100 * (1 + ctx.below('amounts', Math.max(1, Math.round(2 * ctx.params.meanEuros) - 1)));
    const body = (id: number): Plain => ({ id, kind, cents, stream }) satisfies CommandBody;
    send(ctx, state, user, serviceFor(ctx, account), 'command', stream, body);
  }
}

/** The service that gets what is asked about an account; empty when there is none. */
function serviceFor(ctx: ClientContext, account: number): string {
  const services = ctx.members(ctx.params.to);
  if (services.length === 0) return '';
  return services[
    ctx.params.routing === 'byAccount' ? account % services.length : ctx.below('services', services.length)
  ];
}

function send(
  ctx: ClientContext,
  state: ClientState,
  user: number,
  to: string,
  type: string,
  stream: string,
  bodyOf: (request: number) => Plain,
): void {
  if (to === '') {
    think(ctx, state, user);
    return;
  }
  const request = ctx.beginRequest();
  const data: AskData = { user, stream, atLeast: state.acknowledged.get(stream) ?? 0 };
  ctx.gauge('inFlight', ++state.waiting);
  ctx.call(to, type, bodyOf(request), { policies: 'request', request, data: data as unknown as Plain });
}

function onOutcome(ctx: ClientContext, state: ClientState, end: CallEnd): void {
  ctx.endRequest(end.status, end.startedAtUs);
  ctx.gauge('inFlight', --state.waiting);
  const { user, stream, atLeast } = end.data as unknown as AskData;
  if (isGood(end.status) && end.answer !== null) judge(ctx, state, end, stream, atLeast);
  if (state.users > ctx.params.users) state.users--;
  else think(ctx, state, user);
}

function judge(
  ctx: ClientContext,
  state: ClientState,
  { type, answer }: CallEnd,
  stream: string,
  atLeast: number,
): void {
  if (type === 'balance') {
    ctx.count('balances');
    if ((answer as unknown as BalanceAnswer).version < atLeast) ctx.count('staleBalances');
  } else if (type === 'command') {
    const { accepted, version } = answer as unknown as CommandAnswer;
    ctx.count(accepted ? 'accepted' : 'refused');
    if (accepted) state.acknowledged.set(stream, Math.max(version, state.acknowledged.get(stream) ?? 0));
  }
}

function onParams(ctx: ClientContext, state: ClientState): void {
  usePolicies(ctx);
  startUsers(ctx, state);
  if (ctx.trafficFactor > 0) for (const user of state.heldBack.splice(0)) think(ctx, state, user);
}

function face(state: ClientState, params: ClientContext['params']): Face {
  return {
    headline: {
      value: { metric: 'requests.arrived', stat: 'rate' },
      unit: '/s',
      help: 'questions and commands a second',
    },
    chip: { text: `${String(params.users)} users`, tone: 'muted' },
    meters: [
      { label: 'in flight', text: String(state.waiting) },
      { label: 'accepted', text: { metric: 'accepted', stat: 'rate' }, unit: '/s' },
      { label: 'refused', text: { metric: 'refused', stat: 'rate' }, unit: '/s' },
    ],
  };
}

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'account-client',
  title: 'Account users',
  glyph: 'clients',
  params: accountClientParams,
  metrics: {
    inFlight: { type: 'gauge', unit: 'requests', help: 'requests waiting for their answer', better: 'less' },
    accepted: { type: 'counter', unit: 'commands', help: 'commands accepted', better: 'more' },
    refused: {
      type: 'counter',
      unit: 'commands',
      help: 'commands refused by the account',
      better: 'neither',
    },
    balances: { type: 'counter', unit: 'reads', help: 'balances read', better: 'neither' },
    staleBalances: {
      type: 'counter',
      unit: 'reads',
      help: 'balances of a version older than one acknowledged before they were asked for',
      better: 'less',
    },
  },
  boot,
  onMessage: () => undefined,
  onTimer,
  onOutcome,
  onParams,
  face,
  inspect: ({ users, waiting }: ClientState) => ({ users, waitingForAnswers: waiting }),
  unaffectedBy: { skew: 'compares no clocks', slow: 'does no work of its own' },
  roots: ['think'],
});
