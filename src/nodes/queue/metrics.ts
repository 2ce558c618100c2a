import type { MetricSpec } from '../../kernel/contract';

/** Gauges are where messages are, counters what has become of them. */
export const queueMetrics = {
  waiting: { type: 'gauge', unit: 'messages', help: 'messages that may be handed out', better: 'less' },
  postponed: {
    type: 'gauge',
    unit: 'messages',
    help: 'refused messages that will be tried again',
    better: 'less',
  },
  inFlight: {
    type: 'gauge',
    unit: 'messages',
    help: 'messages handed out and not answered yet',
    better: 'neither',
  },
  dead: { type: 'gauge', unit: 'messages', help: 'messages in the dead-letter queue', better: 'less' },
  lost: {
    type: 'gauge',
    unit: 'messages',
    help: 'messages handed out at most once that came to nothing, as far as the queue has heard',
    better: 'less',
  },
  accepted: {
    type: 'counter',
    unit: 'messages',
    help: 'messages acknowledged to their producers',
    better: 'more',
  },
  done: { type: 'counter', unit: 'messages', help: 'messages acknowledged by consumers', better: 'more' },
  deliveries: { type: 'counter', unit: 'deliveries', help: 'messages handed out', better: 'neither' },
  redeliveries: {
    type: 'counter',
    unit: 'deliveries',
    help: 'messages handed out once more',
    better: 'less',
  },
  refusals: {
    type: 'counter',
    unit: 'messages',
    help: 'messages refused that will be tried again',
    better: 'less',
  },
  timeouts: {
    type: 'counter',
    unit: 'deliveries',
    help: 'deliveries whose visibility timeout ended without an answer',
    better: 'less',
  },
  lateAnswers: {
    type: 'counter',
    unit: 'messages',
    help: 'messages acknowledged after their visibility timeout had ended',
    better: 'less',
  },
  deaths: { type: 'counter', unit: 'messages', help: 'messages that were tried too often', better: 'less' },
  losses: {
    type: 'counter',
    unit: 'messages',
    help: 'messages handed out at most once that were refused, or not answered in time',
    better: 'less',
  },
  redriven: {
    type: 'counter',
    unit: 'messages',
    help: 'dead messages put back by hand',
    better: 'neither',
  },
  timeToDoneMs: {
    type: 'histogram',
    unit: 'ms',
    help: 'time from a message’s acceptance to its acknowledgement, by the clock of the queue',
    better: 'less',
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;
