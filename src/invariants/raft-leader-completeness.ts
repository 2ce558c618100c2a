import { defineInvariant } from '../kernel/invariant';
import { appendToLog, createLog, logItem, type AppendLog } from '../kernel/plain';
import type { World } from '../kernel/world';
import type { Entry } from '../patterns/raft/index';
import {
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
  /** Entries that had been committed, and the newest term of a leader, when last looked at. */
  length: number;
  term: number;
  broken: string;
}

/** Holds because nobody votes for a candidate whose log lacks what its own has. */
export const invariant = defineInvariant<Memo>({
  id: 'raft-leader-completeness',
  title: 'Leaders have all that is committed',
  explain: 'An entry that was committed in some term is in the log of every leader of a later term.',
  on: WHEN_SERVERS_CHANGE,
  init: () => ({ committed: nothingCommitted(), terms: createLog<number>(), length: 0, term: 0, broken: '' }),
  observe: () => undefined,
  check: (memo, world) => {
    followCommits(memo.committed, world, ({ durable }, entry) => {
      if (entry.index === memo.terms.length + 1) appendToLog(memo.terms, durable.term);
    });
    const term = newestLeadership(world);
    if (term !== memo.term || memo.committed.entries.length !== memo.length) lookAtLeaders(memo, world);
    memo.term = term;
    memo.length = memo.committed.entries.length;
    return memo.broken === ''
      ? { held: true, says: `Committed: ${String(memo.length)} entries. Every later leader has them.` }
      : { held: false, says: memo.broken };
  },
});

/** The newest term in which a server leads that runs. */
function newestLeadership(world: Readonly<World>): number {
  let newest = 0;
  for (const node of world.nodes) {
    const server = serverOf(node);
    if (server?.role === 'leader' && server.durable.term > newest) newest = server.durable.term;
  }
  return newest;
}

function lookAtLeaders(memo: Memo, world: Readonly<World>): void {
  for (const node of world.nodes) {
    const server = serverOf(node);
    if (server?.role !== 'leader') continue;
    const { term } = server.durable;
    const missing = lastBefore(memo, term);
    if (missing !== null && !holds(server.durable, missing))
      memo.broken ||= `${server.id} leads term ${String(term)} and lacks ${entryText(missing)}, which was committed.`;
  }
}

/** The last entry committed in a term before this one. That a log with it has all before it is Log Matching. */
function lastBefore({ committed, terms }: Memo, term: number): Entry | null {
  for (let place = terms.length - 1; place >= 0; place--) {
    const committedIn = logItem(terms, place) ?? term;
    if (committedIn < term) return logItem(committed.entries, place) ?? null;
  }
  return null;
}
