import { linearizability } from './support/linearizable';

/** Holds where a read and a write always share a replica, and a read hands on what it has seen before it tells it. */
export const invariant = linearizability('linearizable');
