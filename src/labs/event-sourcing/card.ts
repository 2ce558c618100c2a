import type { LabCard } from '../../scenario/types';

export const card: LabCard = {
  title: 'Event sourcing',
  family: 'messaging',
  summary: 'Keep what happened instead of what is: the state is replayed, also as it was.',
  keywords: [
    'event store',
    'aggregate',
    'append-only',
    'expected version',
    'optimistic concurrency',
    'lost update',
    'replay',
    'snapshot',
    'time travel',
    'audit log',
    'schema evolution',
    'upcaster',
    'projection',
    'read model',
    'eventstoredb',
  ],
  order: 4,
};
