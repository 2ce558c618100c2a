/** A node as a replica: what it has on its disk, and what it is asked for by coordinators. */
import type { Message } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import {
  hintCount,
  hintedVersions,
  keepHint,
  mergeVersions,
  putVersions,
  versionsIn,
  type Version,
} from '../../patterns/quorum/index';
import { timeUs } from '../distribution-params';
import {
  ruleOf,
  type DiskJob,
  type Entries,
  type QuorumContext,
  type QuorumNodeState,
  type ReplicaBody,
} from './state';

/** All that it knows of a key, what it keeps for others included, as a list of its own. */
export function localVersions(ctx: QuorumContext, { durable }: QuorumNodeState, key: number): Version[] {
  return mergeVersions(
    ruleOf(ctx.params),
    versionsIn(durable.store, key),
    hintedVersions(durable.hints, key),
  );
}

/**
 * Puts something on the disk, behind what is being written.
 * @returns true when it is there at once: the disk takes no time
 */
export function writeToDisk(ctx: QuorumContext, state: QuorumNodeState, job: DiskJob): boolean {
  if (ctx.params.writeTimeMs === 0 && !state.disk.busy) {
    apply(ctx, state, job);
    return true;
  }
  state.disk.queue.push(job);
  if (!state.disk.busy) startNext(ctx, state);
  return false;
}

function startNext(ctx: QuorumContext, state: QuorumNodeState): void {
  state.disk.busy = state.disk.queue.length > 0;
  ctx.gauge('diskQueue', state.disk.queue.length);
  if (!state.disk.busy) return;
  const { writeTimeMs, writeShape } = ctx.params;
  ctx.work('disk', ctx.sample('disk', timeUs(writeTimeMs, writeShape, 1)));
}

/** The disk has finished. @returns what is now on it */
export function endOfWrite(ctx: QuorumContext, state: QuorumNodeState): DiskJob | null {
  const job = state.disk.queue.shift() ?? null;
  if (job !== null) apply(ctx, state, job);
  startNext(ctx, state);
  return job;
}

function apply(
  ctx: QuorumContext,
  state: QuorumNodeState,
  { entries, owner, sentUs, purpose }: DiskJob,
): void {
  const { store, hints } = state.durable;
  const rule = ruleOf(ctx.params);
  for (const [key, versions] of entries) {
    if (owner !== '') {
      keepHint(hints, rule, owner, key, versions);
      ctx.count('hintsKept');
      continue;
    }
    const before = versionsIn(store, key).length;
    if (!putVersions(store, rule, key, versions)) continue;
    state.siblings += versionsIn(store, key).length - Math.max(1, before);
    if (purpose === 'put') ctx.observe('lagMs', (ctx.nowUs - sentUs) / US_PER_MS);
  }
  showCounts(ctx, state);
}

export function showCounts(ctx: QuorumContext, { durable, siblings }: QuorumNodeState): void {
  ctx.gauge('hintsWaiting', hintCount(durable.hints));
  ctx.gauge('siblings', siblings);
}

/** A coordinator asks what is under a key. */
export function onGet(ctx: QuorumContext, state: QuorumNodeState, message: Message): void {
  const { key } = message.body as unknown as ReplicaBody;
  ctx.reply(message, 'completed', { versions: localVersions(ctx, state, key) } as unknown as Plain);
}

/** A coordinator brings a write, or a repair. It is answered when it is on the disk. */
export function onPut(ctx: QuorumContext, state: QuorumNodeState, message: Message): void {
  const { key, versions, owner, sentUs } = message.body as unknown as ReplicaBody;
  const purpose = message.type === 'put' ? 'put' : 'repair';
  store(ctx, state, message, [[key, versions]], owner === ctx.id ? '' : owner, purpose, sentUs);
}

/** Another node hands over what it kept for this one. */
export function onHandOff(ctx: QuorumContext, state: QuorumNodeState, message: Message): void {
  const { entries } = message.body as unknown as { entries: Entries };
  store(ctx, state, message, entries, '', 'quiet', 0);
}

function store(
  ctx: QuorumContext,
  state: QuorumNodeState,
  message: Message,
  entries: Entries,
  owner: string,
  purpose: DiskJob['purpose'],
  sentUs: number,
): void {
  // The lists of a message may be in others, too.
  const own = entries.map(([key, versions]) => [key, versions.slice()] as const);
  const job: DiskJob = { entries: own, owner, message, operation: 0, purpose, sentUs };
  if (writeToDisk(ctx, state, job)) ctx.reply(message, 'completed');
}
