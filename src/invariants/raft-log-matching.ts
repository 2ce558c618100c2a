import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import { appendToLog, createLog, logItem, type AppendLog, type Shared } from '../kernel/plain';
import type { RaftNodeState } from '../nodes/raft-server/index';
import { entryAt, lastIndex, termAt, type Entry, type RaftMessage } from '../patterns/raft/index';
import { changedNodes, entryText, serverOf, WHEN_SERVERS_CHANGE } from './support/raft';

/** An entry, and the term of the one before it in the same log. */
interface Place extends Shared {
  readonly entry: Entry;
  readonly before: number;
}

interface Memo {
  /** By index: the entry that was seen there first. */
  first: AppendLog<Place>;
  /** By index and term: entries of other terms seen at an index. */
  others: Map<string, Place>;
  /** By node: how long its log was. */
  lengths: number[];
  /** What the message just delivered may have changed: node, and indices. */
  node: number;
  from: number;
  to: number;
  broken: string;
}

/** Holds because a leader puts one entry at an index, and followers take entries only after a matching one. */
export const invariant = defineInvariant<Memo>({
  id: 'raft-log-matching',
  title: 'Logs match',
  explain:
    'If two logs have an entry of the same index and term, it is the same entry, and so are all before it.',
  on: WHEN_SERVERS_CHANGE,
  init: () => ({
    first: createLog<Place>(),
    others: new Map<string, Place>(),
    lengths: [],
    node: -1,
    from: 0,
    to: 0,
    broken: '',
  }),
  observe: (memo, entry) => {
    memo.node = -1;
    if (entry.kind !== 'deliver') return;
    const { role, type, body } = entry.subject as Message;
    if (role !== 'note' || type !== 'append') return;
    const { prevIndex, entries } = body as unknown as Extract<RaftMessage, { type: 'append' }>;
    memo.node = entry.node;
    memo.from = prevIndex + 1;
    memo.to = prevIndex + entries.length;
  },
  check: (memo, world, only) => {
    for (const node of changedNodes(world, only)) {
      const server = serverOf(node);
      if (server !== null) look(memo, node.index, server);
    }
    return memo.broken === '';
  },
  says: ({ first, broken }) =>
    broken === '' ? `Entries compared: up to index ${String(first.length)}. All agree.` : broken,
});

/** Looks at what has come to the log of a server. */
function look(memo: Memo, node: number, server: RaftNodeState): void {
  while (memo.lengths.length <= node) memo.lengths.push(0);
  const last = lastIndex(server.durable);
  const grownFrom = memo.lengths[node] + 1;
  memo.lengths[node] = last;
  if (memo.node === node) {
    for (let index = memo.from; index <= Math.min(memo.to, last); index++) see(memo, server, index);
  }
  for (let index = grownFrom; index <= last; index++) see(memo, server, index);
}

/** Compares an entry of a server with the first one seen of its index and term. */
function see(memo: Memo, { id, durable }: RaftNodeState, index: number): void {
  const entry = entryAt(durable, index);
  if (entry === undefined) return;
  const place: Place = { $shared: true, entry, before: termAt(durable, index - 1) };
  const first = logItem(memo.first, index - 1);
  if (first === undefined) {
    if (index === memo.first.length + 1) appendToLog(memo.first, place);
    return;
  }
  const key = `${String(index)}/${String(entry.term)}`;
  const known = first.entry.term === entry.term ? first : memo.others.get(key);
  if (known === undefined) memo.others.set(key, place);
  else if (known.entry !== entry) memo.broken ||= `${id} has another ${entryText(entry)} than others have.`;
  else if (known.before !== place.before)
    memo.broken ||= `Before ${entryText(entry)}, ${id} has an entry of term ${String(place.before)} and others one of term ${String(known.before)}.`;
}
