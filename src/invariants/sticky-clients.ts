import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import { dispatcherOf, standingOf } from './support/fleet';

interface Memo {
  /** Where each client was served last, and when, while the strategy ties clients to servers. */
  servedBy: Map<number, string>;
  servedAtUs: Map<number, number>;
  strategy: string;
  broken: string;
}

const PROMISES: readonly string[] = ['ipHash', 'moduloHash'];

/** What IP hashing promises, and a plain modulo does not keep when a server goes. */
export const invariant = defineInvariant<Memo>({
  id: 'sticky-clients',
  title: 'A client stays on its server',
  explain:
    'Under IP hash a client leaves a server only when that server is taken out, or to return to one that has come back. Other strategies promise nothing of the kind.',
  on: ['send'],
  init: () => ({ servedBy: new Map(), servedAtUs: new Map(), strategy: '', broken: '' }),
  observe: (memo, entry, world) => {
    const message = entry.subject as Message;
    const dispatcher = dispatcherOf(world, message);
    if (!dispatcher) return;
    const strategy = String(dispatcher.node.params.strategy);
    if (strategy !== memo.strategy) {
      memo.servedBy.clear();
      memo.strategy = strategy;
    }
    if (!PROMISES.includes(strategy)) return;
    const { client } = message.body as { client: number };
    const before = memo.servedBy.get(client);
    const lastUs = memo.servedAtUs.get(client) ?? 0;
    memo.servedBy.set(client, message.to);
    memo.servedAtUs.set(client, entry.atUs);
    if (before === undefined || before === message.to || memo.broken !== '') return;
    const hasStayed = standingOf(dispatcher, before).inServiceSinceUs <= lastUs;
    const hasReturned = standingOf(dispatcher, message.to).fullSinceUs > lastUs;
    if (hasStayed && !hasReturned) {
      memo.broken = `Client ${String(client)} was moved from ${before}, which is well, to ${message.to}.`;
    }
  },
  check: ({ broken }) => broken === '',
  says: ({ broken, servedBy }) => (broken === '' ? saysOf(servedBy.size) : broken),
});

function saysOf(clients: number): string {
  if (clients === 0) return 'No strategy in use ties clients to servers.';
  return `Clients tied to servers: ${String(clients)}. None was moved without need.`;
}
