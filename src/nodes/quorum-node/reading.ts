/** A read, at the node that coordinates it. */
import { isGood, type CallEnd, type Message } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import {
  decide,
  includes,
  laggards,
  newestOf,
  noteAnswer,
  noteOwn,
  type Standing,
  type Version,
} from '../../patterns/quorum/index';
import {
  askNode,
  beginOperation,
  begun,
  canReach,
  firstAsked,
  forgetWhenDone,
  insteadOf,
  isOver,
  isSuspect,
  operationOf,
  sidesOf,
  suspect,
  tell,
  trust,
  writeOwn,
} from './coordinate';
import { localVersions } from './replica';
import {
  needsOf,
  replicasOf,
  ruleOf,
  type ClientAnswer,
  type ClientBody,
  type Operation,
  type QuorumContext,
  type QuorumNodeState,
} from './state';

/** Asks replicas what is under a key. */
export function beginRead(ctx: QuorumContext, state: QuorumNodeState, message: Message): void {
  const { key } = message.body as unknown as ClientBody;
  const sides = sidesOf(ctx, state, key);
  const { read } = needsOf(ctx.params, sides.replicas.length);
  if (!canReach(ctx, state, sides, read)) {
    ctx.count('unavailable');
    ctx.reply(message, 'rejected');
    return;
  }
  ctx.count('coordinated');
  const operation = beginOperation(state, message, key, read);
  for (const replica of firstAsked(ctx, state, sides, read)) {
    if (ctx.params.handoff === 'off' || !isSuspect(ctx, state, replica)) ask(ctx, state, operation, replica);
    else askInstead(ctx, state, operation);
  }
  settle(ctx, state, operation, begun(operation));
}

function askInstead(ctx: QuorumContext, state: QuorumNodeState, operation: Operation): void {
  const node = insteadOf(ctx, state, operation);
  if (node !== null) ask(ctx, state, operation, node);
}

function ask(ctx: QuorumContext, state: QuorumNodeState, operation: Operation, node: string): void {
  if (node !== ctx.id) {
    askNode(ctx, operation, 'get', node, node);
    return;
  }
  operation.asked.push(node);
  operation.answers.push({ replica: node, versions: localVersions(ctx, state, operation.key) });
  noteOwn(operation.tally);
}

/** A replica has told what it has, or has not answered. */
export function onGetEnd(ctx: QuorumContext, state: QuorumNodeState, end: CallEnd): void {
  const found = operationOf(state, end);
  if (found === null) return;
  const { operation } = found;
  const good = isGood(end.status);
  if (good) {
    trust(state, end.to);
    const { versions } = end.answer as unknown as ClientAnswer;
    operation.answers.push({ replica: end.to, versions: versions.slice() });
  } else {
    suspect(ctx, state, end.to);
    if (!operation.tally.decided) askInstead(ctx, state, operation);
  }
  settle(ctx, state, operation, noteAnswer(operation.tally, good));
}

function settle(ctx: QuorumContext, state: QuorumNodeState, operation: Operation, standing: Standing): void {
  if (standing === 'failed') tell(ctx, operation, 'failed');
  if (standing === 'reached') conclude(ctx, state, operation);
  repairLate(ctx, state, operation);
  forgetWhenDone(state, operation);
}

/** There are answers enough. */
function conclude(ctx: QuorumContext, state: QuorumNodeState, operation: Operation): void {
  const { atLeast = [] } = operation.message.body as unknown as ClientBody;
  const rule = ruleOf(ctx.params);
  operation.told = newestIn(ctx, operation);
  if (!includes(rule, operation.told, atLeast)) {
    goOn(ctx, state, operation);
    return;
  }
  if (ctx.params.readRepair === 'beforeReply') {
    operation.repairing = repair(ctx, state, operation);
    if (operation.repairing > 0) return;
  }
  tell(ctx, operation, 'completed', { versions: operation.told.slice() } as unknown as Plain);
}

function newestIn(ctx: QuorumContext, { answers }: Operation): Version[] {
  return newestOf(
    ruleOf(ctx.params),
    answers.map(({ versions }) => versions),
  );
}

/** Nobody who has answered knows what the client knows: somebody else must. */
function goOn(ctx: QuorumContext, state: QuorumNodeState, operation: Operation): void {
  const { tally } = operation;
  tally.decided = false;
  tally.needed = tally.good + 1;
  if (tally.waiting === 0) askInstead(ctx, state, operation);
  settle(ctx, state, operation, decide(tally));
}

/** Sends what they lack to the replicas that lag behind. @returns how many have to be waited for */
function repair(ctx: QuorumContext, state: QuorumNodeState, operation: Operation): number {
  if (ctx.params.readRepair === 'off') return 0;
  const { answers, key } = operation;
  const behind = laggards(
    ruleOf(ctx.params),
    answers.map(({ versions }) => versions),
  );
  const replicas = replicasOf(state, ctx.params, key);
  if (behind.length > 0) operation.told = newestIn(ctx, operation);
  let waited = 0;
  for (const place of behind) {
    const { replica } = answers[place];
    if (!replicas.includes(replica)) continue;
    answers[place].versions = operation.told.slice();
    ctx.count('repairs');
    if (replica !== ctx.id) {
      askNode(ctx, operation, 'repair', replica, replica);
      waited++;
    } else if (writeOwn(ctx, state, operation, 'repair', replica)) operation.outstanding--;
    else waited++;
  }
  return waited;
}

/** Only when no replica can answer any more it is known who lags behind whom. */
function repairLate(ctx: QuorumContext, state: QuorumNodeState, operation: Operation): void {
  if (operation.replied && isOver(operation)) repair(ctx, state, operation);
}

/** A replica has been repaired, or has not answered. */
export function onRepairEnd(ctx: QuorumContext, state: QuorumNodeState, end: CallEnd): void {
  const found = operationOf(state, end);
  if (found === null) return;
  if (isGood(end.status)) trust(state, end.to);
  else suspect(ctx, state, end.to);
  noteRepaired(ctx, state, found.operation, isGood(end.status));
}

/** Its own copy has been repaired. */
export function noteOwnRepair(ctx: QuorumContext, state: QuorumNodeState, operation: Operation): void {
  operation.outstanding--;
  noteRepaired(ctx, state, operation, true);
}

function noteRepaired(ctx: QuorumContext, state: QuorumNodeState, operation: Operation, good: boolean): void {
  if (!operation.replied) {
    // What could not be repaired may be read older than what this client would be told.
    if (!good) tell(ctx, operation, 'failed');
    else if (--operation.repairing === 0)
      tell(ctx, operation, 'completed', { versions: operation.told.slice() } as unknown as Plain);
    repairLate(ctx, state, operation);
  }
  forgetWhenDone(state, operation);
}
