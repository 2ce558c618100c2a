import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import type { Handover } from '../nodes/stage/state';
import { isLimited } from '../patterns/backpressure/index';
import { stageOf } from './support/stage';

interface Memo {
  sent: number;
  broken: string;
}

/** Rule 1.1 of Reactive Streams, by the books of the subscriber. */
export const invariant = defineInvariant<Memo>({
  id: 'no-more-than-requested',
  title: 'Never more than requested',
  explain:
    'With credits, the items a stage has sent under a subscription are never more than its downstream has requested under it.',
  on: ['send'],
  init: () => ({ sent: 0, broken: '' }),
  observe: (memo, { subject }, world) => {
    const { role, type, link, from, to, body } = subject as Message;
    if (role !== 'request' || type !== 'item') return;
    const { subscription, number } = body as Partial<Handover>;
    const known = stageOf(world.nodes[world.links[link].to])?.publishers.get(from)?.subscription;
    if (known === undefined || known.id !== subscription || number === undefined) return;
    if (!isLimited({ upTo: known.limit })) return;
    memo.sent++;
    if (number > known.limit) {
      memo.broken ||= `${from} sent item ${String(number)} to ${to}, which had requested ${String(known.limit)}.`;
    }
  },
  check: ({ broken }) => broken === '',
  says: ({ sent, broken }) =>
    broken === '' ? `${String(sent)} items were sent on request, none without.` : broken,
});
