import { defineInvariant } from '../kernel/invariant';
import type { SimNode } from '../kernel/world';
import type { AggregateServiceState } from '../nodes/aggregate-service/index';
import { addedUpFor, balanceAt, changedNodes, inEuros, type AddedUp } from './support/event-log';

type Mark = NonNullable<AggregateServiceState['latest']>;

interface Memo {
  /** By name of a store. */
  added: Map<string, AddedUp>;
  /** By index of a service: the change looked at last. */
  seen: Map<number, Mark>;
  compared: number;
  broken: string;
}

/** Holds because an account in memory changes by its stored events alone, and is loaded from all of them. */
export const invariant = defineInvariant<Memo>({
  id: 'replay-matches-live',
  title: 'Replay gives the state in memory',
  explain:
    'An account in the memory of a service is at every version what the events in the store add up to. So a crash forgets nothing.',
  on: ['work', 'deliver'],
  init: () => ({ added: new Map<string, AddedUp>(), seen: new Map<number, Mark>(), compared: 0, broken: '' }),
  check: (memo, world, only) => {
    for (const node of changedNodes(world, only)) {
      const mark = latestOf(node);
      if (mark === null || memo.seen.get(node.index) === mark) continue;
      memo.seen.set(node.index, mark);
      const added = addedUpFor(memo.added, world, node);
      if (added === null) continue;
      memo.compared++;
      const replayed = balanceAt(added, mark.stream, mark.version);
      if (replayed === mark.balanceCents) continue;
      memo.broken ||= `${node.id} has ${mark.stream} at version ${String(mark.version)} with ${inEuros(mark.balanceCents)}; its events add up to ${inEuros(replayed)}.`;
    }
    return memo.broken === '';
  },
  says: ({ compared, broken }) =>
    broken === '' ? `${String(compared)} states in memory compared. All are what a replay gives.` : broken,
});

/** What changed last in the memory of an aggregate service; null for any other node. */
function latestOf({ state }: SimNode): Mark | null {
  const { live, latest = null } = (state ?? {}) as Partial<AggregateServiceState>;
  return live === undefined ? null : latest;
}
