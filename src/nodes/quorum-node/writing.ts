/** A write, at the node that coordinates it. */
import { isGood, type CallEnd, type Message } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { issue, keepHint, NO_CLOCK, noteAnswer, noteAsked, type Standing } from '../../patterns/quorum/index';
import {
  askNode,
  beginOperation,
  begun,
  canReach,
  firstAsked,
  forgetWhenDone,
  insteadOf,
  isSuspect,
  operationOf,
  sidesOf,
  suspect,
  tell,
  trust,
  writeOwn,
} from './coordinate';
import { showCounts } from './replica';
import {
  needsOf,
  ruleOf,
  type ClientBody,
  type Operation,
  type QuorumContext,
  type QuorumNodeState,
} from './state';

/** Makes a version of what a client writes, and sends it to the replicas. */
export function beginWrite(ctx: QuorumContext, state: QuorumNodeState, message: Message): void {
  const { key, value = 0, context = NO_CLOCK } = message.body as unknown as ClientBody;
  const sides = sidesOf(ctx, state, key);
  const { write } = needsOf(ctx.params, sides.replicas.length);
  if (!canReach(ctx, state, sides, write)) {
    ctx.count('unavailable');
    ctx.reply(message, 'rejected');
    return;
  }
  const operation = beginOperation(state, message, key, ctx.params.firstAckCounts ? 1 : write);
  const { issuer } = state.durable;
  const made = issue(issuer, ruleOf(ctx.params), ctx.id, key, { value, context }, ctx.clockUs());
  operation.sent = made.sent;
  operation.told = [made.version];
  ctx.count('coordinated');
  for (const replica of firstAsked(ctx, state, sides, write)) sendCopy(ctx, state, operation, replica);
  settle(ctx, state, operation, begun(operation));
}

/** Sends the copy of a replica: to itself, or where it cannot be reached, to whom the handoff says. */
function sendCopy(ctx: QuorumContext, state: QuorumNodeState, operation: Operation, owner: string): void {
  const { handoff } = ctx.params;
  if (handoff === 'off' || !isSuspect(ctx, state, owner)) sendTo(ctx, state, operation, owner, owner);
  else copyElsewhere(ctx, state, operation, owner);
}

function sendTo(
  ctx: QuorumContext,
  state: QuorumNodeState,
  operation: Operation,
  node: string,
  owner: string,
): void {
  if (node !== ctx.id) {
    askNode(ctx, operation, 'put', node, owner);
    return;
  }
  operation.asked.push(node);
  noteAsked(operation.tally);
  if (writeOwn(ctx, state, operation, 'put', owner)) noteOwnCopy(ctx, state, operation);
}

function keepOwnHint(ctx: QuorumContext, state: QuorumNodeState, operation: Operation, owner: string): void {
  keepHint(state.durable.hints, ruleOf(ctx.params), owner, operation.key, operation.sent);
  ctx.count('hintsKept');
  showCounts(ctx, state);
}

/** Its own copy is on its disk. */
export function noteOwnCopy(ctx: QuorumContext, state: QuorumNodeState, operation: Operation): void {
  operation.outstanding--;
  settle(ctx, state, operation, noteAnswer(operation.tally, true));
}

/** A replica has its copy, or has not answered. */
export function onPutEnd(ctx: QuorumContext, state: QuorumNodeState, end: CallEnd): void {
  const found = operationOf(state, end);
  if (found === null) return;
  const { operation, owner } = found;
  const good = isGood(end.status);
  if (good) trust(state, end.to);
  else {
    suspect(ctx, state, end.to);
    copyElsewhere(ctx, state, operation, owner);
  }
  settle(ctx, state, operation, noteAnswer(operation.tally, good));
}

/** The copy of a replica that cannot be reached: kept as a hint, or given to another node. */
function copyElsewhere(
  ctx: QuorumContext,
  state: QuorumNodeState,
  operation: Operation,
  owner: string,
): void {
  const { handoff, sendTo: asks } = ctx.params;
  if (handoff === 'hints') keepOwnHint(ctx, state, operation, owner);
  if (handoff !== 'sloppy' && asks === 'all') return;
  const node = insteadOf(ctx, state, operation);
  if (node === null) return;
  const { replicas } = sidesOf(ctx, state, operation.key);
  sendTo(ctx, state, operation, node, replicas.includes(node) ? node : owner);
}

function settle(ctx: QuorumContext, state: QuorumNodeState, operation: Operation, standing: Standing): void {
  if (standing === 'reached')
    tell(ctx, operation, 'completed', { versions: operation.told.slice() } as unknown as Plain);
  else if (standing === 'failed') tell(ctx, operation, 'failed');
  forgetWhenDone(state, operation);
}
