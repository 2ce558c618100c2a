import type { LabCard } from '../../scenario/types';

export const card: LabCard = {
  title: 'Retries',
  family: 'resilience',
  summary: 'Try again what failed, without turning a bad moment into a storm that never ends.',
  keywords: [
    'backoff',
    'jitter',
    'exponential',
    'retry storm',
    'metastable failure',
    'thundering herd',
    'retry budget',
    'deadline',
    'timeout',
    'client throttling',
    'load shedding',
    'optimistic concurrency',
  ],
  order: 2,
};
