/** Anti-entropy: two replicas compare Merkle trees of the keys both keep, and exchange what differs. */
import { murmur3 } from '../../kernel/hash';
import { isGood, type CallEnd, type Message } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import {
  childrenOf,
  createTree,
  DEPTH,
  differing,
  digestsOf,
  leafOf,
  type Digests,
  type Tree,
} from '../../patterns/merkle/index';
import type { Version } from '../../patterns/quorum/index';
import { REPLICA, trust } from './coordinate';
import { writeToDisk } from './replica';
import { replicasOf, type Entries, type QuorumContext, type QuorumNodeState } from './state';

interface Exchange {
  readonly leaves: readonly number[];
  readonly entries: Entries;
}

/** What both this node and another keep. */
function sharedEntries(
  ctx: QuorumContext,
  state: QuorumNodeState,
  other: string,
  leaves: readonly number[] | null,
): Entries {
  return [...state.durable.store]
    .filter(([key]) => leaves === null || leaves.includes(leafOf(key)))
    .filter(([key]) => [ctx.id, other].every((node) => replicasOf(state, ctx.params, key).includes(node)))
    .map(([key, versions]) => [key, versions.slice()] as const);
}

function treeOf(ctx: QuorumContext, state: QuorumNodeState, other: string): Tree {
  return createTree(sharedEntries(ctx, state, other, null).map(([key, versions]) => [key, hashOf(versions)]));
}

function hashOf(versions: readonly Version[]): number {
  return murmur3(versions.map(({ node, count }) => `${node}:${String(count)}`).join(' '));
}

/** Begins to compare with another node, chosen by chance. */
export function beginCompare(ctx: QuorumContext, state: QuorumNodeState): void {
  const others = state.ring.members.filter((node) => node !== ctx.id);
  if (others.length > 0) sendDigests(ctx, state, others[ctx.below('compare', others.length)], 0, [0]);
}

function sendDigests(
  ctx: QuorumContext,
  state: QuorumNodeState,
  other: string,
  level: number,
  places: readonly number[],
): void {
  const digests = digestsOf(treeOf(ctx, state, other), level, places);
  ctx.count('digestsSent', places.length);
  callOther(ctx, other, 'compare', digests);
}

function callOther(ctx: QuorumContext, other: string, type: string, body: Digests | Exchange): void {
  const data = body as unknown as Plain;
  ctx.call(other, type, data, { policies: REPLICA, control: true, data });
}

/** Another node has sent digests: it is told which differ. */
export function onCompare(ctx: QuorumContext, state: QuorumNodeState, message: Message): void {
  const digests = message.body as unknown as Digests;
  ctx.reply(message, 'completed', { differ: differing(treeOf(ctx, state, message.from), digests) });
}

/** What differs is compared one level further down, or exchanged when those are leaves. */
export function onCompareEnd(ctx: QuorumContext, state: QuorumNodeState, end: CallEnd): void {
  if (!isGood(end.status)) return;
  trust(state, end.to);
  const { level } = end.data as unknown as Digests;
  const { differ } = end.answer as unknown as { differ: readonly number[] };
  if (differ.length === 0) return;
  if (level < DEPTH) sendDigests(ctx, state, end.to, level + 1, childrenOf(differ));
  else {
    const entries = sharedEntries(ctx, state, end.to, differ);
    callOther(ctx, end.to, 'exchange', { leaves: differ, entries });
  }
}

/** Another node has sent what it has of some leaves: it gets what this one has of them. */
export function onExchange(ctx: QuorumContext, state: QuorumNodeState, message: Message): void {
  const { leaves, entries } = message.body as unknown as Exchange;
  const own = sharedEntries(ctx, state, message.from, leaves);
  ctx.reply(message, 'completed', { entries: own } as unknown as Plain);
  take(ctx, state, entries);
}

export function onExchangeEnd(ctx: QuorumContext, state: QuorumNodeState, end: CallEnd): void {
  if (!isGood(end.status)) return;
  take(ctx, state, (end.answer as unknown as { entries: Entries }).entries);
}

function take(ctx: QuorumContext, state: QuorumNodeState, entries: Entries): void {
  if (entries.length === 0) return;
  ctx.count('keysExchanged', entries.length);
  const own = entries.map(([key, versions]) => [key, versions.slice()] as const);
  writeToDisk(ctx, state, {
    entries: own,
    owner: '',
    message: null,
    operation: 0,
    purpose: 'quiet',
    sentUs: 0,
  });
}
