import { defineInvariant } from '../kernel/invariant';
import type { SimNode } from '../kernel/world';
import type { RaftNodeState } from '../nodes/raft-server/index';
import { entryAt, lastIndex, type Entry } from '../patterns/raft/index';
import { changedNodes, entryText, serverOf, WHEN_SERVERS_CHANGE } from './support/raft';

interface Memo {
  /** By node: the term it leads and the last entry of its log when last looked at; null while it does not lead. */
  led: ({ term: number; last: Entry } | null)[];
  broken: string;
}

/** Holds because only followers take entries from others. */
export const invariant = defineInvariant<Memo>({
  id: 'raft-leader-append-only',
  title: 'A leader only appends',
  explain: 'While a server leads, it removes and changes no entry of its own log.',
  on: WHEN_SERVERS_CHANGE,
  init: () => ({ led: [], broken: '' }),
  check: (memo, world, only) => {
    for (const node of changedNodes(world, only)) look(memo, node, serverOf(node));
    return memo.broken === '';
  },
  says: ({ broken }) => (broken === '' ? 'No leader has changed its own log.' : broken),
});

function look(memo: Memo, { index }: SimNode, server: RaftNodeState | null): void {
  const { led } = memo;
  while (led.length <= index) led.push(null);
  if (server?.role !== 'leader') {
    led[index] = null;
    return;
  }
  const { durable } = server;
  const before = led[index];
  const isSame = before !== null && before.term === durable.term;
  if (isSame && before.last.index > durable.snapshot.index) {
    if (entryAt(durable, before.last.index) !== before.last)
      memo.broken ||= `${server.id} leads term ${String(durable.term)} and has given up ${entryText(before.last)}.`;
  }
  const last = entryAt(durable, lastIndex(durable));
  if (last === undefined) led[index] = null;
  else if (!isSame || before.last !== last) led[index] = { term: durable.term, last };
}
