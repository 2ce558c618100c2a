import { defineInvariant } from '../kernel/invariant';
import type { ModeChange } from '../kernel/contract';
import { serverOf } from './support/raft';

interface Memo {
  /** Who led in each term. */
  leaders: Map<number, string>;
  broken: string;
}

/** Holds because every server votes once a term, and a leader needs a majority of votes. */
export const invariant = defineInvariant<Memo>({
  id: 'raft-election-safety',
  title: 'One leader a term',
  explain: 'In every term at most one server is elected leader.',
  on: ['mode'],
  init: () => ({ leaders: new Map<number, string>(), broken: '' }),
  observe: (memo, entry, world) => {
    const { change } = entry.subject as { change: ModeChange };
    if (change.to !== 'leader' || change.from === 'leader') return;
    const server = serverOf(world.nodes[entry.node]);
    if (server === null) return;
    const { term } = server.durable;
    const before = memo.leaders.get(term);
    if (before !== undefined && before !== server.id)
      memo.broken ||= `Both ${before} and ${server.id} were elected in term ${String(term)}.`;
    memo.leaders.set(term, server.id);
  },
  check: ({ broken }) => broken === '',
  says: ({ leaders, broken }) =>
    broken === '' ? `Terms with a leader: ${String(leaders.size)}. Each had one.` : broken,
});
