/**
 * A participant of sagas: keeps books of orders, money, goods or parcels. It does and undoes its steps when an
 * orchestrator tells it to (commands), or when another participant has done or undone its own (events).
 */
import { defineNodeKind } from '../../kernel/contract';
import { murmur3 } from '../../kernel/hash';
import type { Message, Timer, Work } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import {
  isDirty,
  newsAfter,
  ORDER_SAGA,
  perform,
  readLatest,
  type Command,
  type Performed,
} from '../../patterns/saga/index';
import { timeUs } from '../distribution-params';
import { orderOf, type Told } from '../ordering';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import { assign, dequeue, enqueue, release, resizeStation, waitingCount, type Job } from '../station';
import {
  observeEnd,
  onEventEnd,
  sayNews,
  sendAgain,
  sendAll,
  sendParked,
  tell,
  useEventPolicies,
} from './events';
import { face, inspect, participantMetrics, picture } from './face';
import { participantParams } from './params';
import { createState, showBooks, withDurable, type ParticipantContext, type ParticipantState } from './state';

function boot(ctx: ParticipantContext): ParticipantState {
  useEventPolicies(ctx);
  return createState(ctx);
}

function restart(ctx: ParticipantContext, durable: Plain): ParticipantState {
  useEventPolicies(ctx);
  const state = withDurable(ctx, durable as unknown as ParticipantState['durable']);
  sendAll(ctx, state);
  showBooks(ctx, state);
  return state;
}

function onMessage(ctx: ParticipantContext, state: ParticipantState, message: Message): void {
  const known = message.type === 'command' || message.type === 'event';
  const fromClient = message.type === 'read' || (message.type === 'write' && message.request > 0);
  if (!known && !(fromClient && ctx.params.role === 'orders')) {
    if (message.role !== 'note') ctx.reply(message, 'failed');
    return;
  }
  const job: Job = { message, arrivedAtUs: ctx.nowUs, startedAtUs: -1, status: 'completed' };
  const worker = assign(state.station, job, ctx.nowUs);
  if (worker >= 0) serve(ctx, worker);
  else if (waitingCount(state.station) < ctx.params.queueCapacity) enqueue(state.station, job);
  // A refusal would mean that the order is turned down; it has not even been looked at.
  else ctx.reply(message, 'failed');
  showLoad(ctx, state);
}

function serve(ctx: ParticipantContext, worker: number): void {
  const { serviceTimeMs, serviceShape, serviceCv } = ctx.params;
  ctx.work('step', ctx.sample('service', timeUs(serviceTimeMs, serviceShape, serviceCv)), worker);
}

/** Everything takes effect at one instant, the end of the work. */
function onWork(ctx: ParticipantContext, state: ParticipantState, work: Work): void {
  const job = release(state.station, Number(work.data), ctx.params.workers);
  if (job === null) return;
  const { message } = job;
  ctx.span(message.type, job.startedAtUs, message);
  if (message.type === 'read') read(ctx, state, message);
  else if (message.type === 'write') begin(ctx, state, message);
  else carryOut(ctx, state, message);
  showBooks(ctx, state);
  takeWaiting(ctx, state);
}

function takeWaiting(ctx: ParticipantContext, state: ParticipantState): void {
  while (state.station.idle.length > 0) {
    const next = dequeue(state.station, false);
    if (next === null) break;
    serve(ctx, assign(state.station, next, ctx.nowUs));
  }
  showLoad(ctx, state);
}

function showLoad(ctx: ParticipantContext, { station }: ParticipantState): void {
  ctx.gauge('busyWorkers', station.busy);
  ctx.gauge('queueLength', waitingCount(station));
}

/** Somebody wants to know how the last order of a customer stands. */
function read(ctx: ParticipantContext, state: ParticipantState, message: Message): void {
  const { customer } = orderOf(message);
  const shown = readLatest(state.durable.books, customer, ctx.params.semanticLock);
  if (shown === 'pending') ctx.count('shownPending');
  ctx.reply(message, 'completed', { shown });
}

/** An order that nobody will coordinate: it is opened here, and goes from one participant to the next. */
function begin(ctx: ParticipantContext, state: ParticipantState, message: Message): void {
  const told: Told = { saga: message.request, step: 0, undo: false, order: orderOf(message) };
  const isNew = !state.durable.books.holdings.has(told.saga);
  const { answer } = book(ctx, state, told, true);
  if (isNew) ctx.count('sagasBegun');
  ctx.reply(message, answer === 'done' ? 'completed' : 'rejected');
}

