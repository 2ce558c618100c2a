import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import { callsOut, guardOf } from './support/breaker';

interface Memo {
  trials: number;
  broken: string;
}

/**
 * What a half-open breaker promises to a callee that may have just come back. Trial calls that are out are counted
 * from the kernel's records; where permits do not come back, those that have ended hold theirs too.
 */
export const invariant = defineInvariant<Memo>({
  id: 'half-open-permits',
  title: 'Half-open sends a few',
  explain: 'A half-open circuit breaker lets no more trial calls through than it has permits.',
  on: ['send'],
  init: () => ({ trials: 0, broken: '' }),
  observe: (memo, entry, world) => {
    const message = entry.subject as Message;
    const guard = guardOf(world, message);
    if (guard?.breaker.mode !== 'halfOpen') return;
    memo.trials++;
    const { settings, window } = guard.breaker;
    const used = callsOut(guard) + (settings.permitsReturn ? 0 : window.calls);
    if (used <= settings.halfOpenPermits) return;
    const permits = String(settings.halfOpenPermits);
    memo.broken ||= `${message.from} sent ${message.to} trial call number ${String(used)}, and has ${permits} permits.`;
  },
  check: ({ broken }) => broken === '',
  says: ({ trials, broken }) =>
    broken === '' ? `${String(trials)} trial calls, never more than there were permits.` : broken,
});
