import { defineInvariant } from '../kernel/invariant';
import { entryAt, lastIndex, type Entry } from '../patterns/raft/index';
import { entryText, serverOf, WHEN_SERVERS_CHANGE } from './support/raft';

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
  observe: () => undefined,
  check: (memo, world) => {
    const { led } = memo;
    for (const node of world.nodes) {
      const server = serverOf(node);
      while (led.length <= node.index) led.push(null);
      if (server?.role !== 'leader') {
        led[node.index] = null;
        continue;
      }
      const { durable } = server;
      const before = led[node.index];
      const isSame = before !== null && before.term === durable.term;
      if (isSame && before.last.index > durable.snapshot.index) {
        if (entryAt(durable, before.last.index) !== before.last)
          memo.broken ||= `${server.id} leads term ${String(durable.term)} and has given up ${entryText(before.last)}.`;
      }
      const last = entryAt(durable, lastIndex(durable));
      if (last === undefined) led[node.index] = null;
      else if (!isSame || before.last !== last) led[node.index] = { term: durable.term, last };
    }
    return memo.broken === ''
      ? { held: true, says: 'No leader has changed its own log.' }
      : { held: false, says: memo.broken };
  },
});
