import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import type { WorkQueue } from '../patterns/work-queue/index';
import { booksOf, isQueue, nodesOf } from './support/queue';

/** What is known of one queue. */
interface Account {
  /** Messages it has acknowledged to their producers. */
  acknowledged: number;
  /** Of its books when they were looked at last. */
  accepted: number;
  done: number;
  left: number;
  lost: number;
  /** Messages that were done by books it has no more. */
  doneBefore: number;
}

interface Memo {
  /** By index of a queue. */
  accounts: Map<number, Account>;
  broken: string;
}

/** What a queue promises with an acknowledgement: the message is somewhere, and one day done. */
export const invariant = defineInvariant<Memo>({
  id: 'messages-conserved',
  title: 'No message disappears',
  explain:
    'Messages acknowledged to producers = done + waiting + in flight + dead + lost, a crash of the queue or not. A message is lost only where it is handed out at most once, and counted.',
  on: ['send', 'node', 'deliver', 'timer', 'work', 'input'],
  init: () => ({ accounts: new Map<number, Account>(), broken: '' }),
  observe: ({ accounts }, entry, world) => {
    if (entry.kind !== 'send') return;
    const { role, status, type, link } = entry.subject as Message;
    if (role !== 'reply' || status !== 'completed' || PROTOCOL.has(type)) return;
    const { from } = world.links[link];
    if (!isQueue(world.nodes[from])) return;
    const account = accounts.get(from);
    if (account) account.acknowledged++;
    else accounts.set(from, { acknowledged: 1, accepted: 0, done: 0, left: 0, lost: 0, doneBefore: 0 });
  },
  check: (memo, world, only) => {
    for (const node of nodesOf(world, only)) {
      const account = memo.accounts.get(node.index);
      if (account === undefined) continue;
      audit(account, booksOf(node));
      const { acknowledged, done, left, lost, doneBefore } = account;
      const missing = acknowledged - doneBefore - done - left - lost;
      if (missing !== 0) {
        memo.broken ||= `${node.id} acknowledged ${String(acknowledged)} messages, and knows nothing of ${String(missing)} that were not done.`;
      }
    }
    return memo.broken === '';
  },
  says: ({ accounts, broken }) => {
    if (broken !== '') return broken;
    const sum = (of: (account: Account) => number): number =>
      [...accounts.values()].reduce((total, account) => total + of(account), 0);
    const lost = sum((account) => account.lost);
    return `${String(sum(({ done, doneBefore }) => done + doneBefore))} messages are done, ${String(sum(({ left }) => left))} are in the queue${lost > 0 ? `, ${String(lost)} lost` : ''}.`;
  },
});

/** Looks into the books. When they have been begun anew, what was done by the old ones stays done. */
function audit(account: Account, books: WorkQueue | null): void {
  const accepted = books?.accepted ?? 0;
  if (accepted < account.accepted) account.doneBefore += account.done;
  account.accepted = accepted;
  account.done = books?.done ?? 0;
  account.lost = books?.lost.size ?? 0;
  account.left =
    books === null
      ? 0
      : books.waiting.length + books.postponed.length + books.leases.size + books.dead.length;
}

/** Answers that are no acknowledgement of a message. */
const PROTOCOL: ReadonlySet<string> = new Set(['depth', 'retirement']);
