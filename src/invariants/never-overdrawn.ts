import { defineInvariant } from '../kernel/invariant';
import { addUp, changedNodes, eventStoreIn, inEuros, nothingAdded, type AddedUp } from './support/event-log';

interface Memo {
  /** By index of a store. */
  added: Map<number, AddedUp>;
  broken: string;
}

/** The rule of the domain that deciding on the present version protects. */
export const invariant = defineInvariant<Memo>({
  id: 'never-overdrawn',
  title: 'No account is overdrawn',
  explain:
    'At every version the balance is 0 or more: a withdrawal of more than the balance is refused, and writes no event.',
  on: ['work'],
  init: () => ({ added: new Map<number, AddedUp>(), broken: '' }),
  check: (memo, world, only) => {
    for (const node of changedNodes(world, only)) {
      const store = eventStoreIn(node);
      if (store === null) continue;
      const added = memo.added.get(node.index) ?? nothingAdded();
      memo.added.set(node.index, added);
      addUp(added, store, (stream, version, cents) => {
        memo.broken ||= `${stream} has ${inEuros(cents)} at version ${String(version)}.`;
      });
    }
    return memo.broken === '';
  },
  says: ({ added, broken }) => {
    const accounts = [...added.values()].reduce((sum, { balances }) => sum + balances.size, 0);
    return broken === '' ? `${String(accounts)} accounts, none below 0 € at any version.` : broken;
  },
});
