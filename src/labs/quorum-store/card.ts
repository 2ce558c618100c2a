import type { LabCard } from '../../scenario/types';

export const card: LabCard = {
  title: 'Quorum store',
  family: 'replication',
  summary: 'Keep every key on N replicas, and wait for R or W of them.',
  keywords: [
    'dynamo',
    'quorum',
    'replicas',
    'eventual consistency',
    'linearizability',
    'vector clocks',
    'siblings',
    'last write wins',
    'read repair',
    'hinted handoff',
    'sloppy quorum',
    'anti-entropy',
    'merkle tree',
    'clock skew',
  ],
  order: 2,
};
