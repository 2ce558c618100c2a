import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import { isUsable } from '../patterns/health/index';
import { dispatcherOf } from './support/fleet';

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
    const fleet = dispatcherOf(world, message)?.fleet;
    if (!fleet) return;
    memo.sent++;
    const health = fleet.health[fleet.candidates.findIndex(({ id }) => id === message.to)];
    if (isUsable(health)) return;
    memo.broken ||= `${message.from} sent a request to ${message.to}, which it held for ${health.mode}.`;
  },
  check: ({ broken }) => broken === '',
  says: ({ sent, broken }) =>
    broken === '' ? `${String(sent)} requests went to servers believed well.` : broken,
});
