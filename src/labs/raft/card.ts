import type { LabCard } from '../../scenario/types';

export const card: LabCard = {
  title: 'Raft',
  family: 'consensus',
  summary: 'Servers elect a leader and agree on one log, as long as a majority of them can talk.',
  keywords: [
    'consensus',
    'leader election',
    'term',
    'quorum',
    'majority',
    'replicated log',
    'replicated state machine',
    'split vote',
    'split brain',
    'pre-vote',
    'membership change',
    'snapshot',
    'linearizable',
    'etcd',
    'ongaro',
  ],
  order: 1,
};
