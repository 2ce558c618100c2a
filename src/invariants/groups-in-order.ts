import { defineInvariant } from '../kernel/invariant';
import type { SimNode } from '../kernel/world';
import type { Booking } from '../nodes/ledger/index';
import type { WorkQueue } from '../patterns/work-queue/index';
import { booksNamed, latestBooking, nodesOf } from './support/queue';

interface Memo {
  /** By index of a ledger: what it booked last when looked at. */
  seen: Map<number, Booking>;
  judged: number;
  /** Places that took effect and were not done yet when last looked at. */
  effective: Set<number>;
  broken: string;
}

/** What FIFO groups promise, and parallel consumers do not keep by themselves. */
export const invariant = defineInvariant<Memo>({
  id: 'groups-in-order',
  title: 'Groups in order',
  explain:
    'Where the queue keeps order in groups, a message takes effect only when those before it in its group are done or dead. Repeats of what took effect before are not judged.',
  on: ['work'],
  init: () => ({ seen: new Map<number, Booking>(), judged: 0, effective: new Set<number>(), broken: '' }),
  check: (memo, world, only) => {
    for (const node of nodesOf(world, only)) {
      const latest = latestBooking(node);
      if (latest === null || memo.seen.get(node.index) === latest) continue;
      memo.seen.set(node.index, latest);
      const { entry, repeated } = latest;
      const queue = world.nodes.find(({ id }) => id === entry.queue);
      const books = booksNamed(world, entry.queue);
      if (repeated || books === null || !isOrdered(queue)) continue;
      memo.judged++;
      const { group, position } = entry;
      const open = openIn(books, group).filter((place) => place < position && !memo.effective.has(place));
      memo.effective.add(position);
      if (memo.effective.size > SWEEP_FROM) sweep(memo, books);
      if (open.length > 0) {
        memo.broken ||= `In group ${String(group)} place ${String(position)} took effect before place ${String(open[0])}.`;
      }
    }
    return memo.broken === '';
  },
  says: ({ judged, broken }) =>
    broken === ''
      ? judged === 0
        ? 'The queue promises no order.'
        : `${String(judged)} effects, each after those before it in its group.`
      : broken,
});

function isOrdered(queue: SimNode | undefined): boolean {
  return queue?.params.order === 'groups' && queue.params.delivery === 'atLeastOnce';
}

/** Places of the group's messages that are neither done nor dead; of any group when null. */
function openIn({ waiting, postponed, leases }: WorkQueue, group: number | null): number[] {
  const out = [...leases.values(), ...postponed].map(({ entry }) => entry);
  return [...out, ...waiting]
    .filter(({ message }) => group === null || message.group === group)
    .map(({ position }) => position);
}

/** Places remembered before those that are done are forgotten. */
const SWEEP_FROM = 500;

function sweep(memo: Memo, books: WorkQueue): void {
  const open = new Set(openIn(books, null));
  for (const place of memo.effective) if (!open.has(place)) memo.effective.delete(place);
}
