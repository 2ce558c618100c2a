/** Raft servers of a world and what they have committed, for promises about Raft. */
import type { EntryKind } from '../../kernel/trace';
import { appendToLog, createLog, logItem, type AppendLog } from '../../kernel/plain';
import type { SimNode, World } from '../../kernel/world';
import type { RaftNodeState } from '../../nodes/raft-server/index';
import { entryAt, type Durable, type Entry } from '../../patterns/raft/index';

/** After any of these a server may have another state. */
export const WHEN_SERVERS_CHANGE: readonly EntryKind[] = ['deliver', 'timer', 'input', 'node'];

/** What a node has on its disk if it is a Raft server, running or not; else null. */
export function diskOf(node: SimNode): Durable | null {
  const durable = (node.state as { durable?: Partial<Durable> } | null)?.durable;
  return durable?.votedFor === undefined ? null : (durable as Durable);
}

/** The state of a node if it is a Raft server that runs; else null. */
export function serverOf(node: SimNode): RaftNodeState | null {
  return node.up && diskOf(node) !== null ? (node.state as RaftNodeState) : null;
}

/** Whether a disk holds an entry, or a snapshot in its place. */
export function holds(disk: Durable, entry: Entry): boolean {
  return entry.index <= disk.snapshot.index || entryAt(disk, entry.index) === entry;
}

/** What has been committed so far: for each index the entry that some server committed first. */
export interface Committed {
  entries: AppendLog<Entry>;
  /** By node: how far its commit index has been followed. */
  followed: number[];
}

export function nothingCommitted(): Committed {
  return { entries: createLog<Entry>(), followed: [] };
}

/** The one node that may have changed, or all when any may (−1). */
export function changedNodes({ nodes }: Readonly<World>, only: number): readonly SimNode[] {
  return only < 0 ? nodes : [nodes[only]];
}

/**
 * Follows the commit indices of the servers.
 * @param only index of the one node that may have changed, or −1
 * @param visit called for every entry that a server commits, with the one that was committed there first
 */
export function followCommits(
  committed: Committed,
  world: Readonly<World>,
  only: number,
  visit: (server: RaftNodeState, entry: Entry, first: Entry) => void = () => undefined,
): void {
  for (const node of changedNodes(world, only)) {
    const server = serverOf(node);
    if (server !== null && server.commitIndex !== committed.followed[node.index])
      followCommit(committed, node.index, server, visit);
  }
}

function followCommit(
  { entries, followed }: Committed,
  node: number,
  server: RaftNodeState,
  visit: (server: RaftNodeState, entry: Entry, first: Entry) => void,
): void {
  while (followed.length <= node) followed.push(0);
  const seen = Math.min(followed[node], server.commitIndex);
  followed[node] = server.commitIndex;
  // What a server knows only by a snapshot has been seen with whoever took it.
  for (let index = Math.max(seen, server.durable.snapshot.index) + 1; index <= server.commitIndex; index++) {
    const entry = entryAt(server.durable, index);
    if (entry === undefined) break;
    if (index === entries.length + 1) appendToLog(entries, entry);
    const first = logItem(entries, index - 1);
    if (first !== undefined) visit(server, entry, first);
  }
}

/** An entry in words. */
export function entryText({ index, term, ...content }: Entry): string {
  const what = content.kind === 'command' ? content.operation.kind : content.kind;
  return `entry ${String(index)} of term ${String(term)} (${what === 'noOp' ? 'empty' : what})`;
}
