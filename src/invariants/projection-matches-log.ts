import { defineInvariant } from '../kernel/invariant';
import type { SimNode, World } from '../kernel/world';
import type { ProjectionState } from '../nodes/projection/index';
import {
  addedUpFor,
  balanceAt,
  changedNodes,
  inEuros,
  storeNamedBy,
  type AddedUp,
} from './support/event-log';

type Saved = NonNullable<ProjectionState['saved']>;

/** How far a projection has been followed. */
interface Followed {
  saved: Saved | null;
  position: number;
  /** By stream: its version at that position. */
  versions: Map<string, number>;
}

interface Memo {
  /** By name of a store. */
  added: Map<string, AddedUp>;
  /** By index of a projection. */
  followed: Map<number, Followed>;
  compared: number;
  broken: string;
}

/** Holds because balances and position are saved in one step, and events are taken in by position. */
export const invariant = defineInvariant<Memo>({
  id: 'projection-matches-log',
  title: 'The read model is the sum of its events',
  explain:
    'What a projection has saved at a position is what the events up to there add up to: late, but never wrong, through crashes and rebuilds.',
  on: ['work', 'node', 'input'],
  init: () => ({
    added: new Map<string, AddedUp>(),
    followed: new Map<number, Followed>(),
    compared: 0,
    broken: '',
  }),
  check: (memo, world, only) => {
    for (const node of changedNodes(world, only)) {
      const state = projectionIn(node);
      if (state !== null && state.saved !== memo.followed.get(node.index)?.saved)
        look(memo, world, node, state);
    }
    return memo.broken === '';
  },
  says: ({ compared, broken }) =>
    broken === '' ? `${String(compared)} balances compared. All are right for their position.` : broken,
});

/** The state of a node if it is a projection that runs; else null. */
function projectionIn({ up, state }: SimNode): ProjectionState | null {
  return up && state !== null && 'rebuilding' in (state as object) ? (state as ProjectionState) : null;
}

/** Compares the balances that have changed since the last look; all of them after a crash. */
function look(memo: Memo, world: Readonly<World>, node: SimNode, { durable, saved }: ProjectionState): void {
  const store = storeNamedBy(world, node);
  const added = addedUpFor(memo.added, world, node);
  if (store === null || added === null || saved === null) return;
  let followed = memo.followed.get(node.index);
  if (followed === undefined || saved.position < followed.position) {
    followed = { saved, position: 0, versions: new Map() };
    memo.followed.set(node.index, followed);
  }
  followed.saved = saved;
  const touched = new Set<string>();
  for (; followed.position < Math.min(saved.position, store.all.length); followed.position++) {
    const { stream, version } = store.all.items[followed.position];
    followed.versions.set(stream, version);
    touched.add(stream);
  }
  for (const stream of saved.afterCrash ? followed.versions.keys() : touched) {
    memo.compared++;
    const right = balanceAt(added, stream, followed.versions.get(stream) ?? 0);
    const held = durable.balances.accounts.get(stream)?.balanceCents ?? 0;
    if (held !== right)
      memo.broken ||= `${node.id} has ${stream} with ${inEuros(held)} at position ${String(saved.position)}; the events up to there add up to ${inEuros(right)}.`;
  }
}
