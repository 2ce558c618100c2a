import { linearizability } from './support/linearizable';

/** Holds because every operation takes effect once, at one place of the committed log, while its client waits. */
export const invariant = linearizability('raft-linearizable');
