/**
 * A queue: takes messages from producers, keeps them on its disk, and hands each to one of the consumers that ask.
 * A delivery is a call: a good answer acknowledges the message, a bad one refuses it.
 */
import { defineNodeKind, type Face, type Unaffected } from '../../kernel/contract';
import { isGood, type CallEnd, type Message, type Timer, type Work } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { NO_EVENT } from '../../kernel/queue';
import { US_PER_MS } from '../../kernel/time';
import {
  accept,
  acknowledge,
  passTime,
  poison,
  redrive,
  refuse,
  take,
  tally,
  type Delivery,
  type QueueMessage,
  type Setback,
  type WorkQueue,
} from '../../patterns/work-queue/index';
import { queueMetrics } from './metrics';
import { queueParams } from './params';
import {
  booksOf,
  createState,
  inspectQueue,
  moveBooks,
  rulesOf,
  setDueTimer,
  showBooks,
  type QueueContext,
  type QueueState,
} from './state';

/** A delivery, as a consumer gets it. */
export interface DeliveryBody {
  readonly id: number;
  readonly group: number;
  readonly position: number;
  readonly attempt: number;
  readonly poison: boolean;
  /** Number of the logical request that brought it, 0 for none: the same however often it is delivered. */
  readonly request: number;
  /** What the producer sent. */
  readonly message: Plain;
}

/** Call data of a delivery. */
type DeliveryData = { id: number; attempt: number };

/** What is kept of a message: what the producer sent, and the request it came with. */
type Kept = { sent: Plain; request: number };

function boot(ctx: QueueContext): QueueState {
  return createState(ctx);
}

/** What was on the disk is there again; answers to deliveries of before the crash will not be heard. */
function restart(ctx: QueueContext, durable: Plain): QueueState {
  const state = createState(ctx, durable as unknown as WorkQueue);
  lookAtClock(ctx, state);
  settle(ctx, state);
  return state;
}

function onMessage(ctx: QueueContext, state: QueueState, message: Message): void {
  if (message.type === 'demand') noteAsking(ctx, state, message);
  else if (message.role === 'request') receive(ctx, state, message);
  else if (message.type === 'depth') ctx.reply(message, 'completed', tally(booksOf(state)));
  else if (message.type === 'retirement') {
    const { consumer, forMs } = message.body as { consumer: string; forMs: number };
    state.retiring.set(consumer, { request: message, untilUs: ctx.clockUs() + forMs * US_PER_MS });
    settle(ctx, state);
  } else if (message.role === 'control') ctx.reply(message, 'failed');
}

/** A consumer says how many messages it can take. */
function noteAsking(ctx: QueueContext, state: QueueState, { from, body }: Message): void {
  const { free, forMs } = body as { free: number; forMs: number };
  const untilUs = ctx.clockUs() + forMs * US_PER_MS;
  const known = state.asking.findIndex(({ consumer }) => consumer === from);
  if (free === 0) {
    if (known >= 0) state.asking.splice(known, 1);
  } else if (known >= 0) state.asking[known] = { consumer: from, free, untilUs };
  else state.asking.push({ consumer: from, free, untilUs });
  settle(ctx, state);
}

/** A message from a producer: it is acknowledged when it is on the disk. */
function receive(ctx: QueueContext, state: QueueState, message: Message): void {
  const { waiting } = booksOf(state);
  if (waiting.length + state.storing >= ctx.params.capacity) {
    ctx.reply(message, 'rejected');
    return;
  }
  if (ctx.params.memoryOnly) {
    keep(ctx, state, message);
    return;
  }
  state.storing++;
  ctx.work('storing', ctx.params.storeTimeMs * US_PER_MS, message as unknown as Plain);
}

function onWork(ctx: QueueContext, state: QueueState, work: Work): void {
  state.storing--;
  keep(ctx, state, work.data as unknown as Message);
}

function keep(ctx: QueueContext, state: QueueState, message: Message): void {
  const { key = 0 } = (message.body ?? {}) as { key?: number };
  const kept: Kept = { sent: message.body, request: message.request };
  accept(booksOf(state), key, kept, ctx.clockUs());
  ctx.count('accepted');
  ctx.reply(message, 'completed');
  settle(ctx, state);
}

/** Hands out what may go, and sets what time will bring next. */
function settle(ctx: QueueContext, state: QueueState): void {
  endRetirements(ctx, state);
  handOut(ctx, state);
  setDueTimer(ctx, state);
  showBooks(ctx, state);
}

