/**
 * A client of a Raft cluster: sessions that think, ask, and repeat what they asked until a leader answers. What was
 * asked and told is kept as a history, for promises about what clients may see.
 */
import { defineNodeKind, type Face } from '../../kernel/contract';
import type { CallEnd, Timer } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import type { Operation } from '../../patterns/raft/index';
import { timeUs } from '../distribution-params';
import type { CommandAnswer, CommandBody } from '../raft-server/index';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import { raftClientParams } from './params';
import { closeOperation, createClient, openSession, type ClientContext, type ClientState } from './state';

export type { ClientState, OpenOperation, OperationRecord } from './state';

/** Where operations asked for by hand belong: a session of their own that does not think. */
const BY_HAND = 0;

function boot(ctx: ClientContext): ClientState {
  return start(ctx, createClient());
}

/** What was under way at the crash may or may not have happened: nobody is left who could be told. */
function restart(ctx: ClientContext, durable: Plain): ClientState {
  const state = createClient();
  state.durable = durable as unknown as ClientState['durable'];
  for (let place = 0; place < state.durable.open.length; place++)
    closeOperation(state, place, null, ctx.nowUs);
  return start(ctx, state);
}

function start(ctx: ClientContext, state: ClientState): ClientState {
  usePolicies(ctx);
  state.durable.open = [null];
  state.sessions.push(openSession(state, ctx.id));
  startSessions(ctx, state);
  return state;
}

function usePolicies(ctx: ClientContext): void {
  ctx.usePolicies('attempt', [{ id: 'timeout', params: { timeoutMs: ctx.params.attemptTimeoutMs } }]);
}

function startSessions(ctx: ClientContext, state: ClientState): void {
  while (state.sessions.length <= ctx.params.sessions) {
    state.sessions.push(openSession(state, ctx.id));
    state.durable.open.push(null);
    think(ctx, state, state.sessions.length - 1);
  }
}

function think(ctx: ClientContext, state: ClientState, place: number): void {
  if (place === BY_HAND) return;
  if (ctx.trafficFactor === 0 || place > ctx.params.sessions) {
    state.heldBack.push(place);
    return;
  }
  const { thinkTimeMs, thinkShape } = ctx.params;
  const pauseUs = ctx.sample('think', timeUs(thinkTimeMs / ctx.trafficFactor, thinkShape, 1));
  ctx.setTimer('think', pauseUs, place);
}

function onTimer(ctx: ClientContext, state: ClientState, timer: Timer): void {
  const place = Number(timer.data);
  if (timer.name === 'retry') attempt(ctx, state, place);
  else if (ctx.trafficFactor === 0 || place > ctx.params.sessions) state.heldBack.push(place);
  else begin(ctx, state, place, drawKind(ctx));
}

function drawKind(ctx: ClientContext): Operation['kind'] {
  const { writeRatio, casRatio } = ctx.params;
  if (ctx.uniform('kinds') >= writeRatio) return 'read';
  return ctx.uniform('kinds') < casRatio ? 'cas' : 'write';
}

/** A session asks for something new. The value it writes is the number of the request: no two are the same. */
function begin(ctx: ClientContext, state: ClientState, place: number, kind: Operation['kind']): void {
  const session = state.sessions[place];
  const request = ctx.beginRequest();
  const key = ctx.params.keys > 1 ? ctx.below('keys', ctx.params.keys) : 0;
  const operation = operationOf(kind, key, request, state.seen.get(key) ?? null);
  session.serial++;
  session.attempts = 0;
  const { id, serial } = session;
  const invokedUs = ctx.nowUs;
  state.durable.open[place] = { $shared: true, session: id, serial, operation, invokedUs, request };
  attempt(ctx, state, place);
}

function operationOf(
  kind: Operation['kind'],
  key: number,
  value: number,
  expected: number | null,
): Operation {
  if (kind === 'read') return { $shared: true, kind, key };
  return kind === 'write'
    ? { $shared: true, kind, key, value }
    : { $shared: true, kind, key, expected, value };
}

/** Asks the server that is believed to lead, or the next one if none is. */
function attempt(ctx: ClientContext, state: ClientState, place: number): void {
  const open = state.durable.open[place];
  if (open === null) return;
  const servers = ctx.members(ctx.params.to);
  if (servers.length === 0) {
    retry(ctx, place);
    return;
  }
  const session = state.sessions[place];
  if (session.attempts++ > 0) ctx.count('retries');
  if (!servers.includes(state.leader)) state.leader = servers[ctx.below('servers', servers.length)];
  const { operation, serial, request } = open;
  const body: CommandBody = { session: open.session, serial, operation };
  ctx.call(state.leader, operation.kind, body as unknown as Plain, {
    policies: 'attempt',
    request,
    data: { place, serial },
  });
}

function retry(ctx: ClientContext, place: number): void {
  ctx.setTimer('retry', ctx.sample('retry', timeUs(ctx.params.retryAfterMs, 'uniform', 1)), place);
}

