import type { LabCard } from '../../scenario/types';

export const card: LabCard = {
  title: 'Circuit breaker',
  family: 'resilience',
  summary: 'Stop calling a dependency that keeps failing, and try again a little later.',
  keywords: [
    'closed',
    'open',
    'half-open',
    'trip',
    'failure rate',
    'slow calls',
    'fallback',
    'timeout',
    'resilience4j',
    'polly',
    'opossum',
    'hystrix',
  ],
  order: 1,
};
