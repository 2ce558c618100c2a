/** A work queue with competing consumers. Rules [WQ1] … in `SPEC.md`. */
export {
  accept,
  acknowledge,
  createWorkQueue,
  nextDueUs,
  passTime,
  poison,
  redrive,
  refuse,
  take,
  tally,
} from './queue';
export type { Delivery, Entry, Lease, QueueMessage, Setback, WorkQueue } from './queue';
export type { QueueRules } from './rules';
