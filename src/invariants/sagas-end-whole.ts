import { defineInvariant } from '../kernel/invariant';
import type { SimNode, World } from '../kernel/world';
import { leftAfter, leftOf, ORDER_SAGA, type Books } from '../patterns/saga/index';
import {
  booksByRole,
  diskOf,
  latestEffect,
  listedOrders,
  nodesOf,
  orchestratorOf,
  standingSteps,
  strayRoles,
} from './support/saga';

interface Memo {
  /** By index of a node: how many sagas had ended, or what its books were changed by, when looked at last. */
  seen: Map<number, number | string>;
  /** The sagas that ended last: whether all their steps had been done. */
  ended: Map<number, boolean>;
  done: number;
  compensated: number;
  broken: string;
}

/** Ended sagas that are watched for effects that come late. */
const WATCHED = 500;

/** What a saga is for. */
export const invariant = defineInvariant<Memo>({
  id: 'sagas-end-whole',
  title: 'All or nothing, or on the list',
  explain:
    'A saga that is done has all its effects, a compensated one has none, and neither gets or loses one later. One that needs a person stands on a list that names everything that is left.',
  on: ['work', 'deliver', 'call'],
  init: () => ({
    seen: new Map<number, number | string>(),
    ended: new Map<number, boolean>(),
    done: 0,
    compensated: 0,
    broken: '',
  }),
  check: (memo, world, only) => {
    for (const node of nodesOf(world, only)) {
      lookAtOrchestrator(memo, world, node);
      lookAtParticipant(memo, world, node);
    }
    return memo.broken === '';
  },
  says: ({ done, compensated, broken }) =>
    broken === ''
      ? `${String(done)} sagas are done and ${String(compensated)} compensated, all of them whole.`
      : broken,
});

function lookAtOrchestrator(memo: Memo, world: Readonly<World>, node: SimNode): void {
  const state = orchestratorOf(node);
  if (state === null) return;
  const { ended, sagas } = state;
  const before = Number(memo.seen.get(node.index) ?? 0);
  for (let i = Math.min(before, ended.length); i < ended.length; i++) {
    const { id, mode } = ended.items[i];
    end(memo, world, id, mode === 'done');
  }
  memo.seen.set(node.index, ended.length);
  const books = booksByRole(world);
  for (const saga of sagas.values()) {
    if (saga.mode !== 'needsPerson') continue;
    const left = leftOf(saga, ORDER_SAGA);
    const steps = left.map(({ step }) => step);
    judgeLists(memo, books, saga.id, [{ steps, goesBack: left[0]?.todo === 'undo' }]);
  }
}

/** A saga has ended, or one that ended has changed. */
function end(memo: Memo, world: Readonly<World>, saga: number, done: boolean): void {
  if (!memo.ended.has(saga)) {
    if (done) memo.done++;
    else memo.compensated++;
    memo.ended.set(saga, done);
    const oldest = memo.ended.keys().next();
    if (memo.ended.size > WATCHED && oldest.done !== true) memo.ended.delete(oldest.value);
  }
  const stray = strayRoles(booksByRole(world), saga, done);
  if (stray.length === 0) return;
  memo.broken ||= done
    ? `Order ${String(saga)} counts as done, and not at ${stray.join(' and ')}.`
    : `Order ${String(saga)} counts as compensated, and still stands at ${stray.join(' and ')}.`;
}

/** What a list says of a saga: these steps are left, on the way back or forward. */
interface Listed {
  steps: readonly number[];
  goesBack: boolean;
}

/** One of the lists must name all that stands and is to be undone, or all that does not stand and is to be done. */
function judgeLists(
  memo: Memo,
  books: ReadonlyMap<string, Books>,
  saga: number,
  lists: readonly Listed[],
): void {
  if (memo.broken !== '') return;
  const standing = standingSteps(books, saga);
  const missing = lists.map(({ steps, goesBack }) =>
    standing.findIndex((stands, step) => stands === goesBack && !steps.includes(step)),
  );
  if (missing.includes(-1)) return;
  memo.broken = `Order ${String(saga)} needs a person, and the list does not name ${ORDER_SAGA[missing[0]].id}.`;
}

function lookAtParticipant(memo: Memo, world: Readonly<World>, node: SimNode): void {
  if (diskOf(node)?.parked.length) {
    const books = booksByRole(world);
    for (const [saga, all] of listedOrders(world)) {
      const lists = all.map((news) => ({ steps: leftAfter(ORDER_SAGA, news), goesBack: news.undo }));
      judgeLists(memo, books, saga, lists);
    }
  }
  const latest = latestEffect(node);
  if (latest === null) return;
  const { saga, step, undo, choreographed } = latest;
  const key = `${String(saga)} ${String(step)} ${String(undo)}`;
  if (memo.seen.get(node.index) === key) return;
  memo.seen.set(node.index, key);
  const known = memo.ended.get(saga);
  const isEnd = choreographed && (undo ? step === 0 : step === ORDER_SAGA.length - 1);
  if (known !== undefined) end(memo, world, saga, known);
  else if (isEnd) end(memo, world, saga, !undo);
}
