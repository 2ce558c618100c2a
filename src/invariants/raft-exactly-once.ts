import { defineInvariant } from '../kernel/invariant';
import { appendToLog, createLog, logItem, type AppendLog } from '../kernel/plain';
import {
  changedNodes,
  followCommits,
  nothingCommitted,
  serverOf,
  WHEN_SERVERS_CHANGE,
  type Committed,
} from './support/raft';

interface Memo {
  committed: Committed;
  /** By session: number of its last command in the committed log. */
  serials: Map<string, number>;
  /** By index: how many different commands the log has up to there. */
  commands: AppendLog<number>;
  broken: string;
}

/** Holds because the replicated state remembers the last command of every session. */
export const invariant = defineInvariant<Memo>({
  id: 'raft-exactly-once',
  title: 'Commands take effect exactly once',
  explain:
    'On every server as many commands have taken effect as there are different ones in its committed log, however often clients repeated them.',
  on: WHEN_SERVERS_CHANGE,
  init: () => ({
    committed: nothingCommitted(),
    serials: new Map<string, number>(),
    commands: createLog<number>(),
    broken: '',
  }),
  check: (memo, world, only) => {
    followCommits(memo.committed, world, only);
    while (memo.commands.length < memo.committed.entries.length) countNext(memo);
    for (const node of changedNodes(world, only)) {
      const server = serverOf(node);
      if (server === null || server.commitIndex === 0) continue;
      const wanted = logItem(memo.commands, server.commitIndex - 1);
      const { effects } = server.store;
      if (wanted !== undefined && effects !== wanted)
        memo.broken ||= `${server.id} let ${String(effects)} commands take effect; its committed log has ${String(wanted)} different ones.`;
    }
    return memo.broken === '';
  },
  says: ({ commands, broken }) =>
    broken === ''
      ? `Commands: ${String(commands.items[commands.length - 1] ?? 0)}. Each took effect once.`
      : broken,
});

function countNext({ committed, serials, commands }: Memo): void {
  const before = logItem(commands, commands.length - 1) ?? 0;
  const entry = logItem(committed.entries, commands.length);
  const isNew = entry?.kind === 'command' && entry.serial > (serials.get(entry.session) ?? 0);
  if (isNew) serials.set(entry.session, entry.serial);
  appendToLog(commands, before + (isNew ? 1 : 0));
}
