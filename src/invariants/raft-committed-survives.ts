import { defineInvariant } from '../kernel/invariant';
import { logItem } from '../kernel/plain';
import type { SimNode, World } from '../kernel/world';
import { lastIndex, quorumOf, type Durable, type Entry } from '../patterns/raft/index';
import {
  changedNodes,
  diskOf,
  entryText,
  followCommits,
  holds,
  nothingCommitted,
  serverOf,
  WHEN_SERVERS_CHANGE,
  type Committed,
} from './support/raft';

interface Memo {
  committed: Committed;
  /** By node: its disk holds the committed entries up to here. */
  held: number[];
  broken: string;
}

/** What a client was told is done stays done, as long as disks keep what was written to them. */
export const invariant = defineInvariant<Memo>({
  id: 'raft-committed-survives',
  title: 'Committed entries survive',
  explain:
    'No disk gives up a committed entry so that fewer than a majority of the members hold it, themselves or in a snapshot.',
  on: WHEN_SERVERS_CHANGE,
  init: () => ({ committed: nothingCommitted(), held: [], broken: '' }),
  check: (memo, world, only) => {
    const { entries } = memo.committed;
    const before = entries.length;
    followCommits(memo.committed, world, only);
    // When more is committed, every disk may hold more of it.
    for (const node of changedNodes(world, entries.length === before ? only : -1)) look(memo, world, node);
    return memo.broken === '';
  },
  says: ({ committed, broken }) =>
    broken === '' ? `Committed: ${String(committed.entries.length)} entries. None is lost.` : broken,
});

/** Looks at how much of what is committed the disk of a node holds. */
function look(memo: Memo, world: Readonly<World>, node: SimNode): void {
  while (memo.held.length <= node.index) memo.held.push(0);
  const disk = diskOf(node);
  const held = memo.held[node.index];
  const kept = disk === null ? 0 : keptOf(memo.committed, disk, held);
  const now = disk === null ? 0 : grown(memo.committed, disk, kept);
  memo.held[node.index] = now;
  for (let index = now + 1; index <= held; index++) missed(memo, world, node.id, index);
}

/** How much of what a disk held it still holds. */
function keptOf({ entries }: Committed, disk: Durable, held: number): number {
  let kept = held;
  for (; kept > 0; kept--) {
    const entry = logItem(entries, kept - 1);
    if (entry !== undefined && holds(disk, entry)) break;
  }
  return kept;
}

/** How much a disk holds by now. That a log with an entry has all before it is Log Matching. */
function grown({ entries }: Committed, disk: Durable, kept: number): number {
  const top = Math.min(entries.length, lastIndex(disk));
  if (top <= kept) return kept;
  const entry = logItem(entries, top - 1);
  return entry !== undefined && holds(disk, entry) ? top : kept;
}

/** A disk has given up a committed entry: are there enough others? */
function missed(memo: Memo, world: Readonly<World>, id: string, index: number): void {
  const entry = logItem(memo.committed.entries, index - 1);
  if (entry === undefined || memo.broken !== '') return;
  const members = membersNow(world);
  const holders = world.nodes.filter((node) => members.includes(node.id) && hasEntry(diskOf(node), entry));
  if (holders.length >= quorumOf(members.length, false)) return;
  memo.broken = `${id} has given up ${entryText(entry)}, which was committed; of ${String(members.length)} members ${String(holders.length)} still hold it.`;
}

function hasEntry(disk: Durable | null, entry: Entry): boolean {
  return disk !== null && holds(disk, entry);
}

/** The members by the newest committed configuration. */
function membersNow(world: Readonly<World>): readonly string[] {
  let members: readonly string[] = [];
  let newest = -1;
  for (const node of world.nodes) {
    const server = serverOf(node);
    if (server === null || server.commitIndex <= newest) continue;
    newest = server.commitIndex;
    ({ members } = server.committedConfig);
  }
  return members;
}
