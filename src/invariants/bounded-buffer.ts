import { defineInvariant } from '../kernel/invariant';
import { buffered } from '../patterns/backpressure/index';
import { nodesOf } from './support/queue';
import { stageOf } from './support/stage';

interface Memo {
  /** The most items a bounded buffer has held. */
  most: number;
  broken: string;
}

/** What a bound promises to the memory it is meant to spare. */
export const invariant = defineInvariant<Memo>({
  id: 'bounded-buffer',
  title: 'No buffer beyond its bound',
  explain:
    'A bounded buffer never holds more items than it has places. After the bound is lowered, what is there may stay.',
  on: ['deliver', 'work'],
  init: () => ({ most: 0, broken: '' }),
  check: (memo, world, only) => {
    for (const node of nodesOf(world, only)) {
      const stage = stageOf(node);
      if (stage === null || stage.buffer.bound === Infinity) continue;
      const count = buffered(stage.buffer);
      if (count > memo.most) memo.most = count;
      if (count > stage.buffer.limit) {
        memo.broken ||= `${node.id} held ${String(count)} items in ${String(stage.buffer.limit)} places.`;
      }
    }
    return memo.broken === '';
  },
  says: ({ most, broken }) =>
    broken === '' ? `At most ${String(most)} items were in one bounded buffer.` : broken,
});
