import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import { dispatcherOf, standingOf } from './support/fleet';

interface Memo {
  picks: number;
  broken: string;
}

/** What two different draws promise, and two draws that may hit the same server do not keep. */
export const invariant = defineInvariant<Memo>({
  id: 'spares-the-busiest',
  title: 'Two choices spare the busiest',
  explain:
    'Under the power of two choices no request goes to a server that is busier than all others. Other strategies promise nothing of the kind.',
  on: ['send'],
  init: () => ({ picks: 0, broken: '' }),
  observe: (memo, entry, world) => {
    const message = entry.subject as Message;
    const dispatcher = dispatcherOf(world, message);
    if (dispatcher?.node.params.strategy !== 'powerOfTwo') return;
    memo.picks++;
    const others = dispatcher.fleet.candidates.filter(({ id, usable }) => usable && id !== message.to);
    // A server that warms up, or is on trial, may have sat out; against any other the busiest loses.
    const isSettled = (id: string): boolean => standingOf(dispatcher, id).fullSinceUs < Infinity;
    if (!others.some(({ id }) => isSettled(id))) return;
    const load = dispatcher.fleet.candidates.find(({ id }) => id === message.to)?.load ?? 0;
    if (others.some((other) => other.load >= load)) return;
    memo.broken ||= `${message.to} got a request although it had ${String(load)}, more than any other server.`;
  },
  check: ({ broken }) => broken === '',
  says: ({ picks, broken }) => (broken === '' ? saysOf(picks) : broken),
});

function saysOf(picks: number): string {
  if (picks === 0) return 'The power of two choices is not in use.';
  return `${String(picks)} picks, none of them the busiest server.`;
}
