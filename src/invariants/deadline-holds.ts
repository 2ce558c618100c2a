import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import { US_PER_MS } from '../kernel/time';

interface Memo {
  sent: number;
  broken: string;
}

/** What a deadline promises to whoever waits: an end, however often it is tried again. */
export const invariant = defineInvariant<Memo>({
  id: 'deadline-holds',
  title: 'The deadline holds',
  explain: 'No attempt of a call with a deadline is given longer than the call itself.',
  on: ['send'],
  init: () => ({ sent: 0, broken: '' }),
  observe: (memo, entry, world) => {
    const message = entry.subject as Message;
    if (message.role !== 'request') return;
    const node = world.nodes[world.links[message.link].from];
    const call = node.calls[message.callSlot];
    const deadline = node.policies.get(call.key)?.find(({ id }) => id === 'deadline');
    if (deadline === undefined) return;
    memo.sent++;
    const endsByUs = call.startedAtUs + Math.round(Number(deadline.params.afterMs) * US_PER_MS);
    if (message.deadlineUs > 0 && message.deadlineUs <= endsByUs) return;
    const overMs = ((message.deadlineUs - endsByUs) / US_PER_MS).toFixed(0);
    memo.broken ||= `Attempt ${String(message.attempt)} of a call of ${message.from} may last ${overMs} ms beyond its deadline.`;
  },
  check: ({ broken }) => broken === '',
  says: ({ sent, broken }) =>
    broken === '' ? `${String(sent)} attempts were sent, all within the deadline of their call.` : broken,
});
