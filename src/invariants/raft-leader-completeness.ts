import { defineInvariant } from '../kernel/invariant';
import { appendToLog, createLog, logItem, type AppendLog } from '../kernel/plain';
import type { RaftNodeState } from '../nodes/raft-server/index';
import type { Entry } from '../patterns/raft/index';
import {
  changedNodes,
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
  /** By index: the term in which the entry was committed, which may be later than its own. */
  terms: AppendLog<number>;
  /** Entries that had been committed when all leaders were last looked at. */
  length: number;
  /** By node: the term it led when last looked at, 0 for none. */
  led: number[];
  broken: string;
}

/** Holds because nobody votes for a candidate whose log lacks what its own has. */
export const invariant = defineInvariant<Memo>({
  id: 'raft-leader-completeness',
  title: 'Leaders have all that is committed',
  explain: 'An entry that was committed in some term is in the log of every leader of a later term.',
  on: WHEN_SERVERS_CHANGE,
  init: () => ({ committed: nothingCommitted(), terms: createLog<number>(), length: 0, led: [], broken: '' }),
  check: (memo, world, only) => {
    followCommits(memo.committed, world, only, ({ durable }, entry) => {
      if (entry.index === memo.terms.length + 1) appendToLog(memo.terms, durable.term);
    });
    const { length } = memo.committed.entries;
    for (const node of changedNodes(world, length === memo.length ? only : -1)) {
      const server = serverOf(node);
      while (memo.led.length <= node.index) memo.led.push(0);
      const term = server?.role === 'leader' ? server.durable.term : 0;
      if (server !== null && term > 0 && (length !== memo.length || term !== memo.led[node.index]))
        lookAtLeader(memo, server);
      memo.led[node.index] = term;
    }
    memo.length = length;
    return memo.broken === '';
  },
  says: ({ length, broken }) =>
    broken === '' ? `Committed: ${String(length)} entries. Every later leader has them.` : broken,
});

function lookAtLeader(memo: Memo, { id, durable }: RaftNodeState): void {
  const missing = lastBefore(memo, durable.term);
  if (missing !== null && !holds(durable, missing))
    memo.broken ||= `${id} leads term ${String(durable.term)} and lacks ${entryText(missing)}, which was committed.`;
}

/** The last entry committed in a term before this one. That a log with it has all before it is Log Matching. */
function lastBefore({ committed, terms }: Memo, term: number): Entry | null {
  for (let place = terms.length - 1; place >= 0; place--) {
    const committedIn = logItem(terms, place) ?? term;
    if (committedIn < term) return logItem(committed.entries, place) ?? null;
  }
  return null;
}
