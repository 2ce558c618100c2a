/** Promises that hold whatever happens to servers and links, as long as no rule is broken. */
export const SAFETY: readonly string[] = [
  'raft-election-safety',
  'raft-leader-append-only',
  'raft-log-matching',
  'raft-leader-completeness',
  'raft-state-machine-safety',
  'raft-committed-survives',
  'raft-reads-are-fresh',
  'raft-exactly-once',
  'raft-linearizable',
];