/** Messages go to those who ask, in turn. */
function handOut(ctx: QueueContext, state: QueueState): void {
  const { asking, retiring } = state;
  const rules = rulesOf(ctx);
  const clockUs = ctx.clockUs();
  let at = 0;
  while (at < asking.length) {
    const one = asking[at];
    if (one.untilUs <= clockUs || retiring.has(one.consumer)) {
      asking.splice(at, 1);
      continue;
    }
    const delivery = take(booksOf(state), rules, one.consumer, clockUs);
    if (delivery === null) {
      if (rules.everyone === null) return;
      at++;
      continue;
    }
    deliver(ctx, state, one.consumer, delivery);
    asking.splice(at, 1);
    if (--one.free > 0) asking.push(one);
  }
}

function deliver(ctx: QueueContext, state: QueueState, consumer: string, delivery: Delivery): void {
  const { message, position, attempt, poison: isPoison } = delivery;
  const { id, group } = message;
  const { sent, request } = message.body as Kept;
  const body: DeliveryBody = { id, group, position, attempt, poison: isPoison, request, message: sent };
  const data: DeliveryData = { id, attempt };
  ctx.count('deliveries');
  if (attempt > 1) ctx.count('redeliveries');
  const call = ctx.call(consumer, 'delivery', body as unknown as Plain, { request, data });
  const calls = state.calls.get(id);
  if (calls) calls.push(call);
  else state.calls.set(id, [call]);
}

/** A consumer has answered; `cancelled` are those whose answer no longer matters. */
function onOutcome(ctx: QueueContext, state: QueueState, end: CallEnd): void {
  if (end.status === 'cancelled') return;
  const { id, attempt } = end.data as DeliveryData;
  const books = booksOf(state);
  const rules = rulesOf(ctx);
  if (!isGood(end.status)) {
    const became = refuse(books, rules, id, attempt, ctx.clockUs());
    if (became !== null) noteSetback(ctx, state, id, attempt, became, 'refused');
  } else {
    const isLate = books.leases.get(id)?.entry.attempts !== attempt;
    const done = books.done;
    const message = acknowledge(books, rules, id, end.to);
    if (books.done > done) {
      noteDone(ctx, state, id, message);
      if (isLate) noteLate(ctx, state, id);
    }
  }
  settle(ctx, state);
}

function noteDone(ctx: QueueContext, state: QueueState, id: number, message: QueueMessage | null): void {
  ctx.count('done');
  if (message !== null)
    ctx.observe('timeToDoneMs', Math.max(0, ctx.clockUs() - message.acceptedAtUs) / US_PER_MS);
  forgetCalls(ctx, state, id);
}

function noteLate(ctx: QueueContext, state: QueueState, id: number): void {
  ctx.count('lateAnswers');
  state.note = `Message ${String(id)} done after its time was up`;
  ctx.log(state.note);
}

/** Answers of other deliveries no longer matter. */
function forgetCalls(ctx: QueueContext, state: QueueState, id: number): void {
  const calls = state.calls.get(id) ?? [];
  state.calls.delete(id);
  for (const call of calls) ctx.cancelCall(call);
}

function noteSetback(
  ctx: QueueContext,
  state: QueueState,
  id: number,
  attempt: number,
  became: Setback,
  why: string,
): void {
  const name = `Message ${String(id)}`;
  if (became === 'waits') state.note = `${name} is back: ${why}`;
  else if (became === 'retries') {
    ctx.count('refusals');
    state.note = `${name} refused, tried again later`;
  } else if (became === 'lost') {
    ctx.count('losses');
    state.note = `${name} is lost: ${why}`;
  } else {
    ctx.count('deaths');
    state.note = `${name} is dead after ${String(attempt)} attempts`;
    forgetCalls(ctx, state, id);
  }
  ctx.log(state.note);
}

function onTimer(ctx: QueueContext, state: QueueState, _timer: Timer): void {
  state.timer = NO_EVENT;
  state.timerAtUs = Infinity;
  lookAtClock(ctx, state);
  settle(ctx, state);
}

function lookAtClock(ctx: QueueContext, state: QueueState): void {
  for (const { entry, became } of passTime(booksOf(state), rulesOf(ctx), ctx.clockUs())) {
    ctx.count('timeouts');
    noteSetback(ctx, state, entry.message.id, entry.attempts, became, 'no answer in time');
  }
}

