import { defineInvariant } from '../kernel/invariant';
import { worthOf } from '../patterns/saga/index';
import { diskOf, nodesOf } from './support/saga';

interface Memo {
  held: Map<string, number>;
  broken: string;
}

/** What idempotent participants promise. */
export const invariant = defineInvariant<Memo>({
  id: 'money-and-stock',
  title: 'Money and stock are conserved',
  explain:
    'At every participant, what there was at the start = available + held for sagas under way + taken. A command that comes twice must not take or give twice.',
  on: ['work', 'node'],
  init: () => ({ held: new Map<string, number>(), broken: '' }),
  check: (memo, world, only) => {
    for (const node of nodesOf(world, only)) {
      const disk = diskOf(node);
      if (disk === null || disk.books.started === 0) continue;
      const { available, held, taken } = worthOf(disk.books);
      memo.held.set(node.id, held);
      const more = available + held + taken - disk.books.started;
      if (more !== 0)
        memo.broken ||= `${node.id} has ${String(Math.abs(more))} ${more > 0 ? 'more' : 'less'} than at the start.`;
    }
    return memo.broken === '';
  },
  says: ({ held, broken }) => {
    if (broken !== '') return broken;
    const parts = [...held].map(([id, amount]) => `${id} holds ${String(amount)}`);
    return parts.length === 0 ? 'Nothing is held yet.' : `Nothing is missing; ${parts.join(', ')}.`;
  },
});
