import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import type { BalancerNodeState } from '../nodes/balancer/index';
import { isUsable } from '../patterns/health/index';

interface Memo {
  /** Where each client was served last, while the strategy ties clients to servers. */
  servedBy: Map<number, string>;
  strategy: string;
  broken: string;
}

const PROMISES: readonly string[] = ['ipHash', 'moduloHash'];

/** What IP hashing promises, and a plain modulo does not keep when a server goes. */
export const invariant = defineInvariant<Memo>({
  id: 'sticky-clients',
  title: 'A client stays on its server',
  explain:
    'Under IP hash a client keeps going to the same server as long as that server is well. Other strategies promise nothing of the kind.',
  on: ['send'],
  init: () => ({ servedBy: new Map<number, string>(), strategy: '', broken: '' }),
  observe: (memo, entry, world) => {
    const message = entry.subject as Message;
    if (message.role !== 'request') return;
    const node = world.nodes[world.links[message.link].from];
    const state = node.state as Partial<BalancerNodeState> | null;
    if (!state?.fleet) return;
    const strategy = String(node.params.strategy);
    if (strategy !== memo.strategy) {
      memo.servedBy.clear();
      memo.strategy = strategy;
    }
    if (!PROMISES.includes(strategy)) return;
    const { client } = message.body as { client: number };
    const before = memo.servedBy.get(client);
    memo.servedBy.set(client, message.to);
    if (before === undefined || before === message.to || memo.broken !== '') return;
    const index = state.fleet.candidates.findIndex(({ id }) => id === before);
    if (index >= 0 && isUsable(state.fleet.health[index])) {
      memo.broken = `Client ${String(client)} was moved from ${before}, which is well, to ${message.to}.`;
    }
  },
  check: ({ broken, servedBy }) =>
    broken === ''
      ? { held: true, says: `${String(servedBy.size)} clients are where they were.` }
      : { held: false, says: broken },
});
