import type { Lab, ScenarioNode } from '../../scenario/types';
import { experiments } from './experiments';

const places = { orders: 'orders', payments: 'payments', inventory: 'inventory', shipping: 'shipping' };

function participant(
  role: keyof typeof places,
  at: ScenarioNode['at'],
  params: ScenarioNode['params'] = {},
): ScenarioNode {
  return {
    id: role,
    kind: 'saga-participant',
    group: 'participants',
    at,
    params: { role, ...places, serviceTimeMs: 30, ...params },
  };
}

const REFUSALS = 'Turns orders down';
const UNDO = 'Can never undo';

export const lab: Lab = {
  scenario: {
    version: 1,
    title: 'Saga',
    seed: 7,
    pace: 1,
    nodes: [
      {
        id: 'web',
        kind: 'traffic-source',
        at: [0, 300],
        params: {
          to: 'orchestrator',
          ratePerSec: 3,
          writeRatio: 1,
          clients: 20,
          keys: 10,
          keySkew: 0,
          timeoutMs: 2000,
        },
      },
      {
        id: 'app',
        kind: 'traffic-source',
        at: [320, 0],
        params: {
          to: 'orders',
          ratePerSec: 6,
          writeRatio: 0.3,
          clients: 20,
          keys: 10,
          keySkew: 0,
          timeoutMs: 2000,
        },
      },
      { id: 'orchestrator', kind: 'saga-orchestrator', at: [320, 300], params: places },
      participant('orders', [660, 0]),
      participant('payments', [660, 200], { accounts: 20, each: 10_000 }),
      participant('inventory', [660, 400], { accounts: 10, each: 1000 }),
      participant('shipping', [660, 600], { accounts: 1, each: 10_000 }),
    ],
    links: [
      { between: ['web', 'orchestrator'], latencyMs: 60 },
      { between: ['app', 'orders'], latencyMs: 60 },
      { between: ['orchestrator', 'orders'], latencyMs: 60 },
      { between: ['orchestrator', 'payments'], latencyMs: 60 },
      { between: ['orchestrator', 'inventory'], latencyMs: 60 },
      { between: ['orchestrator', 'shipping'], latencyMs: 60 },
      { between: ['orders', 'payments'], latencyMs: 60 },
      { between: ['payments', 'inventory'], latencyMs: 60 },
      { between: ['inventory', 'shipping'], latencyMs: 60 },
    ],
  },
  knobs: [
    { target: 'payments.refusalRatio', title: 'Payments', section: REFUSALS },
    { target: 'inventory.refusalRatio', title: 'Inventory', section: REFUSALS },
    { target: 'shipping.refusalRatio', title: 'Shipping', section: REFUSALS },
    { target: 'inventory.each', title: 'Goods of each kind', range: [0, 10_000], section: REFUSALS },
    { target: 'payments.each', title: 'Money of each customer', range: [0, 100_000], section: REFUSALS },
    { target: 'payments.stuckRatio', title: 'Payments', section: UNDO },
    { target: 'inventory.stuckRatio', title: 'Inventory', section: UNDO },
    { target: 'orchestrator.stepTimeoutMs', range: [50, 10_000], section: 'Orchestrator' },
    { target: 'orchestrator.attempts', range: [1, 20], section: 'Orchestrator' },
    { target: 'orchestrator.patience', range: [1, 50], section: 'Orchestrator' },
    { target: 'orchestrator.retryMs', range: [10, 10_000], section: 'Orchestrator' },
    { target: 'orchestrator.retryCapMs', range: [10, 60_000], section: 'Orchestrator' },
    { target: 'orchestrator.logTimeMs', range: [0, 1000], section: 'Orchestrator' },
    { target: 'orchestrator.undoOrder', section: 'Orchestrator' },
    { target: 'orchestrator.fireAndForget', section: 'Orchestrator' },
    { target: 'orchestrator.memoryOnly', section: 'Orchestrator' },
    { target: 'participants.failureRatio', section: 'Participants' },
    { target: 'participants.idempotent', section: 'Participants' },
    { target: 'participants.remembersUndo', section: 'Participants' },
    { target: 'orders.semanticLock', section: 'Participants' },
    { target: 'participants.serviceTimeMs', range: [0, 5000], section: 'Participants' },
    { target: 'participants.eventTimeoutMs', range: [50, 10_000], section: 'Participants' },
    {
      target: 'participants.patience',
      title: 'Patience with events',
      range: [1, 50],
      section: 'Participants',
    },
    { target: 'web.ratePerSec', title: 'Orchestrated orders', range: [0, 50], section: 'Traffic' },
    { target: 'app.ratePerSec', title: 'Choreographed orders and reads', range: [0, 50], section: 'Traffic' },
    { target: 'app.writeRatio', title: 'Orders among them', section: 'Traffic' },
  ],
  presets: [
    {
      id: 'bad-day',
      title: 'A bad day',
      help: 'A tenth of the orders is turned down at each service, and one command in twenty fails.',
      knobs: {
        'payments.refusalRatio': 0.1,
        'inventory.refusalRatio': 0.1,
        'shipping.refusalRatio': 0.1,
        'participants.failureRatio': 0.05,
      },
    },
    {
      id: 'sold-out',
      title: 'Sold out',
      help: 'Three of each kind in stock: orders soon go back, and money is only held for a moment.',
      knobs: { 'inventory.each': 3 },
    },
  ],
  charts: [
    {
      id: 'ends',
      title: 'Orchestrated sagas',
      unit: '/s',
      help: 'Sagas that end done or compensated, and those put on the list of those that need a person.',
      series: [
        { label: 'done', metric: 'orchestrator.sagasDone', stat: 'rate', colour: 'good' },
        { label: 'compensated', metric: 'orchestrator.sagasCompensated', stat: 'rate', colour: 'warn' },
        { label: 'to a person', metric: 'orchestrator.sagasToPerson', stat: 'rate', colour: 'bad' },
      ],
    },
    {
      id: 'choreographed-ends',
      title: 'Choreographed sagas',
      unit: '/s',
      help: 'Orders without an orchestrator that end confirmed or cancelled, and events that need a person.',
      series: [
        { label: 'done', metric: 'orders.sagasDone', stat: 'rate', colour: 'good' },
        { label: 'compensated', metric: 'orders.sagasCompensated', stat: 'rate', colour: 'warn' },
        {
          label: 'to a person',
          metric: ['orders.parked', 'payments.parked', 'inventory.parked', 'shipping.parked'],
          stat: 'rate',
          colour: 'bad',
        },
      ],
    },
    {
      id: 'open',
      title: 'Under way',
      unit: '',
      help: 'Orchestrated sagas that have not ended, events that nobody has answered for, and what needs a person.',
      series: [
        { label: 'sagas', metric: 'orchestrator.underway', stat: 'mean', colour: 'calm' },
        {
          label: 'events',
          metric: ['orders.outbox', 'payments.outbox', 'inventory.outbox', 'shipping.outbox'],
          stat: 'mean',
          colour: 'muted',
        },
        { label: 'need a person', metric: 'orchestrator.needPerson', stat: 'mean', colour: 'bad' },
      ],
    },
    {
      id: 'duration',
      title: 'Time to the end',
      unit: 'ms',
      help: 'From the beginning of a saga to its end, whichever it is.',
      scale: 'log',
      series: [
        { label: 'orchestrated, p50', metric: 'orchestrator.sagaMs', stat: 'p50', colour: 'calm' },
        { label: 'choreographed, p50', metric: 'orders.sagaMs', stat: 'p50', colour: 'muted' },
        { label: 'orchestrated, p99', metric: 'orchestrator.sagaMs', stat: 'p99', colour: 'warn' },
      ],
    },
    {
      id: 'reads',
      title: 'Readers',
      unit: '/s',
      help: 'Readers who met an open order and were told so, and orders shown as confirmed that were cancelled later.',
      series: [
        { label: 'shown pending', metric: 'orders.shownPending', stat: 'rate', colour: 'calm' },
        { label: 'dirty', metric: 'orders.dirtyReads', stat: 'rate', colour: 'bad' },
      ],
    },
  ],
  views: ['sagas', 'statechart', 'space-time'],
  beside: 'sagas',
  invariants: [
    'sagas-end-whole',
    'no-saga-forgotten',
    'undone-in-reverse',
    'money-and-stock',
    'no-dirty-read',
  ],
  outcomes: [
    {
      id: 'needs-a-person',
      title: 'A saga needs a person',
      help: 'Something failed as often as allowed, and stands on the list with what is left.',
      when: { metric: 'orchestrator.sagasToPerson', above: 0 },
    },
    {
      id: 'goes-back',
      title: 'A saga goes back',
      help: 'A step was refused or never answered, and what had been done was undone.',
      when: { metric: 'orchestrator.sagasCompensated', above: 0 },
    },
    {
      id: 'command-twice',
      title: 'A command comes twice',
      help: 'An answer was lost or late, payments were told again, and the idempotency key kept it out.',
      when: { metric: 'payments.repeats', above: 0 },
    },
  ],
  experiments,
  code: [
    { title: 'A saga', file: 'patterns/saga/saga.ts' },
    { title: 'The machine', file: 'patterns/saga/machine.ts' },
    { title: 'The plan', file: 'patterns/saga/plan.ts' },
    { title: 'A participant’s books', file: 'patterns/saga/participant.ts' },
    { title: 'Choreography', file: 'patterns/saga/choreography.ts' },
  ],
};
