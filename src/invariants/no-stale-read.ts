import { defineInvariant } from '../kernel/invariant';
import { clientAnswer } from './support/storage';

interface Memo {
  reads: number;
  stale: number;
  first: string;
}

/** What clients expect of a cache: that it does not show. */
export const invariant = defineInvariant<Memo>({
  id: 'no-stale-read',
  title: 'No stale read',
  explain: 'A read returns at least what had been acknowledged for its key when it began.',
  on: ['deliver'],
  init: () => ({ reads: 0, stale: 0, first: '' }),
  observe: (memo, entry, world) => {
    const answer = clientAnswer(world, entry);
    if (answer?.type !== 'read') return;
    memo.reads++;
    if (answer.version >= answer.atLeast) return;
    memo.stale++;
    memo.first ||= `The first was of key ${String(answer.key)}.`;
  },
  check: ({ stale }) => stale === 0,
  says: ({ reads, stale, first }) =>
    stale === 0
      ? `${String(reads)} reads were answered, none of them stale.`
      : `${String(stale)} of ${String(reads)} reads were stale. ${first}`,
});
