/** The way of a request: which node gets it, and what its end says of the node. */
import { isGood, type CallEnd, type Message } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import { capacityOf, firstThatTakes, holdersOf } from '../../patterns/consistent-hashing/index';
import { rearrange } from './arrange';
import { keyName } from './layout';
import type { HashRouterState, RouterContext, RouterNode } from './state';

/** Key of the policies of its calls. */
export const NODE = 'node';

/** Types of messages, as caches want them. */
const TO_CACHES: Readonly<Record<string, string>> = { read: 'readThrough', write: 'writeThrough' };

/** Passes a request on to the node that its key and the rules say. */
export function passOn(ctx: RouterContext, state: HashRouterState, message: Message): void {
  const { key = 0 } = (message.body ?? {}) as { key?: number };
  const { layout } = state;
  const place = placeFor(ctx, state, key, message.type === 'write');
  const node = state.nodes.find(({ id }) => id === layout.ids[place]);
  if (node === undefined) {
    ctx.reply(message, 'rejected');
    return;
  }
  node.inFlight++;
  ctx.gauge('inFlight', totalInFlight(state));
  if (place !== layout.owners[key] && key < layout.owners.length) ctx.count('passedOver');
  const type = ctx.params.nodesAre === 'caches' ? (TO_CACHES[message.type] ?? message.type) : message.type;
  ctx.call(node.id, type, message.body, {
    policies: NODE,
    serving: message,
    data: message as unknown as Plain,
  });
  if (message.type === 'write') forgetCopies(ctx, state, key, node.id);
}

/** The place of the node for a request; −1 when there is none. */
function placeFor(ctx: RouterContext, state: HashRouterState, key: number, writes: boolean): number {
  const { bound, loadFactor, copies, nextPoints } = ctx.params;
  const { layout, nodes } = state;
  const { placement, ids, owners } = layout;
  if (bound === 'inFlight') {
    const capacity = capacityOf(loadFactor, totalInFlight(state) + 1, ids.length);
    const loads = ids.map((id) => nodes.find((node) => node.id === id)?.inFlight ?? 0);
    return firstThatTakes(placement, keyName(key), (place) => loads[place] < capacity);
  }
  if (bound === 'keys' && key < owners.length) return owners[key];
  const holders = holdersOf(placement, keyName(key), bound === 'none' ? copies : 1, nextPoints);
  if (holders.length === 0) return -1;
  return writes || holders.length === 1 ? holders[0] : holders[ctx.below('copies', holders.length)];
}

/** A write goes to the owner; caches that hold a copy forget it. */
function forgetCopies(ctx: RouterContext, { layout }: HashRouterState, key: number, owner: string): void {
  const { copies, nextPoints, nodesAre, bound } = ctx.params;
  if (copies === 1 || nodesAre !== 'caches' || bound !== 'none') return;
  const holders = new Set(holdersOf(layout.placement, keyName(key), copies, nextPoints));
  for (const place of holders) {
    const id = layout.ids[place];
    if (id !== owner) ctx.call(id, 'delete', { key }, { policies: NODE, control: true });
  }
}

export function totalInFlight({ nodes }: HashRouterState): number {
  let total = 0;
  for (const { inFlight } of nodes) total += inFlight;
  return total;
}

/** A node has answered, or has not. */
export function endRequest(ctx: RouterContext, state: HashRouterState, end: CallEnd): void {
  if (end.data === null || end.data === undefined) return;
  const message = end.data as unknown as Message;
  const node = state.nodes.find(({ id }) => id === end.to);
  if (node !== undefined) {
    node.inFlight--;
    ctx.gauge('inFlight', totalInFlight(state));
    judge(ctx, state, node, isGood(end.status));
  }
  if (isGood(end.status)) noteWarm(ctx, state, message, end);
  ctx.reply(message, end.status, end.answer);
}

/** The owner of a key has been asked for it; and whether the answer came from memory. */
function noteWarm(
  ctx: RouterContext,
  { layout, cold }: HashRouterState,
  message: Message,
  end: CallEnd,
): void {
  const { key = 0 } = (message.body ?? {}) as { key?: number };
  if (layout.ids[layout.owners[key]] === end.to) cold[key] = 0;
  const { hit } = (end.answer ?? {}) as { hit?: boolean };
  if (hit === undefined) return;
  ctx.count('lookups');
  if (hit) ctx.count('hits');
}

/** Counts failures in a row, and ejects a node that has too many. */
function judge(ctx: RouterContext, state: HashRouterState, node: RouterNode, good: boolean): void {
  const { ejectAfter, retryAfterMs } = ctx.params;
  node.failures = good ? 0 : node.failures + 1;
  if (ejectAfter === 0 || node.failures < ejectAfter || node.ejectedUntilUs > 0) return;
  node.failures = 0;
  node.ejectedUntilUs = ctx.nowUs + retryAfterMs * US_PER_MS;
  ctx.setTimer('retry', retryAfterMs * US_PER_MS, node.id);
  ctx.log(`${node.id} ejected: ${String(ejectAfter)} failures in a row`);
  rearrange(ctx, state);
}
