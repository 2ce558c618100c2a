import { defineInvariant } from '../kernel/invariant';
import { logItem } from '../kernel/plain';
import type { EventStore, StoredEvent } from '../patterns/event-sourcing/index';
import { changedNodes, eventStoreIn } from './support/event-log';

interface Memo {
  /** By index of a store: how many events have been looked at. */
  looked: Map<number, number>;
  broken: string;
}

/** What the expected version is for: optimistic concurrency, no lost update. */
export const invariant = defineInvariant<Memo>({
  id: 'nothing-overlooked',
  title: 'Nothing is overlooked',
  explain:
    'Every event was decided on the very version it follows: nobody changed the account between the decision and the append. Otherwise an update is lost from sight.',
  on: ['work'],
  init: () => ({ looked: new Map<number, number>(), broken: '' }),
  check: (memo, world, only) => {
    for (const node of changedNodes(world, only)) {
      const store = eventStoreIn(node);
      if (store === null) continue;
      const { all } = store;
      for (let at = memo.looked.get(node.index) ?? 0; at < all.length; at++) {
        const event = all.items[at];
        if (event.version === event.basedOn + 1 || belongsToLast(store, event)) continue;
        memo.broken ||= `${event.stream}: event ${String(event.version)} was decided on version ${String(event.basedOn)}, and overlooks what came between.`;
      }
      memo.looked.set(node.index, all.length);
    }
    return memo.broken === '';
  },
  says: ({ looked, broken }) => {
    const events = [...looked.values()].reduce((sum, one) => sum + one, 0);
    return broken === '' ? `${String(events)} events, each decided on the version before it.` : broken;
  },
});

/** Whether an event was appended together with the one before it in its stream. */
function belongsToLast({ streams }: EventStore, { stream, version, command, basedOn }: StoredEvent): boolean {
  const log = streams.get(stream)?.events;
  const before = log && logItem(log, version - 2);
  return before !== undefined && command > 0 && before.command === command && before.basedOn === basedOn;
}
