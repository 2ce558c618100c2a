import type { LabCard } from '../../scenario/types';

export const card: LabCard = {
  title: 'Saga',
  family: 'messaging',
  summary: 'Carry an order through four services without a transaction, and back again when one says no.',
  keywords: [
    'orchestration',
    'choreography',
    'compensation',
    'compensating transaction',
    'long-running transaction',
    'pivot',
    'retriable step',
    'semantic lock',
    'dirty read',
    'idempotency key',
    'durable execution',
    'outbox',
    'microservices',
    'temporal',
  ],
  order: 6,
};
