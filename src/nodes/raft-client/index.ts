/**
 * A client of a Raft cluster: sessions that think, ask, and repeat what they asked until a leader answers. What was
 * asked and told is kept as a history, for promises about what clients may see.
 */
import { defineNodeKind, type Face } from '../../kernel/contract';
import type { CallEnd, Timer } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import type { Operation } from '../../patterns/raft/index';
import { closeOperation, inspectHistory } from '../client-history';
import {
  beginOperation,
  byHand,
  closeAll,
  isHeldBack,
  openSession,
  openSessions,
  resumeSessions,
  think,
} from '../client-sessions';
import { timeUs } from '../distribution-params';
import type { CommandAnswer, CommandBody } from '../raft-server/index';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import { raftClientParams } from './params';
import { createClient, type ClientContext, type ClientState } from './state';

export type { ClientState } from './state';

function boot(ctx: ClientContext): ClientState {
  return start(ctx, createClient());
}

function restart(ctx: ClientContext, durable: Plain): ClientState {
  const state = createClient();
  state.durable = durable as unknown as ClientState['durable'];
  closeAll(state, ctx.nowUs);
  return start(ctx, state);
}

function start(ctx: ClientContext, state: ClientState): ClientState {
  usePolicies(ctx);
  openSessions(ctx, state);
  return state;
}

function usePolicies(ctx: ClientContext): void {
  ctx.usePolicies('attempt', [{ id: 'timeout', params: { timeoutMs: ctx.params.attemptTimeoutMs } }]);
}

function onTimer(ctx: ClientContext, state: ClientState, timer: Timer): void {
  const place = Number(timer.data);
  if (timer.name === 'retry') attempt(ctx, state, place);
  else if (!isHeldBack(ctx, state, place)) begin(ctx, state, place, drawKind(ctx));
}

function drawKind(ctx: ClientContext): Operation['kind'] {
  const { writeRatio, casRatio } = ctx.params;
  if (ctx.uniform('kinds') >= writeRatio) return 'read';
  return ctx.uniform('kinds') < casRatio ? 'cas' : 'write';
}

function begin(ctx: ClientContext, state: ClientState, place: number, kind: Operation['kind']): void {
  const request = ctx.beginRequest();
  const key = ctx.params.keys > 1 ? ctx.below('keys', ctx.params.keys) : 0;
  beginOperation(ctx, state, place, request, operationOf(kind, key, request, state.seen.get(key) ?? null));
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
  const open = closeOperation(state.durable, place, { ok, value }, ctx.nowUs);
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
  const open = closeOperation(state.durable, place, 'unknown', ctx.nowUs);
  if (open === null) return;
  ctx.count('unknown');
  ctx.endRequest('timedOut', open.invokedUs);
  state.sessions[place] = openSession(state, ctx.id);
  think(ctx, state, place);
}

function onParams(ctx: ClientContext, state: ClientState): void {
  usePolicies(ctx);
  resumeSessions(ctx, state);
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

function inspect({ durable, sessions, leader }: ClientState): Plain {
  return {
    asks: leader,
    sessions: sessions.map(({ id, serial }) => ({ id, serial })),
    ...inspectHistory(durable),
  };
}

function asks(kind: Operation['kind']) {
  return (ctx: ClientContext, state: ClientState, place: number): void => {
    begin(ctx, state, place, kind);
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
    write: byHand(asks('write'), 'Write', 'Writes a key, once.'),
    read: byHand(asks('read'), 'Read', 'Reads a key, once.'),
    cas: byHand(asks('cas'), 'Compare and set', 'Writes a key if it still holds what was seen last.'),
  },
  face,
  inspect,
  unaffectedBy: { skew: 'compares no clocks', slow: 'does no work of its own' },
  roots: ['think'],
});
