/** The side of a stage towards its senders: the door, the buffer, and demand. */
import type { Message } from '../../kernel/message';
import { US_PER_MS } from '../../kernel/time';
import {
  askFor,
  buffered,
  freePlaces,
  isNew,
  offer,
  outstanding,
  receive,
  setBound,
  subscribe,
  take,
  UNLIMITED,
  type Demand,
  type Offered,
  type Subscription,
} from '../../patterns/backpressure/index';
import { timeUs } from '../distribution-params';
import {
  boundOf,
  hold,
  letGo,
  type Handover,
  type Item,
  type StageContext,
  type StageState,
  type Waiting,
} from './state';

/** What a publisher says of itself: that it has started, or would send more. */
export type Ready = { session: number };

/** A publisher is there, or has nothing it may send: it is told what has been requested, once more. */
export function onReady(ctx: StageContext, state: StageState, { from, body }: Message): void {
  const { session } = body as Ready;
  const known = state.publishers.get(from);
  if (known?.session === session) tell(ctx, from, known.subscription);
  else if (known === undefined || known.session < session) subscribeTo(ctx, state, from, session);
}

/** Starts afresh with a publisher: what was promised to the one before will not come. */
function subscribeTo(ctx: StageContext, state: StageState, publisher: string, session: number): void {
  const before = state.publishers.get(publisher);
  if (before) state.buffer.promised -= Math.min(state.buffer.promised, outstanding(before.subscription));
  state.lastSubscription = Math.max(state.lastSubscription + 1, ctx.nowUs);
  const subscription = subscribe(state.lastSubscription, ctx.params.policy === 'credits');
  state.publishers.set(publisher, { session, subscription });
  // Whoever waits at the door under the old one sends again.
  leaveDoor(ctx, state, ({ message, number }) => message.from === publisher && number > 0);
  if (!request(ctx, state, publisher, subscription)) tell(ctx, publisher, subscription);
}

function leaveDoor(ctx: StageContext, state: StageState, goes: (one: Waiting) => boolean): void {
  for (const one of state.door) if (goes(one)) ctx.abandon(one.message, 'cancelled');
  state.door = state.door.filter((one) => !goes(one));
}

function tell(ctx: StageContext, publisher: string, { id, limit }: Subscription): void {
  const demand: Demand = { subscription: id, upTo: limit };
  ctx.send(publisher, 'demand', demand);
}

/** Requests what there are places for. @returns whether the publisher was told */
function request(
  ctx: StageContext,
  state: StageState,
  publisher: string,
  subscription: Subscription,
): boolean {
  const { params } = ctx;
  if (params.policy !== 'credits' || subscription.limit === UNLIMITED) return false;
  const rules = { batch: params.batch, publishers: state.publishers.size, forgets: params.forgetsRequested };
  if (!askFor(subscription, state.buffer, rules)) return false;
  ctx.count('requestsSent');
  tell(ctx, publisher, subscription);
  return true;
}

/** Requests more of everybody, as far as there are places. */
export function requestMore(ctx: StageContext, state: StageState): void {
  if (ctx.params.policy !== 'credits') return;
  for (const [publisher, { subscription }] of state.publishers) {
    request(ctx, state, publisher, subscription);
  }
}

/** An item comes, from a client or from another stage. */
export function onItem(ctx: StageContext, state: StageState, message: Message): void {
  const { session, subscription: id, number } = (message.body ?? {}) as Partial<Handover>;
  if (session === undefined || number === undefined) {
    admit(ctx, state, { message, number: 0 });
    return;
  }
  const known = state.publishers.get(message.from);
  if (known === undefined || known.subscription.id !== id) {
    // Of a subscription that is over: it will be sent again.
    if (known === undefined) subscribeTo(ctx, state, message.from, session);
    ctx.abandon(message, 'dropped');
    return;
  }
  const { subscription } = known;
  if (!isNew(subscription, number)) {
    ctx.reply(message, 'completed');
    return;
  }
  const waiting = state.door.find((one) => one.number === number && one.message.from === message.from);
  if (waiting) {
    ctx.abandon(waiting.message, 'cancelled');
    waiting.message = message;
  } else admit(ctx, state, { message, number });
}

