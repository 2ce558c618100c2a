/** Events of choreographed sagas: written together with the effect, and sent until somebody answers for them. */
import { isGood, type CallEnd } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import { leftAfter, ORDER_SAGA, type SagaNews } from '../../patterns/saga/index';
import { waitUs, type Order, type Told } from '../ordering';
import { showBooks, type Outbound, type ParticipantContext, type ParticipantState } from './state';

/** Key of the policies of events. */
const EVENT = 'event';

export function useEventPolicies(ctx: ParticipantContext): void {
  ctx.usePolicies(EVENT, [{ id: 'timeout', params: { timeoutMs: ctx.params.eventTimeoutMs } }]);
}

/** Puts an event into the outbox, and sends it. */
export function tell(ctx: ParticipantContext, state: ParticipantState, news: SagaNews, order: Order): void {
  const { durable } = state;
  const out: Outbound = {
    id: ++durable.lastEvent,
    news: { $shared: true, ...news },
    order,
    attempts: 0,
  };
  durable.outbox.set(out.id, out);
  send(ctx, out);
  showBooks(ctx, state);
}

function send(ctx: ParticipantContext, { id, news, order }: Outbound): void {
  const { saga, step, undo } = news;
  const to = ctx.params[ORDER_SAGA[step].at as 'orders' | 'payments' | 'inventory' | 'shipping'];
  const told: Told = { saga, step, undo, order };
  ctx.call(to, 'event', told as unknown as Plain, { policies: EVENT, request: saga, data: id });
}

/** Sends all that nobody has answered for: after a restart. */
export function sendAll(ctx: ParticipantContext, { durable }: ParticipantState): void {
  for (const out of durable.outbox.values()) send(ctx, out);
}

/** Sends one again whose wait is over. */
export function sendAgain(ctx: ParticipantContext, { durable }: ParticipantState, id: number): void {
  const out = durable.outbox.get(id);
  if (out !== undefined) send(ctx, out);
}

/** Somebody has answered for an event, or nobody has. */
export function onEventEnd(ctx: ParticipantContext, state: ParticipantState, end: CallEnd): void {
  const { durable } = state;
  const out = durable.outbox.get(Number(end.data));
  if (out === undefined || end.status === 'cancelled') return;
  if (isGood(end.status)) durable.outbox.delete(out.id);
  else if (++out.attempts < ctx.params.patience) {
    ctx.count('retries');
    ctx.setTimer('again', waitUs(ctx.params, out.attempts), out.id);
  } else park(ctx, state, out);
  showBooks(ctx, state);
}

function park(ctx: ParticipantContext, state: ParticipantState, out: Outbound): void {
  state.durable.outbox.delete(out.id);
  state.durable.parked.push(out);
  state.note = `Order ${String(out.news.saga)} needs a person: ${sayLeft(out.news).join(', ')}`;
  ctx.count('parked');
  ctx.log(state.note);
}

/** A person has looked: everything parked is sent again. */
export function sendParked(ctx: ParticipantContext, state: ParticipantState): void {
  for (const out of state.durable.parked.splice(0)) {
    out.attempts = 0;
    state.durable.outbox.set(out.id, out);
    send(ctx, out);
  }
  showBooks(ctx, state);
}

/** What is to be done, in words: `undo hold`. */
export function sayNews({ step, undo }: SagaNews): string {
  return `${undo ? 'undo' : 'do'} ${ORDER_SAGA[step].id}`;
}

/** What is left of an order whose event came to nothing, in words. */
export function sayLeft(news: SagaNews): string[] {
  return leftAfter(ORDER_SAGA, news).map((step) => sayNews({ ...news, step }));
}

/** How long an order has taken, from its opening. */
export function observeEnd(ctx: ParticipantContext, state: ParticipantState, saga: number): void {
  const holding = state.durable.books.holdings.get(saga);
  if (!holding?.choreographed) return;
  ctx.count(holding.state === 'taken' ? 'sagasDone' : 'sagasCompensated');
  ctx.observe('sagaMs', (ctx.nowUs - holding.reservedAtUs) / US_PER_MS);
}
