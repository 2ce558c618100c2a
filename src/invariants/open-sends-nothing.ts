import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import { guardOf } from './support/breaker';

interface Memo {
  sent: number;
  broken: string;
}

/** What an open breaker promises to the callee: no load at all. */
export const invariant = defineInvariant<Memo>({
  id: 'open-sends-nothing',
  title: 'Open sends nothing',
  explain: 'While a circuit breaker is open or forced open, no call leaves its node.',
  on: ['send'],
  init: () => ({ sent: 0, broken: '' }),
  observe: (memo, entry, world) => {
    const message = entry.subject as Message;
    const guard = guardOf(world, message);
    if (guard === null) return;
    memo.sent++;
    const { mode } = guard.breaker;
    if (mode !== 'open' && mode !== 'forcedOpen') return;
    memo.broken ||= `${message.from} called ${message.to} while its breaker was open.`;
  },
  check: ({ broken }) => broken === '',
  says: ({ sent, broken }) =>
    broken === '' ? `${String(sent)} calls were sent, none of them while open.` : broken,
});
