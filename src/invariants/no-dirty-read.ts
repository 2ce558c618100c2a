import { defineInvariant } from '../kernel/invariant';
import { latestEffect, nodesOf } from './support/saga';

interface Memo {
  broken: string;
}

/** What a semantic lock promises, in place of the isolation a saga does not have. */
export const invariant = defineInvariant<Memo>({
  id: 'no-dirty-read',
  title: 'No dirty read',
  explain:
    'Nobody is shown as a fact an order that is cancelled later. While it is open it is shown as pending.',
  on: ['work'],
  init: () => ({ broken: '' }),
  check: (memo, world, only) => {
    for (const node of nodesOf(world, only)) {
      const latest = latestEffect(node);
      if (latest?.dirty === true)
        memo.broken ||= `Order ${String(latest.saga)} was shown as confirmed, and is cancelled.`;
    }
    return memo.broken === '';
  },
  says: ({ broken }) => (broken === '' ? 'Nobody was shown what was undone later.' : broken),
});
