import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import { booksOf, isQueue, nodesOf, sharedLease } from './support/queue';

interface Memo {
  deliveries: number;
  broken: string;
}

/** What makes consumers compete: a message is with one of them. */
export const invariant = defineInvariant<Memo>({
  id: 'one-holder',
  title: 'One holder at a time',
  explain: 'While the visibility timeout of a message runs, no other consumer is given it.',
  on: ['send'],
  init: () => ({ deliveries: 0, broken: '' }),
  observe: (memo, { subject }, world) => {
    const { type, role, link } = subject as Message;
    if (type === 'delivery' && role === 'request' && isQueue(world.nodes[world.links[link].from]))
      memo.deliveries++;
  },
  check: (memo, world, only) => {
    for (const node of nodesOf(world, only)) {
      const books = booksOf(node);
      const shared = books === null ? null : sharedLease(books);
      if (shared === null) continue;
      memo.broken ||= `${shared.holders.join(' and ')} had message ${String(shared.entry.message.id)} at the same time.`;
    }
    return memo.broken === '';
  },
  says: ({ deliveries, broken }) =>
    broken === '' ? `${String(deliveries)} deliveries, each to one consumer.` : broken,
});
