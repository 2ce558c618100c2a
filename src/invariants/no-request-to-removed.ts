import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import type { BalancerNodeState } from '../nodes/balancer/index';
import { isUsable } from '../patterns/health/index';

interface Memo {
  sent: number;
  broken: string;
}

/** A balancer's promise: whom it has taken out gets nothing, until it is let in again. */
export const invariant = defineInvariant<Memo>({
  id: 'no-request-to-removed',
  title: 'No request to a removed server',
  explain: 'A server the balancer has taken out gets no request before it is let in again.',
  on: ['send'],
  init: () => ({ sent: 0, broken: '' }),
  observe: (memo, entry, world) => {
    const message = entry.subject as Message;
    if (message.role !== 'request') return;
    const state = world.nodes[world.links[message.link].from].state as Partial<BalancerNodeState> | null;
    if (!state?.fleet) return;
    const index = state.fleet.candidates.findIndex(({ id }) => id === message.to);
    if (index < 0) return;
    memo.sent++;
    const { mode } = state.fleet.health[index];
    if (!isUsable(state.fleet.health[index]) && memo.broken === '') {
      memo.broken = `${message.from} sent a request to ${message.to}, which it held for ${mode}.`;
    }
  },
  check: ({ sent, broken }) =>
    broken === ''
      ? { held: true, says: `${String(sent)} requests went to servers believed well.` }
      : { held: false, says: broken },
});
