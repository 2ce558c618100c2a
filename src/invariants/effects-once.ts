import { defineInvariant } from '../kernel/invariant';
import type { Booking } from '../nodes/ledger/index';
import { latestBooking, nodesOf } from './support/queue';

interface Memo {
  /** By index of a ledger: what it booked last when looked at. */
  seen: Map<number, Booking>;
  booked: number;
  keptOut: number;
  broken: string;
}

/** What users of at-least-once delivery need, and an idempotent consumer gives. */
export const invariant = defineInvariant<Memo>({
  id: 'effects-once',
  title: 'No effect twice',
  explain:
    'What was asked for once takes effect once, however often it is delivered. At-least-once delivery alone does not promise that; an idempotent consumer does.',
  on: ['work'],
  init: () => ({ seen: new Map<number, Booking>(), booked: 0, keptOut: 0, broken: '' }),
  check: (memo, world, only) => {
    for (const node of nodesOf(world, only)) {
      const latest = latestBooking(node);
      if (latest === null || memo.seen.get(node.index) === latest) continue;
      memo.seen.set(node.index, latest);
      const { entry, times, repeated } = latest;
      if (!repeated) memo.booked++;
      else if (times === 1) memo.keptOut++;
      else memo.broken ||= `${entry.key} took effect ${String(times)} times.`;
    }
    return memo.broken === '';
  },
  says: ({ booked, keptOut, broken }) =>
    broken === ''
      ? `${String(booked)} effects, each once; ${String(keptOut)} repeats were kept out.`
      : broken,
});
