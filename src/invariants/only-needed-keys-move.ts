import { defineInvariant } from '../kernel/invariant';
import type { Layout } from '../nodes/hash-router/layout';
import { routersOf } from './support/hash-router';

interface Memo {
  /** Where each router had its keys when last looked at. */
  known: Map<string, Layout>;
  changes: number;
  moved: number;
  broken: string;
}

/** What consistent hashing is for. A layout never changes, so it can be remembered as it is. */
export const invariant = defineInvariant<Memo>({
  id: 'only-needed-keys-move',
  title: 'Only keys that must move, move',
  explain: 'When nodes come or go, a key moves only if its node went, or if a newcomer takes it.',
  on: ['node', 'log'],
  init: () => ({ known: new Map<string, Layout>(), changes: 0, moved: 0, broken: '' }),
  check: (memo, world) => {
    for (const { node, state } of routersOf(world)) {
      const before = memo.known.get(node.id);
      const { layout } = state;
      if (before === layout) continue;
      memo.known.set(node.id, layout);
      if (before?.made === layout.made) compare(memo, before, layout);
    }
    return memo.broken === '';
  },
  says: ({ changes, moved, broken }) =>
    broken === ''
      ? `Changes of nodes: ${String(changes)}. They moved ${String(moved)} keys, each for a reason.`
      : broken,
});

function compare(memo: Memo, before: Layout, after: Layout): void {
  if (before.ids.join(' ') === after.ids.join(' ')) return;
  memo.changes++;
  let needless = 0;
  let example = '';
  for (const [key, place] of before.owners.entries()) {
    const [from, to] = [before.ids[place], after.ids[after.owners[key]]];
    if (from === to) continue;
    memo.moved++;
    if (!after.ids.includes(from) || !before.ids.includes(to)) continue;
    needless++;
    example ||= `key-${String(key)} from ${from} to ${to}`;
  }
  if (needless > 0)
    memo.broken ||= `${String(needless)} keys moved between nodes that stayed, such as ${example}.`;
}