/** An orchestrator gets the answer; another participant hears that the event has been taken care of. */
function carryOut(ctx: ParticipantContext, state: ParticipantState, message: Message): void {
  const told = message.body as unknown as Told;
  if (fails(ctx, told)) {
    ctx.count('failures');
    ctx.reply(message, 'failed');
    return;
  }
  const choreographed = message.type === 'event';
  const { answer } = book(ctx, state, told, choreographed);
  ctx.reply(message, choreographed || answer === 'done' ? 'completed' : 'rejected');
}

/** Whether it cannot do now what it is told to, or can never undo it. */
function fails(ctx: ParticipantContext, { saga, undo }: Told): boolean {
  const { failureRatio, stuckRatio } = ctx.params;
  if (undo && stuckRatio > 0 && murmur3(`${ctx.id} ${String(saga)}`) / 2 ** 32 < stuckRatio) return true;
  return failureRatio > 0 && ctx.uniform('failures') < failureRatio;
}

/** Books a step or takes it back, and writes the event it leads to in the same piece. */
function book(
  ctx: ParticipantContext,
  state: ParticipantState,
  told: Told,
  choreographed: boolean,
): Performed {
  const { params } = ctx;
  const { books } = state.durable;
  const isNew = !books.holdings.has(told.saga);
  const command = commandOf(ctx, told, choreographed);
  const canRefuse =
    (isNew || !params.idempotent) && params.refusalRatio > 0 && ORDER_SAGA[told.step].nature !== 'retriable';
  const refuses = canRefuse && !told.undo && ctx.uniform('refusals') < params.refusalRatio;
  const performed = perform(books, params, command, refuses, ctx.nowUs);
  note(ctx, state, told, performed, isNew, choreographed);
  if (choreographed && (performed.effect || isNew)) {
    const news = newsAfter(ORDER_SAGA, told, performed.answer);
    if (news !== null) tell(ctx, state, news, told.order);
    else observeEnd(ctx, state, told.saga);
  }
  return performed;
}

function commandOf(
  ctx: ParticipantContext,
  { saga, step, undo, order }: Told,
  choreographed: boolean,
): Command {
  const { customer, item, price } = order;
  const [account, amount] = {
    orders: [customer, 0],
    payments: [customer, price],
    inventory: [item, 1],
    shipping: [0, 1],
  }[ctx.params.role];
  return { saga, does: undo ? 'undo' : ORDER_SAGA[step].does, account, amount, choreographed };
}

function note(
  ctx: ParticipantContext,
  state: ParticipantState,
  told: Told,
  { answer, effect }: Performed,
  isNew: boolean,
  choreographed: boolean,
): void {
  const { saga, step, undo } = told;
  if (effect) {
    const holding = state.durable.books.holdings.get(saga);
    const dirty = holding !== undefined && isDirty(holding);
    state.latest = { $shared: true, saga, step, undo, choreographed, dirty };
    ctx.count(undo ? 'undone' : 'effects');
    if (!dirty) return;
    state.durable.dirtyReads++;
    ctx.count('dirtyReads');
    state.note = `Order ${String(saga)} was shown as confirmed and is cancelled`;
  } else if (answer === 'refused' && isNew) {
    ctx.count('refusals');
    state.note = `Order ${String(saga)} refused: ${ORDER_SAGA[step].id}`;
  } else {
    ctx.count('repeats');
    state.note = `Order ${String(saga)}: ${sayNews(told)} came again`;
  }
  ctx.log(state.note);
}

function onTimer(ctx: ParticipantContext, state: ParticipantState, timer: Timer): void {
  sendAgain(ctx, state, Number(timer.data));
}

function onParams(ctx: ParticipantContext, state: ParticipantState): void {
  useEventPolicies(ctx);
  resizeStation(state.station, ctx.params.workers);
  takeWaiting(ctx, state);
}

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'saga-participant',
  title: 'Participant',
  glyph: 'database',
  params: participantParams,
  metrics: participantMetrics,
  boot,
  restart,
  onMessage,
  onWork,
  onOutcome: onEventEnd,
  onTimer,
  onParams,
  actions: {
    retry: {
      title: 'A person retries',
      help: 'Sends every event again that failed as often as allowed.',
      refuse: ({ durable }: ParticipantState) =>
        durable.parked.length > 0 ? null : 'Nothing here needs a person.',
      run: (ctx, state) => {
        sendParked(ctx, state);
        return null;
      },
    },
  },
  face,
  inspect,
  picture,
  unaffectedBy: { skew: 'compares no clocks' },
});