/** Tells who asked for it that a consumer has nothing left. */
function endRetirements(ctx: QueueContext, state: QueueState): void {
  const { retiring } = state;
  if (retiring.size === 0) return;
  const leases = [...booksOf(state).leases.values()];
  for (const [consumer, retirement] of retiring) {
    if (retirement.untilUs <= ctx.clockUs()) retiring.delete(consumer);
    if (retirement.request === null || leases.some(({ holders }) => holders.includes(consumer))) continue;
    ctx.reply(retirement.request, 'completed');
    retirement.request = null;
  }
}

function onParams(ctx: QueueContext, state: QueueState): void {
  moveBooks(ctx, state);
  settle(ctx, state);
}

/** Who has gone asks no more. Without a group it knows nobody by name. */
function onMembers(ctx: QueueContext, state: QueueState): void {
  if (ctx.params.consumers === '') return;
  const members = ctx.members(ctx.params.consumers);
  state.asking = state.asking.filter(({ consumer }) => members.includes(consumer));
  for (const consumer of [...state.retiring.keys()]) {
    if (!members.includes(consumer)) state.retiring.delete(consumer);
  }
  settle(ctx, state);
}

/** Places of the queue drawn on its card. */
const PLACES_DRAWN = 12;

function face(state: QueueState, params: QueueContext['params']): Face {
  const { waiting, postponed, out, dead, lost } = tally(booksOf(state));
  const taken = Math.min(waiting, PLACES_DRAWN);
  const crowded = waiting > PLACES_DRAWN;
  return {
    headline: { value: waiting, unit: 'waiting', help: 'messages that may be handed out' },
    chip: chipOf(dead, lost, params),
    meters: [
      { label: 'in flight', text: String(out) },
      { label: 'tried again later', text: String(postponed), tone: postponed > 0 ? 'warn' : 'calm' },
      params.delivery === 'atMostOnce' || lost > 0
        ? { label: 'lost', text: String(lost), tone: lost > 0 ? 'bad' : 'calm' }
        : { label: 'dead', text: String(dead), tone: dead > 0 ? 'bad' : 'calm' },
    ],
    slots: {
      label: `${String(waiting)} waiting`,
      tones: Array.from({ length: PLACES_DRAWN }, (_, i) =>
        i < taken ? (crowded ? ('warn' as const) : ('calm' as const)) : ('muted' as const),
      ),
      hidden: Math.max(0, waiting - PLACES_DRAWN),
    },
    note: state.note === '' ? undefined : state.note,
  };
}

/** What needs somebody to look at it; how messages are handed out when nothing does. */
function chipOf(dead: number, lost: number, { delivery, order }: QueueContext['params']): Face['chip'] {
  if (dead > 0) return { text: `${String(dead)} dead`, tone: 'bad' };
  if (lost > 0) return { text: `${String(lost)} lost`, tone: 'bad' };
  if (delivery === 'atMostOnce') return { text: 'at most once', tone: 'muted' };
  return { text: order === 'groups' ? 'in groups' : 'at least once', tone: 'muted' };
}

export const kind = defineNodeKind({
  kind: 'queue',
  title: 'Queue',
  glyph: 'queue',
  params: queueParams,
  metrics: queueMetrics,
  boot,
  restart,
  onMessage,
  onWork,
  onOutcome,
  onTimer,
  onParams,
  onMembers,
  actions: {
    redrive: {
      title: 'Redrive',
      help: 'Puts all dead messages back at the end of the queue, as if they had just come.',
      refuse: (state: QueueState) => (booksOf(state).dead.length > 0 ? null : 'No message is dead.'),
      run: (ctx, state) => {
        const redriven = redrive(booksOf(state));
        ctx.count('redriven', redriven);
        state.note = `${String(redriven)} dead redriven`;
        ctx.log(state.note);
        settle(ctx, state);
        return null;
      },
    },
    poison: {
      title: 'Poison a message',
      help: 'No consumer can handle the first waiting message from now on, or the next one to come.',
      run: (ctx, state) => {
        const id = poison(booksOf(state));
        state.note = id > 0 ? `Message ${String(id)} is poisoned` : 'The next message is poison';
        ctx.log(state.note);
        return null;
      },
    },
  },
  face,
  inspect: (state: QueueState, { order }, clockUs) => inspectQueue(state, order === 'groups', clockUs),
  unaffectedBy: ({ memoryOnly }): Unaffected => (memoryOnly ? { slow: 'does no work of its own' } : {}),
});
