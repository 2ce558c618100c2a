import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import { holdersOf } from '../patterns/consistent-hashing/index';
import { keyOf, routerSending } from './support/hash-router';

interface Memo {
  asked: number;
  broken: string;
}

/** Copies are worth something only where they do not fall together. */
export const invariant = defineInvariant<Memo>({
  id: 'copies-on-distinct-nodes',
  title: 'Copies are on different nodes',
  explain:
    'The copies of a key are on as many different nodes as there are copies, as long as there are so many nodes.',
  on: ['send'],
  init: () => ({ asked: 0, broken: '' }),
  observe: (memo, entry, world) => {
    const message = entry.subject as Message;
    const router = routerSending(world, message);
    if (router === null || router.node.params.bound !== 'none') return;
    const { copies, nextPoints } = router.node.params;
    const { placement, ids } = router.state.layout;
    if (copies === 1) return;
    memo.asked++;
    const name = `key-${String(keyOf(message))}`;
    const holders = holdersOf(placement, name, Number(copies), nextPoints === true).map(
      (place) => ids[place],
    );
    if (new Set(holders).size < Math.min(Number(copies), ids.length)) {
      memo.broken ||= `The ${String(copies)} copies of ${name} are on ${[...new Set(holders)].join(' and ')} alone.`;
    }
  },
  check: ({ broken }) => broken === '',
  says: ({ asked, broken }) =>
    broken === ''
      ? `Requests for keys with copies: ${String(asked)}. Each has them on different nodes.`
      : broken,
});
