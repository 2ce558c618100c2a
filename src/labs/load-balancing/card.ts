import type { LabCard } from '../../scenario/types';

export const card: LabCard = {
  title: 'Load balancing',
  family: 'traffic',
  summary: 'Spread requests over servers, and keep away from those that are not well.',
  keywords: [
    'round robin',
    'least connections',
    'power of two choices',
    'ip hash',
    'consistent hashing',
    'peak ewma',
    'health check',
    'outlier ejection',
    'circuit breaker',
    'slow start',
    'draining',
  ],
  order: 1,
};
