import type { LabCard } from '../../scenario/types';

export const card: LabCard = {
  title: 'Rate limiting',
  family: 'traffic',
  summary: 'Let every client ask as often as agreed, and refuse the rest before it costs anything.',
  keywords: [
    'token bucket',
    'leaky bucket',
    'fixed window',
    'sliding window',
    'gcra',
    'throttling',
    'quota',
    '429',
    'retry-after',
    'fail open',
    'fail closed',
    'race condition',
  ],
  order: 3,
};
