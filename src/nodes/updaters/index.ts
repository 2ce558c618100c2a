/**
 * Updaters: clients that all want to change one row. Each reads it, adds one, and writes it back on condition that
 * nobody else has changed it meanwhile; whoever is refused backs off and reads again. They come in rounds, as in the
 * contest of Marc Brooker, *Exponential Backoff And Jitter* (AWS Architecture Blog, 2015).
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import { isGood, type CallEnd, type Timer } from '../../kernel/message';
import { US_PER_MS, US_PER_S } from '../../kernel/time';
import { backoffUs } from '../../patterns/retrying/index';
import { backoffSettings } from '../backoff-params';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import { updatersParams } from './params';

type UpdatersContext = Context<typeof updatersParams>;

/** One updater in a round. */
interface Updater {
  request: number;
  failed: number;
  /** Its last backoff. */
  waitUs: number;
}

export interface UpdatersState {
  round: number;
  startedAtUs: number;
  writes: number;
  updaters: Updater[];
  left: number;
  /** A round is due, and waits for the one before. */
  due: boolean;
  /** Updates that were acknowledged since it started. */
  acknowledged: number;
  note: string;
}

/** What the store answers to a read. */
interface RowAnswer {
  value: number;
  version: number;
}

const STORE = 'store';

function boot(ctx: UpdatersContext): UpdatersState {
  usePolicies(ctx);
  const state: UpdatersState = {
    round: 0,
    startedAtUs: ctx.nowUs,
    writes: 0,
    updaters: [],
    left: 0,
    due: false,
    acknowledged: 0,
    note: '',
  };
  startRound(ctx, state);
  scheduleRound(ctx);
  return state;
}

function usePolicies(ctx: UpdatersContext): void {
  ctx.usePolicies(STORE, [{ id: 'timeout', params: { timeoutMs: ctx.params.timeoutMs } }]);
}

const ROUND = 'round';

function scheduleRound(ctx: UpdatersContext): void {
  if (ctx.params.everySec > 0) ctx.setTimer(ROUND, ctx.params.everySec * US_PER_S);
}

function startRound(ctx: UpdatersContext, state: UpdatersState): void {
  state.round++;
  state.startedAtUs = ctx.nowUs;
  state.writes = 0;
  state.due = false;
  state.left = Math.round(ctx.params.updaters * ctx.trafficFactor);
  state.updaters = [];
  for (let i = 0; i < state.left; i++) {
    state.updaters.push({ request: ctx.beginRequest(), failed: 0, waitUs: 0 });
    read(ctx, state, i);
  }
  ctx.gauge('unfinished', state.left);
}

function read(ctx: UpdatersContext, { updaters }: UpdatersState, updater: number): void {
  const { to, key } = ctx.params;
  ctx.call(to, 'read', { key }, { policies: STORE, request: updaters[updater].request, data: updater });
}

function onOutcome(ctx: UpdatersContext, state: UpdatersState, end: CallEnd): void {
  const updater = Number(end.data);
  if (!isGood(end.status)) backOff(ctx, state, updater, end);
  else if (end.type === 'read') write(ctx, state, updater, end.answer as unknown as RowAnswer);
  else finish(ctx, state, updater);
}

function write(ctx: UpdatersContext, state: UpdatersState, updater: number, row: RowAnswer): void {
  const { to, key } = ctx.params;
  state.writes++;
  const { request } = state.updaters[updater];
  const body = { key, value: row.value + 1, ifVersion: row.version };
  ctx.call(to, 'write', body, { policies: STORE, request, data: updater });
}

/** The row has changed, or there was no answer: it waits, and reads again. */
function backOff(ctx: UpdatersContext, state: UpdatersState, updater: number, end: CallEnd): void {
  const one = state.updaters[updater];
  ctx.count(end.status === 'rejected' && end.type === 'write' ? 'conflicts' : 'noAnswers');
  one.failed++;
  one.waitUs = backoffUs(backoffSettings(ctx.params), one.failed, one.waitUs, () => ctx.uniform('backoff'));
  ctx.setTimer('again', one.waitUs, updater);
}

function finish(ctx: UpdatersContext, state: UpdatersState, updater: number): void {
  state.acknowledged++;
  ctx.endRequest('completed', state.startedAtUs);
  ctx.gauge('unfinished', --state.left);
  state.updaters[updater].request = 0;
  if (state.left > 0) return;
  const tookMs = (ctx.nowUs - state.startedAtUs) / US_PER_MS;
  ctx.observe('roundTimeMs', tookMs);
  ctx.observe('roundWrites', state.writes);
  const updates = String(state.updaters.length);
  state.note = `${updates} updates took ${String(state.writes)} writes and ${String(Math.round(tookMs))} ms`;
  if (state.due) startRound(ctx, state);
}

function onTimer(ctx: UpdatersContext, state: UpdatersState, timer: Timer): void {
  if (timer.name !== ROUND) {
    read(ctx, state, Number(timer.data));
    return;
  }
  scheduleRound(ctx);
  if (state.left > 0) state.due = true;
  else startRound(ctx, state);
}

function face(state: UpdatersState, params: UpdatersContext['params']): Face {
  return {
    headline: { value: state.left, unit: 'to go', help: 'updaters whose write has not been taken yet' },
    chip: { text: `round ${String(state.round)}`, tone: 'muted' },
    meters: [
      {
        label: 'done',
        text: `${String(state.updaters.length - state.left)} of ${String(state.updaters.length)}`,
        ratio: state.updaters.length > 0 ? 1 - state.left / state.updaters.length : 0,
      },
      { label: 'writes', text: String(state.writes) },
      { label: 'refused', text: { metric: 'conflicts', stat: 'rate' }, unit: '/s' },
    ],
    note: state.note === '' ? `${String(params.updaters)} write one row` : state.note,
  };
}

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'updaters',
  title: 'Updaters',
  glyph: 'clients',
  params: updatersParams,
  metrics: {
    unfinished: { type: 'gauge', unit: 'updaters', help: 'updaters still at it', better: 'less' },
    conflicts: {
      type: 'counter',
      unit: 'writes',
      help: 'writes refused because another came before',
      better: 'less',
    },
    noAnswers: {
      type: 'counter',
      unit: 'calls',
      help: 'calls of the store that ended otherwise badly',
      better: 'less',
    },
    roundTimeMs: {
      type: 'histogram',
      unit: 'ms',
      help: 'time from the start of a round to its last update',
      better: 'less',
    },
    roundWrites: { type: 'histogram', unit: 'writes', help: 'writes sent in a round', better: 'less' },
  },
  boot,
  onMessage: () => undefined,
  onTimer,
  onOutcome,
  onParams: usePolicies,
  face,
  inspect: ({ round, left, writes, acknowledged, updaters }: UpdatersState) => ({
    round,
    left,
    writes,
    acknowledged,
    mostAttempts: updaters.reduce((most, { failed }) => Math.max(most, failed + 1), 0),
  }),
  unaffectedBy: { skew: 'compares no clocks', slow: 'does no work of its own' },
  roots: [ROUND],
});
