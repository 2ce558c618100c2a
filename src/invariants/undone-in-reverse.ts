import { defineInvariant } from '../kernel/invariant';
import { ORDER_SAGA } from '../patterns/saga/index';
import { latestEffect, nodesOf } from './support/saga';

interface Memo {
  /** Effects of sagas that may still be undone, in the order in which they came. */
  stacks: Map<number, number[]>;
  /** By index of a participant: what its books were changed by when looked at last. */
  seen: Map<number, string>;
  undone: number;
  broken: string;
}

/** What a later step rests on must not go before it. */
export const invariant = defineInvariant<Memo>({
  id: 'undone-in-reverse',
  title: 'Undone in reverse',
  explain:
    'Of the effects of a saga the last is undone first, so that nothing stands on what is gone: no money is held for an order that has been cancelled.',
  on: ['work'],
  init: () => ({
    stacks: new Map<number, number[]>(),
    seen: new Map<number, string>(),
    undone: 0,
    broken: '',
  }),
  check: (memo, world, only) => {
    for (const node of nodesOf(world, only)) {
      const latest = latestEffect(node);
      if (latest === null) continue;
      const { saga, step, undo } = latest;
      const key = `${String(saga)} ${String(step)} ${String(undo)}`;
      if (memo.seen.get(node.index) === key) continue;
      memo.seen.set(node.index, key);
      if (undo) pop(memo, saga, step);
      else push(memo, saga, step);
    }
    return memo.broken === '';
  },
  says: ({ undone, broken }) =>
    broken === '' ? `${String(undone)} steps were undone, each as the last of its saga.` : broken,
});

function push({ stacks }: Memo, saga: number, step: number): void {
  if (ORDER_SAGA[step].nature !== 'compensable') stacks.delete(saga);
  else if (step === 0) stacks.set(saga, [0]);
  else {
    const stack = stacks.get(saga);
    if (stack !== undefined && !stack.includes(step)) stack.push(step);
  }
}

function pop(memo: Memo, saga: number, step: number): void {
  const stack = memo.stacks.get(saga);
  const at = stack?.indexOf(step) ?? -1;
  if (stack === undefined || at < 0) return;
  memo.undone++;
  if (at < stack.length - 1) {
    const standing = stack.slice(at + 1).map((one) => ORDER_SAGA[one].id);
    memo.broken ||= `Order ${String(saga)}: ${ORDER_SAGA[step].id} was undone while ${standing.join(' and ')} still stood.`;
  }
  stack.splice(at, 1);
  if (stack.length === 0) memo.stacks.delete(saga);
}
