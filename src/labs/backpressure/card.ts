import type { LabCard } from '../../scenario/types';

export const card: LabCard = {
  title: 'Backpressure',
  family: 'traffic',
  summary: 'Slow the sender down instead of queueing without bound, and choose who waits and what is lost.',
  keywords: [
    'flow control',
    'bounded buffer',
    'blocking',
    'drop oldest',
    'drop newest',
    'load shedding',
    'reactive streams',
    'request(n)',
    'credits',
    'out of memory',
    'pipeline',
    'producer and consumer',
  ],
  order: 4,
};
