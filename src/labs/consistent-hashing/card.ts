import type { LabCard } from '../../scenario/types';

export const card: LabCard = {
  title: 'Consistent hashing',
  family: 'partitioning',
  summary: 'Place keys on nodes so that few of them move when nodes come and go.',
  keywords: [
    'hash ring',
    'virtual nodes',
    'rendezvous',
    'jump hash',
    'maglev',
    'bounded loads',
    'modulo',
    'rehashing',
    'hot key',
    'ketama',
    'murmur3',
  ],
  order: 1,
};
