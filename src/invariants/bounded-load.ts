import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import { capacityOf } from '../patterns/consistent-hashing/index';
import { routerSending } from './support/hash-router';

interface Memo {
  sent: number;
  broken: string;
}

/** What a bound is for: that no node has much more to do than the others, whatever is asked for. */
export const invariant = defineInvariant<Memo>({
  id: 'bounded-load',
  title: 'No node is far above the mean',
  explain:
    'With a bounded load, no request goes to a node that has already the load factor times the mean of the requests in flight.',
  on: ['send'],
  init: () => ({ sent: 0, broken: '' }),
  observe: (memo, entry, world) => {
    const message = entry.subject as Message;
    const router = routerSending(world, message);
    if (router === null || router.node.params.bound === 'none') return;
    memo.sent++;
    const { nodes, layout } = router.state;
    const inFlight = nodes.reduce((sum, node) => sum + node.inFlight, 0);
    const own = nodes.find(({ id }) => id === message.to)?.inFlight ?? 0;
    const most = capacityOf(Number(router.node.params.loadFactor), inFlight, layout.ids.length);
    if (own > most) {
      memo.broken ||= `${message.to} got its request number ${String(own)} in flight, of ${String(inFlight)} at all nodes; at most ${String(most)} were allowed.`;
    }
  },
  check: ({ broken }) => broken === '',
  says: ({ sent, broken }) => {
    if (broken !== '') return broken;
    return sent === 0 ? 'Loads are not bounded.' : `${String(sent)} requests went to nodes that had room.`;
  },
});
