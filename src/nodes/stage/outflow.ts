/** The side of a stage towards its downstream: what it may send, what has no answer, and whose worker waits for it. */
import type { CallEnd, Message } from '../../kernel/message';
import { US_PER_MS } from '../../kernel/time';
import { heed, isLimited, maySend, nextNumber, type Demand } from '../../patterns/backpressure/index';
import { refill } from './intake';
import { letGo, type Handover, type Outgoing, type StageContext, type StageState } from './state';

/** Key of the policies of calls downstream. */
const DOWNSTREAM = 'downstream';

/** What the end of a call is about. */
type Sent = { subscription: number; number: number };

export function usePolicies(ctx: StageContext): void {
  ctx.usePolicies(DOWNSTREAM, [{ id: 'timeout', params: { timeoutMs: ctx.params.answerTimeoutMs } }]);
}

/** The work on an item is done: it has reached its end, or goes on. */
export function handOver(ctx: StageContext, state: StageState, worker: number): void {
  const item = state.workers[worker];
  if (item === null || item === 'blocked') return;
  state.workers[worker] = 'blocked';
  ctx.count('worked');
  state.blocked++;
  state.outgoing.push({ item, worker, call: 0 });
  if (ctx.params.downstream !== '') sendOn(ctx, state);
  else leave(ctx, state, state.outgoing.splice(0)[0], 'finished');
}

/** Sends what may be sent. A publisher that is told how much it may send does not wait for answers. */
export function sendOn(ctx: StageContext, state: StageState): void {
  const { outlet, outgoing } = state;
  let freed = false;
  while (outgoing.length > 0 && maySend(outlet, ctx.params.ignoresDemand)) {
    const [next] = outgoing.splice(0, 1);
    const number = nextNumber(outlet);
    state.unanswered.set(number, next);
    send(ctx, state, next, number);
    if (isLimited(outlet)) freed = release(state, next) || freed;
  }
  if (freed) refill(ctx, state);
}

function send(ctx: StageContext, { outlet, session }: StageState, next: Outgoing, number: number): void {
  const { subscription } = outlet;
  const { bornAtUs, request } = next.item;
  const body: Handover = { session, subscription, number, bornAtUs };
  const data: Sent = { subscription, number };
  next.call = ctx.call(ctx.params.downstream, 'item', body, { policies: DOWNSTREAM, request, data });
}

/** Its worker can do something else. @returns whether it had one */
function release(state: StageState, outgoing: Outgoing): boolean {
  const { worker } = outgoing;
  if (worker < 0) return false;
  state.workers[worker] = null;
  state.busy--;
  state.blocked--;
  outgoing.worker = -1;
  return true;
}

/** An item has left the stage, and its memory is free. */
function leave(
  ctx: StageContext,
  state: StageState,
  outgoing: Outgoing,
  how: 'finished' | 'passedOn' | 'refusedDownstream',
): void {
  const { bornAtUs } = outgoing.item;
  letGo(ctx, state, outgoing.item);
  ctx.count(how);
  if (how === 'finished') ctx.observe('ageMs', (ctx.nowUs - bornAtUs) / US_PER_MS);
  if (release(state, outgoing)) refill(ctx, state);
}

/** The downstream has answered, or has not in time: then the item is sent again under its number. */
export function onAnswer(ctx: StageContext, state: StageState, end: CallEnd): void {
  const { subscription, number } = end.data as Sent;
  const outgoing = state.unanswered.get(number);
  if (outgoing === undefined || subscription !== state.outlet.subscription || end.status === 'cancelled')
    return;
  if (end.status === 'timedOut') {
    ctx.count('sentAgain');
    send(ctx, state, outgoing, number);
    return;
  }
  state.unanswered.delete(number);
  leave(ctx, state, outgoing, end.status === 'completed' ? 'passedOn' : 'refusedDownstream');
}

/** The downstream says how much it wants. When it starts afresh, all that it has not answered is sent again. */
export function onDemand(ctx: StageContext, state: StageState, { body }: Message): void {
  if (heed(state.outlet, body as Demand) === 'new') {
    const again = [...state.unanswered.values()];
    state.unanswered.clear();
    for (const outgoing of again) {
      ctx.cancelCall(outgoing.call);
      outgoing.call = 0;
    }
    state.outgoing.unshift(...again);
  }
  sendOn(ctx, state);
}
