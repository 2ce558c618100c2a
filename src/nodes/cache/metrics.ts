import type { MetricSpec } from '../../kernel/contract';

export const cacheMetrics = {
  lookups: { type: 'counter', unit: 'lookups', help: 'keys looked up', better: 'neither' },
  hits: { type: 'counter', unit: 'lookups', help: 'lookups that found their key', better: 'more' },
  evictions: { type: 'counter', unit: 'entries', help: 'entries that left for want of room', better: 'less' },
  refusedFills: {
    type: 'counter',
    unit: 'fills',
    help: 'values not let in: a write came in between, or another reader was first',
    better: 'neither',
  },
  queueLength: { type: 'gauge', unit: 'requests', help: 'requests waiting for a lookup', better: 'less' },
  entries: { type: 'gauge', unit: 'entries', help: 'entries held', better: 'neither' },
  dirtyWrites: {
    type: 'gauge',
    unit: 'writes',
    help: 'acknowledged writes the database does not have yet',
    better: 'less',
  },
  writesBuffered: {
    type: 'counter',
    unit: 'writes',
    help: 'writes acknowledged before the database had them',
    better: 'neither',
  },
  writesCoalesced: {
    type: 'counter',
    unit: 'writes',
    help: 'buffered writes that a later one of the same key made needless',
    better: 'more',
  },
  flushes: { type: 'counter', unit: 'flushes', help: 'batches sent to the database', better: 'neither' },
  flushesFailed: {
    type: 'counter',
    unit: 'flushes',
    help: 'batches that did not arrive and wait again',
    better: 'less',
  },
  writesFlushed: { type: 'counter', unit: 'writes', help: 'buffered writes that arrived', better: 'neither' },
} as const satisfies Readonly<Record<string, MetricSpec>>;
