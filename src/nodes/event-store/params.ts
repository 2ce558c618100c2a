import { int, real } from '../../kernel/params';
import { stationParams } from '../station-params';

export const eventStoreParams = {
  ...stationParams,
  workers: { ...stationParams.workers, default: 4 },
  queueCapacity: { ...stationParams.queueCapacity, default: 200 },
  serviceTimeMs: {
    ...stationParams.serviceTimeMs,
    title: 'Read time',
    help: 'Mean time one read occupies a worker.',
    default: 5,
  },
  appendTimeMs: real({
    title: 'Append time',
    help: 'Mean time one append occupies a worker; what it appends is on the disk at its end.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 10,
    low: 'a negative time means nothing.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  pastStreams: int({
    title: 'Accounts at the start',
    help: 'Streams that are there before anything happens.',
    unit: '',
    min: 0,
    max: 1000,
    default: 12,
    low: 'there are no fewer than none.',
    high: 'more than a thousand streams cannot be followed.',
    restarts: true,
    logScale: true,
  }),
  pastEvents: int({
    title: 'Events at the start',
    help: 'Events each of these accounts has already: the oldest in schema 1, then schema 2, the newest in schema 3.',
    unit: '',
    min: 0,
    max: 5000,
    default: 160,
    low: 'there are no fewer than none.',
    high: 'more than 5,000 events of each account take too long to make up.',
    restarts: true,
    logScale: true,
  }),
};
