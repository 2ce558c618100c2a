import type { LabCard } from '../../scenario/types';

export const card: LabCard = {
  title: 'Work queue',
  family: 'messaging',
  summary: 'Hand each piece of work to one of many consumers, and lose none when they fail.',
  keywords: [
    'message queue',
    'competing consumers',
    'at-least-once',
    'at-most-once',
    'visibility timeout',
    'acknowledgement',
    'redelivery',
    'backoff',
    'dead-letter queue',
    'redrive',
    'poison message',
    'fifo',
    'idempotent consumer',
    'autoscaling',
    'sqs',
    'rabbitmq',
  ],
  order: 1,
};
