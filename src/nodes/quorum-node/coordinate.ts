/** What reads and writes have in common for the node that coordinates them: whom to ask, and who is taken for down. */
import type { CallEnd, Message, Status } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import { createTally, noteAllAsked, noteAsked, type Standing } from '../../patterns/quorum/index';
import { writeToDisk } from './replica';
import {
  nodesOf,
  replicaCount,
  type DiskJob,
  type Operation,
  type QuorumContext,
  type QuorumNodeState,
  type ReplicaBody,
} from './state';

/** Key of the policies of calls to replicas. */
export const REPLICA = 'replica';

/** What comes back with the end of a call to a replica. */
export interface Asked {
  readonly operation: number;
  readonly owner: string;
}

export function isSuspect(ctx: QuorumContext, { suspects }: QuorumNodeState, node: string): boolean {
  const untilUs = suspects.get(node) ?? 0;
  if (untilUs <= ctx.nowUs) suspects.delete(node);
  return untilUs > ctx.nowUs;
}

/** A node did not answer. */
export function suspect(ctx: QuorumContext, state: QuorumNodeState, node: string): void {
  if (ctx.params.suspectForMs === 0) return;
  if (!isSuspect(ctx, state, node)) ctx.log(`takes ${node} for down`);
  state.suspects.set(node, ctx.nowUs + ctx.params.suspectForMs * US_PER_MS);
}

/** A node has been heard of. */
export function trust(state: QuorumNodeState, node: string): void {
  state.suspects.delete(node);
}

/** The nodes of a key, its replicas and those that may stand in. */
export interface Sides {
  replicas: string[];
  standIns: string[];
}

export function sidesOf(ctx: QuorumContext, state: QuorumNodeState, key: number): Sides {
  const nodes = nodesOf(state, key);
  const count = replicaCount(state, ctx.params);
  return { replicas: nodes.slice(0, count), standIns: nodes.slice(count) };
}

/** Whether so many of those that may answer are not taken for down. */
export function canReach(ctx: QuorumContext, state: QuorumNodeState, sides: Sides, needed: number): boolean {
  const all = ctx.params.handoff === 'sloppy' ? [...sides.replicas, ...sides.standIns] : sides.replicas;
  return all.filter((node) => !isSuspect(ctx, state, node)).length >= needed;
}

/** An operation begins. Until it is `begun`, it is not forgotten. */
export function beginOperation(
  state: QuorumNodeState,
  message: Message,
  key: number,
  needed: number,
): Operation {
  const operation: Operation = {
    id: ++state.operationsMade,
    message,
    key,
    tally: createTally(needed),
    asked: [],
    outstanding: 1,
    replied: false,
    sent: [],
    answers: [],
    told: [],
    repairing: 0,
  };
  state.operations.set(operation.id, operation);
  return operation;
}

/** All that are to be asked first have been asked. @returns how the operation stands */
export function begun(operation: Operation): Standing {
  operation.outstanding--;
  return noteAllAsked(operation.tally);
}

/**
 * Replicas to ask first: all, or so many: itself where it is one, and others by chance. Those that are taken for down
 * come last, so that who is asked in their place has not been asked already.
 */
export function firstAsked(
  ctx: QuorumContext,
  state: QuorumNodeState,
  { replicas }: Sides,
  needed: number,
): string[] {
  const chosen = ctx.params.sendTo === 'all' ? replicas : chosenOf(ctx, replicas, needed);
  const isDown = (node: string): boolean => isSuspect(ctx, state, node);
  return [...chosen.filter((node) => !isDown(node)), ...chosen.filter(isDown)];
}

function chosenOf(ctx: QuorumContext, replicas: readonly string[], needed: number): string[] {
  const chosen = replicas.filter((node) => node === ctx.id);
  const others = replicas.filter((node) => node !== ctx.id);
  while (chosen.length < needed && others.length > 0)
    chosen.push(...others.splice(ctx.below('replicas', others.length), 1));
  return chosen;
}

/** Who is asked in place of a replica that cannot be reached: another replica, or a stand-in; null for nobody. */
export function insteadOf(
  ctx: QuorumContext,
  state: QuorumNodeState,
  { key, asked }: Operation,
): string | null {
  const { replicas, standIns } = sidesOf(ctx, state, key);
  const others = [...replicas, ...(ctx.params.handoff === 'sloppy' ? standIns : [])];
  return others.find((node) => !asked.includes(node) && !isSuspect(ctx, state, node)) ?? null;
}

/** Asks a node, which is not the coordinator itself. The tally counts it, unless it is a repair. */
export function askNode(
  ctx: QuorumContext,
  operation: Operation,
  type: 'get' | 'put' | 'repair',
  node: string,
  owner: string,
): void {
  operation.outstanding++;
  if (type !== 'repair') {
    operation.asked.push(node);
    noteAsked(operation.tally);
  }
  const versions = type === 'get' ? [] : type === 'put' ? operation.sent : operation.told;
  const body: ReplicaBody = { key: operation.key, versions, owner, sentUs: ctx.nowUs };
  const data: Asked = { operation: operation.id, owner };
  ctx.call(node, type, body as unknown as Plain, {
    policies: REPLICA,
    serving: operation.message,
    data: data as unknown as Plain,
  });
}

/** Puts something on its own disk for an operation. @returns true when it is there at once */
export function writeOwn(
  ctx: QuorumContext,
  state: QuorumNodeState,
  operation: Operation,
  purpose: 'put' | 'repair',
  owner: string,
): boolean {
  operation.outstanding++;
  const versions = purpose === 'put' ? operation.sent : operation.told;
  const job: DiskJob = {
    entries: [[operation.key, versions.slice()]],
    owner: owner === ctx.id ? '' : owner,
    message: null,
    operation: operation.id,
    purpose,
    sentUs: ctx.nowUs,
  };
  return writeToDisk(ctx, state, job);
}

/** Tells the client, once. */
export function tell(ctx: QuorumContext, operation: Operation, status: Status, body: Plain = null): void {
  if (operation.replied) return;
  operation.replied = true;
  if (status === 'failed') ctx.count('quorumsMissed');
  ctx.reply(operation.message, status, body);
}

/** Nobody can answer any more. */
export function isOver({ tally }: Operation): boolean {
  return !tally.asking && tally.waiting === 0;
}

/** Forgets an operation that is told and for which nothing is outstanding. */
export function forgetWhenDone(state: QuorumNodeState, operation: Operation): void {
  if (operation.replied && operation.outstanding === 0) state.operations.delete(operation.id);
}

/** The operation that a call was for, with what came back; null when there is none. */
export function operationOf(
  state: QuorumNodeState,
  end: CallEnd,
): { operation: Operation; owner: string } | null {
  const { operation: id, owner } = end.data as unknown as Asked;
  const operation = state.operations.get(id);
  if (operation === undefined) return null;
  operation.outstanding--;
  return { operation, owner };
}
