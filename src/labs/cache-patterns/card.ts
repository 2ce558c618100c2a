import type { LabCard } from '../../scenario/types';

export const card: LabCard = {
  title: 'Cache patterns',
  family: 'caching',
  summary: 'Keep a cache beside a database: who reads, who writes, and what a crash or a race leaves behind.',
  keywords: [
    'cache-aside',
    'look-aside',
    'read-through',
    'write-through',
    'write-behind',
    'write-back',
    'write-around',
    'refresh-ahead',
    'lease',
    'stale read',
    'lost write',
    'hit ratio',
  ],
  order: 2,
};
