import { defineInvariant } from '../kernel/invariant';
import {
  entryText,
  followCommits,
  nothingCommitted,
  WHEN_SERVERS_CHANGE,
  type Committed,
} from './support/raft';

interface Memo {
  committed: Committed;
  broken: string;
}

/** What the whole protocol is for. */
export const invariant = defineInvariant<Memo>({
  id: 'raft-state-machine-safety',
  title: 'All servers apply the same',
  explain: 'Once a server has applied an entry at an index, no server ever applies another one there.',
  on: WHEN_SERVERS_CHANGE,
  init: () => ({ committed: nothingCommitted(), broken: '' }),
  check: (memo, world, only) => {
    followCommits(memo.committed, world, only, ({ id }, entry, first) => {
      if (entry !== first)
        memo.broken ||= `${id} applied ${entryText(entry)}, where ${entryText(first)} was applied before.`;
    });
    return memo.broken === '';
  },
  says: ({ committed, broken }) =>
    broken === '' ? `Applied: ${String(committed.entries.length)} entries, the same everywhere.` : broken,
});