/** Takes an item, or does with it what the policy says. */
function admit(ctx: StageContext, state: StageState, one: Waiting): void {
  const { message, number } = one;
  const subscription = number > 0 ? state.publishers.get(message.from)?.subscription : undefined;
  const requested =
    subscription !== undefined && subscription.limit !== UNLIMITED && number <= subscription.limit;
  const offered = offerItem(ctx, state, itemOf(ctx, message), requested);
  for (const item of offered.evicted) letGo(ctx, state, item);
  if (offered.became === 'waits') {
    state.door.push(one);
    return;
  }
  if (subscription) receive(subscription, number);
  const lost = offered.evicted.length + (offered.became === 'dropped' ? 1 : 0);
  if (lost > 0) ctx.count('dropped', lost);
  if (offered.became === 'refused') ctx.count('refused');
  ctx.reply(message, offered.became === 'refused' ? 'rejected' : 'completed');
}

/** An idle worker is a place too, when nobody else waits for it: what it takes out of the buffer is gone at once. */
function offerItem(ctx: StageContext, state: StageState, item: Item, requested: boolean): Offered<Item> {
  const { buffer } = state;
  const direct = state.busy < ctx.params.workers && buffered(buffer) === 0;
  if (direct && requested) buffer.promised--;
  const offered: Offered<Item> = direct
    ? { became: 'taken', evicted: [] }
    : offer(buffer, ctx.params.policy, item, requested);
  if (offered.became !== 'taken') return offered;
  ctx.count('taken');
  hold(ctx, state, item);
  if (direct) begin(ctx, state, item);
  return offered;
}

function itemOf(ctx: StageContext, { body, request: asked, sentAtUs }: Message): Item {
  const { bornAtUs = sentAtUs } = (body ?? {}) as Partial<Handover>;
  return { request: asked, bornAtUs, takenAtUs: ctx.nowUs, bytes: Math.round(ctx.params.itemKb * 1000) };
}

function idleWorker({ workers }: StageState): number {
  const free = workers.indexOf(null);
  return free < 0 ? workers.length : free;
}

/** An idle worker takes an item in hand. */
function begin(ctx: StageContext, state: StageState, item: Item): void {
  const worker = idleWorker(state);
  const { serviceTimeMs, serviceShape, serviceCv } = ctx.params;
  state.workers[worker] = item;
  state.busy++;
  ctx.observe('waitMs', (ctx.nowUs - item.takenAtUs) / US_PER_MS);
  ctx.work('item', ctx.sample('service', timeUs(serviceTimeMs, serviceShape, serviceCv)), worker);
}

/** Idle workers take what waits, who waits at the door comes in, and more is requested. */
export function refill(ctx: StageContext, state: StageState): void {
  const { buffer } = state;
  for (;;) {
    while (state.busy < ctx.params.workers) {
      const item = take(buffer);
      if (item === null) break;
      begin(ctx, state, item);
    }
    const canEnter = freePlaces(buffer) > 0 || (state.busy < ctx.params.workers && buffered(buffer) === 0);
    const next = canEnter ? state.door.shift() : undefined;
    if (next === undefined) break;
    admit(ctx, state, next);
  }
  requestMore(ctx, state);
}

/** The parameters have changed: another bound, or another rule for who waits at the door. */
export function useParams(ctx: StageContext, state: StageState): void {
  const { policy } = ctx.params;
  const isLimited = [...state.publishers.values()].some(
    ({ subscription }) => subscription.limit !== UNLIMITED,
  );
  const limits = policy === 'credits';
  setBound(state.buffer, boundOf(ctx.params));
  if (state.publishers.size > 0 && limits !== isLimited) {
    for (const [publisher, { session }] of [...state.publishers]) subscribeTo(ctx, state, publisher, session);
  }
  if (policy !== 'block') for (const one of state.door.splice(0)) admit(ctx, state, one);
  refill(ctx, state);
}
