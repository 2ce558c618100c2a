import type { Lab, ScenarioNode } from '../../scenario/types';
import { experiments } from './experiments';

const services: ScenarioNode[] = [1, 2].map((i) => ({
  id: `service-${String(i)}`,
  kind: 'aggregate-service',
  group: 'services',
  at: [330, (i - 1) * 190],
  params: { store: 'store' },
}));

export const lab: Lab = {
  scenario: {
    version: 1,
    title: 'Event sourcing',
    seed: 7,
    pace: 1,
    nodes: [
      {
        id: 'users',
        kind: 'account-client',
        at: [0, 190],
        params: { to: 'services', readFrom: 'balances', accounts: 12, routing: 'byAccount' },
      },
      ...services,
      { id: 'balances', kind: 'projection', at: [330, 380], params: { store: 'store' } },
      { id: 'store', kind: 'event-store', at: [680, 190], params: { pastStreams: 12, pastEvents: 160 } },
    ],
    links: [
      ...services.flatMap(({ id }) => [
        { between: ['users', id] as const, latencyMs: 60 },
        { between: [id, 'store'] as const, latencyMs: 40 },
      ]),
      { between: ['users', 'balances'], latencyMs: 60 },
      { between: ['balances', 'store'], latencyMs: 40 },
    ],
  },
  knobs: [
    { target: 'services.snapshotEvery', range: [0, 1000], section: 'Services' },
    { target: 'services.keepsInMemory', section: 'Services' },
    { target: 'services.replayTimeMs', range: [0, 20], section: 'Services' },
    { target: 'services.decideTimeMs', range: [0, 200], section: 'Services' },
    { target: 'services.maxAttempts', range: [1, 20], section: 'Services' },
    { target: 'services.noExpectedVersion', section: 'Rules to break' },
    { target: 'services.changesWithoutEvent', section: 'Rules to break' },
    { target: 'services.withoutUpcasters', section: 'Rules to break' },
    { target: 'services.snapshotsWithoutVersion', section: 'Rules to break' },
    { target: 'balances.savesPositionFirst', section: 'Rules to break' },
    { target: 'balances.pollMs', range: [10, 10_000], section: 'Read model' },
    { target: 'balances.batch', range: [1, 1000], section: 'Read model' },
    { target: 'balances.applyTimeMs', range: [0, 100], section: 'Read model' },
    { target: 'store.appendTimeMs', range: [0, 500], section: 'Store' },
    { target: 'store.serviceTimeMs', range: [0, 500], section: 'Store' },
    { target: 'store.workers', range: [1, 32], section: 'Store' },
    { target: 'store.pastEvents', range: [0, 2000], section: 'Store' },
    { target: 'users.users', range: [0, 500], section: 'Users' },
    { target: 'users.thinkTimeMs', range: [0, 10_000], section: 'Users' },
    { target: 'users.accounts', range: [1, 12], section: 'Users' },
    { target: 'users.accountSkew', section: 'Users' },
    { target: 'users.withdrawRatio', section: 'Users' },
    { target: 'users.meanEuros', range: [1, 1000], section: 'Users' },
    { target: 'users.readRatio', section: 'Users' },
    { target: 'users.pastRatio', section: 'Users' },
    { target: 'users.routing', section: 'Users' },
  ],
  presets: [
    {
      id: 'from-the-first-event',
      title: 'No snapshots, nothing in memory',
      help: 'Every command replays its account from the first event, as the plainest code does.',
      knobs: { 'services.snapshotEvery': 0, 'services.keepsInMemory': false },
    },
    {
      id: 'axon',
      title: 'Snapshot at every load',
      help: 'Nothing stays in memory, and a snapshot every 100 events keeps replays short.',
      knobs: { 'services.keepsInMemory': false },
    },
    {
      id: 'any-service',
      title: 'Any service takes any command',
      help: 'Two writers for each account: the expected version keeps them from overlooking one another.',
      knobs: { 'users.routing': 'any' },
    },
  ],
  charts: [
    {
      id: 'commands',
      title: 'Commands',
      unit: '/s',
      help: 'Commands accepted, commands the account refused, and appends that came too late.',
      series: [
        { label: 'accepted', metric: 'users.accepted', stat: 'rate', colour: 'good' },
        { label: 'refused', metric: 'users.refused', stat: 'rate', colour: 'muted' },
        { label: 'conflicts', metric: 'store.conflicts', stat: 'rate', colour: 'warn' },
      ],
    },
    {
      id: 'replays',
      title: 'Events replayed',
      unit: '',
      help: 'How many events it takes to load an account, or to see it as it was.',
      scale: 'log',
      series: [
        { label: 'p50', metric: 'service-1.eventsReplayed', stat: 'p50', colour: 'calm' },
        { label: 'p99', metric: 'service-1.eventsReplayed', stat: 'p99', colour: 'warn' },
      ],
    },
    {
      id: 'lag',
      title: 'Read model late',
      unit: 'ms',
      help: 'From an event’s storing to its being taken in by the read model; for the past at the start, its age.',
      scale: 'log',
      series: [
        { label: 'p50', metric: 'balances.lagMs', stat: 'p50', colour: 'calm' },
        { label: 'p99', metric: 'balances.lagMs', stat: 'p99', colour: 'warn' },
      ],
    },
    {
      id: 'staleness',
      title: 'Stale balances',
      unit: '',
      help: 'Share of balances read that did not have what was acknowledged before.',
      top: 1,
      series: [
        {
          label: 'stale',
          metric: 'users.staleBalances',
          over: 'users.balances',
          stat: 'ratio',
          colour: 'warn',
        },
      ],
    },
    {
      id: 'response-time',
      title: 'Response time',
      unit: 'ms',
      help: 'From a user’s question or command to its answer, links included.',
      scale: 'log',
      series: [
        { label: 'p50', metric: 'responseTimeMs', stat: 'p50', colour: 'calm' },
        { label: 'p99', metric: 'responseTimeMs', stat: 'p99', colour: 'warn' },
      ],
    },
    {
      id: 'errors',
      title: 'Errors',
      unit: '/s',
      help: 'Questions and commands without an answer, or given up after too many conflicts.',
      series: [{ label: 'errors', metric: 'errorsPerSec', stat: 'rate', colour: 'bad' }],
    },
  ],
  views: ['space-time'],
  invariants: [
    'replay-matches-live',
    'nothing-overlooked',
    'never-overdrawn',
    'answers-match-log',
    'projection-matches-log',
  ],
  outcomes: [
    {
      id: 'many-conflicts',
      title: 'Given up after conflicts',
      help: 'Others were faster every time, and a command is given up.',
      when: { metric: 'requests.rejected', above: 0 },
    },
    {
      id: 'far-behind',
      title: 'The read model far behind',
      help: 'It had more than 3,000 events to take in, as after a rebuild that came late.',
      when: { metric: 'balances.lag', above: 3000 },
    },
  ],
  experiments,
  code: [
    { title: 'The account', file: 'patterns/event-sourcing/account.ts' },
    { title: 'The store', file: 'patterns/event-sourcing/store.ts' },
    { title: 'Upcasters', file: 'patterns/event-sourcing/upcasters.ts' },
    { title: 'Read model', file: 'patterns/event-sourcing/read-model.ts' },
  ],
};
