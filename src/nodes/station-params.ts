import { int, real } from '../kernel/params';
import { cvParam, shapeParam } from './distribution-params';

/** Workers, queue and service time: what every serving node has. */
export const stationParams = {
  workers: int({
    title: 'Workers',
    help: 'Requests served at the same time.',
    unit: '',
    min: 1,
    max: 1000,
    default: 1,
    low: 'without a worker nothing is ever served.',
    high: 'more than 1,000 workers are better drawn as several nodes.',
    logScale: true,
  }),
  queueCapacity: int({
    title: 'Queue places',
    help: 'Requests that may wait; the next one is refused.',
    unit: '',
    min: 0,
    max: 1_000_000,
    default: 20,
    low: 'a queue cannot have fewer than no places.',
    high: 'a million waiting requests fill the memory.',
    logScale: true,
  }),
  serviceTimeMs: real({
    title: 'Service time',
    help: 'Mean time one request occupies a worker.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 50,
    low: 'a negative time means nothing.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  serviceShape: shapeParam('Service time shape', 'exponential'),
  serviceCv: cvParam('Service time variation', 'serviceShape'),
};