function onOutcome(ctx: ClientContext, state: ClientState, end: CallEnd): void {
  const { place, serial } = end.data as { place: number; serial: number };
  const open = state.durable.open[place];
  if (open?.serial !== serial) return;
  const answer = end.answer as CommandAnswer | null;
  if (end.status === 'completed' && answer !== null) {
    succeed(ctx, state, place, answer);
    return;
  }
  const { giveUpAfterMs } = ctx.params;
  // By itself a server that did not answer, or knows no leader, is the wrong one: another may know more.
  const hint = answer?.leader ?? '';
  const believed = state.leader === end.to;
  if (believed || hint !== '') state.leader = hint;
  if (giveUpAfterMs > 0 && ctx.nowUs - open.invokedUs >= giveUpAfterMs * US_PER_MS) giveUp(ctx, state, place);
  else if (hint !== '' && hint !== end.to && state.sessions[place].attempts % HINTS_IN_A_ROW !== 0)
    attempt(ctx, state, place);
  else retry(ctx, place);
}

/** Two servers that each believe the other leads must not send a client back and forth without a pause. */
const HINTS_IN_A_ROW = 4;

function succeed(ctx: ClientContext, state: ClientState, place: number, answer: CommandAnswer): void {
  const { ok, value } = answer;
  const open = closeOperation(state, place, { ok, value }, ctx.nowUs);
  if (open === null) return;
  state.leader = answer.leader;
  state.seen.set(open.operation.key, value);
  ctx.count('answered');
  if (!ok) ctx.count('refusedSwaps');
  ctx.endRequest('completed', open.invokedUs);
  think(ctx, state, place);
}

/** The outcome will never be known, so its session must not go on: a new one takes its place. */
function giveUp(ctx: ClientContext, state: ClientState, place: number): void {
  const open = closeOperation(state, place, null, ctx.nowUs);
  if (open === null) return;
  ctx.count('unknown');
  ctx.endRequest('timedOut', open.invokedUs);
  state.sessions[place] = openSession(state, ctx.id);
  think(ctx, state, place);
}

/** More sessions start at once; those that are too many stop after their present operation. */
function onParams(ctx: ClientContext, state: ClientState): void {
  usePolicies(ctx);
  startSessions(ctx, state);
  if (ctx.trafficFactor > 0) for (const place of state.heldBack.splice(0)) think(ctx, state, place);
}

function face(state: ClientState): Face {
  const { open, history } = state.durable;
  return {
    headline: { value: { metric: 'answered', stat: 'rate' }, unit: '/s', help: 'operations answered' },
    chip: { text: state.leader === '' ? 'looks for a leader' : `asks ${state.leader}`, tone: 'muted' },
    meters: [
      { label: 'under way', text: String(open.filter((one) => one !== null).length) },
      { label: 'done', text: String(history.length) },
      { label: 'retries', text: { metric: 'retries', stat: 'rate' }, unit: '/s' },
    ],
  };
}

/** Newest operations shown by the inspector. */
const OPERATIONS_SHOWN = 8;

function inspect({ durable, sessions, leader }: ClientState): Plain {
  const { history, open } = durable;
  const newest = history.items.slice(Math.max(0, history.length - OPERATIONS_SHOWN), history.length);
  return {
    asks: leader,
    sessions: sessions.map(({ id, serial }) => ({ id, serial })),
    underWay: open.flatMap((one) =>
      one === null ? [] : [{ session: one.session, operation: { ...one.operation } }],
    ),
    operations: history.length,
    newest: newest.map(({ client, operation, result, invokedUs, returnedUs }) => ({
      client,
      operation: { ...operation },
      result: result === null ? 'unknown' : { ...result },
      invokedUs,
      returnedUs,
    })),
  };
}

/** One operation now, in a session of its own. */
function byHand(kind: Operation['kind'], title: string, help: string) {
  return {
    title,
    help,
    refuse: (state: ClientState) =>
      state.durable.open[BY_HAND] === null ? null : 'The last operation asked for by hand has no answer yet.',
    run: (ctx: ClientContext, state: ClientState) => {
      begin(ctx, state, BY_HAND, kind);
      return null;
    },
  };
}

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'raft-client',
  title: 'Raft client',
  glyph: 'clients',
  params: raftClientParams,
  metrics: {
    answered: { type: 'counter', unit: 'operations', help: 'operations with an answer', better: 'more' },
    unknown: {
      type: 'counter',
      unit: 'operations',
      help: 'operations given up, so that nobody knows whether they happened',
      better: 'less',
    },
    retries: { type: 'counter', unit: 'attempts', help: 'attempts after the first', better: 'less' },
    refusedSwaps: {
      type: 'counter',
      unit: 'operations',
      help: 'compare-and-sets that found another value',
      better: 'neither',
    },
  },
  boot,
  restart,
  onMessage: () => undefined,
  onTimer,
  onOutcome,
  onParams,
  actions: {
    write: byHand('write', 'Write', 'Writes a key, once.'),
    read: byHand('read', 'Read', 'Reads a key, once.'),
    cas: byHand('cas', 'Compare and set', 'Writes a key if it still holds what was seen last.'),
  },
  face,
  inspect,
  unaffectedBy: { skew: 'compares no clocks', slow: 'does no work of its own' },
  roots: ['think'],
});
