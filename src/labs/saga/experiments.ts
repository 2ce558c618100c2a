import type { Experiment } from '../../scenario/types';

/** No new orders, so that those under way can come to their end. */
function quiet(fromSec: number, untilSec: number): string[] {
  return ['web', 'app'].map((id) => `${String(fromSec)}s..${String(untilSec)}s spike ${id} 0x`);
}

const SOME_GO_BACK = { 'payments.refusalRatio': 0.2, 'shipping.refusalRatio': 0.3 };

export const experiments: readonly Experiment[] = [
  {
    id: 'crash',
    title: 'The orchestrator crashes',
    expect:
      'With its log the orchestrator takes every saga up again when it is back, and all of them end; without it those under way stay half done, with money held for nobody.',
    inputs: ['6s..9s crash orchestrator', ...quiet(12, 24)],
    beside: { title: 'no durable log', knobs: { 'orchestrator.memoryOnly': true } },
    untilSec: 24,
    nodes: ['orchestrator'],
  },
  {
    id: 'back',
    title: 'Shipping says no',
    expect:
      'When shipping turns down half of the orders, these are undone in reverse order, and in the end nothing is held for anybody.',
    knobs: { 'shipping.refusalRatio': 0.5 },
    inputs: quiet(12, 18),
    untilSec: 18,
    nodes: ['shipping'],
  },
  {
    id: 'two-ways',
    title: 'Told or telling on',
    expect:
      'Choreographed orders take little more than half as long as orchestrated ones, whose every step goes to the orchestrator and its disk and back.',
    untilSec: 30,
    nodes: ['orders', 'orchestrator'],
  },
  {
    id: 'payments-down',
    title: 'Payments are down',
    expect:
      'While payments are down for 8 s the orchestrator gives up and cancels orders; choreographed ones wait in an outbox, none is cancelled, and some take more than 6 s.',
    inputs: ['5s..13s crash payments', ...quiet(20, 40)],
    untilSec: 40,
    pace: 2,
    nodes: ['payments'],
  },
  {
    id: 'needs-a-person',
    title: 'What cannot be undone',
    expect:
      'When payments can never give some of the money back, these sagas end on the list of those that need a person, with what is left; when the cause is mended and the person retries, all of them end.',
    knobs: { 'shipping.refusalRatio': 0.5, 'payments.stuckRatio': 0.5 },
    inputs: [
      ...quiet(15, 60),
      '50s set payments.stuckRatio 0',
      ...['orchestrator', 'inventory'].map((id) => `51s do ${id} retry`),
    ],
    untilSec: 60,
    pace: 4,
    nodes: ['orchestrator', 'payments'],
  },
  {
    id: 'no-keys',
    title: 'No idempotency keys',
    expect:
      'When answers get lost and commands come again, participants without idempotency keys take money twice; with keys the books are right.',
    knobs: { 'participants.idempotent': false },
    inputs: ['5s..12s loss orchestrator<->payments 40%', ...quiet(15, 24)],
    beside: { title: 'with keys', knobs: { 'participants.idempotent': true } },
    untilSec: 24,
    nodes: ['payments'],
  },
  {
    id: 'dirty-read',
    title: 'A dirty read',
    expect:
      'Without a semantic lock some readers are shown orders as confirmed that are cancelled later; with it they are shown as pending, and not one read is dirty.',
    knobs: { 'orders.semanticLock': false, ...SOME_GO_BACK },
    beside: { title: 'semantic lock', knobs: { 'orders.semanticLock': true } },
    untilSec: 20,
    nodes: ['orders'],
  },
  {
    id: 'at-once',
    title: 'All undone at once',
    expect:
      'Undoing all steps at once is quicker, and cancels orders while their money is still held; in reverse order that never happens.',
    knobs: { 'orchestrator.undoOrder': 'atOnce', ...SOME_GO_BACK },
    beside: { title: 'in reverse', knobs: { 'orchestrator.undoOrder': 'reverse' } },
    untilSec: 20,
    nodes: ['orchestrator'],
  },
  {
    id: 'fire-and-forget',
    title: 'Undone, as far as one knows',
    expect:
      'When an undo counts as done once it is sent, six seconds of lost messages leave money held for ever by sagas that count as compensated; when it is repeated until it is answered, nothing is left.',
    knobs: { 'orchestrator.fireAndForget': true, 'shipping.refusalRatio': 0.5 },
    inputs: ['5s..11s loss orchestrator<->payments 50%', ...quiet(15, 30)],
    beside: { title: 'until it is answered', knobs: { 'orchestrator.fireAndForget': false } },
    untilSec: 30,
    nodes: ['orchestrator', 'payments'],
  },
  {
    id: 'late-step',
    title: 'The undo comes first',
    expect:
      'When payments are so slow that an undo overtakes its step, one that forgets the undo holds money for a saga that is over; one that remembers refuses the late step.',
    knobs: {
      'participants.remembersUndo': false,
      'participants.workers': 20,
      'orchestrator.attempts': 1,
    },
    inputs: ['5s..12s slow payments 60', ...quiet(15, 40)],
    beside: { title: 'remembers undos', knobs: { 'participants.remembersUndo': true } },
    untilSec: 40,
    pace: 2,
    nodes: ['payments'],
  },
];
