import type { MetricSpec } from '../../kernel/contract';

export const aggregateServiceMetrics = {
  accepted: { type: 'counter', unit: 'commands', help: 'commands that became events', better: 'more' },
  refused: {
    type: 'counter',
    unit: 'commands',
    help: 'commands refused by the account, without an event',
    better: 'neither',
  },
  conflicts: {
    type: 'counter',
    unit: 'appends',
    help: 'appends that came too late: another had been faster',
    better: 'less',
  },
  loads: {
    type: 'counter',
    unit: 'loads',
    help: 'accounts replayed into memory, catching up left out',
    better: 'less',
  },
  snapshotsTaken: {
    type: 'counter',
    unit: 'snapshots',
    help: 'snapshots handed to the store',
    better: 'neither',
  },
  pastAnswered: {
    type: 'counter',
    unit: 'questions',
    help: 'questions about the past answered',
    better: 'more',
  },
  eventsReplayed: {
    type: 'histogram',
    unit: 'events',
    help: 'events replayed to load an account, or to see it as it was',
    better: 'less',
  },
  loadTimeMs: {
    type: 'histogram',
    unit: 'ms',
    help: 'time to load an account: reading and replaying',
    better: 'less',
  },
  waiting: {
    type: 'gauge',
    unit: 'commands',
    help: 'commands that wait for the one before them',
    better: 'less',
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;
