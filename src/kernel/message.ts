import type { Plain, Shared } from './plain';

export type NodeId = string;

/**
 * How a request ended, counted where it was received (and, for logical requests, at their source).
 * `degraded` is a kind of completed: an answer from a fallback. `lost`: the node died with it.
 */
export const STATUSES = [
  'completed',
  'degraded',
  'failed',
  'rejected',
  'timedOut',
  'cancelled',
  'dropped',
  'lost',
] as const;
export type Status = (typeof STATUSES)[number];

/** Place of a status in `STATUSES`, for counters and hashes. */
export const STATUS_INDEX = Object.fromEntries(STATUSES.map((status, index) => [status, index])) as Record<
  Status,
  number
>;

/** A good end: an answer of the service or of a fallback. */
export function isGood(status: Status): boolean {
  return status === 'completed' || status === 'degraded';
}

/** Type of the note by which a caller tells that it has given an attempt up. */
export const CANCEL = 'cancel';

/** A packet on a link. Never changes after it was sent; checkpoints share it. */
export interface Message extends Shared {
  /** Its number on its link, from 1: `lb->s1#17`. */
  readonly number: number;
  readonly link: number;
  readonly from: NodeId;
  readonly to: NodeId;
  /** What the protocol means by it: `request`, `probe`, `read`… A reply repeats the type of its request. */
  readonly type: string;
  /** `control`: a request that is no traffic, such as a health probe, and is not counted. */
  readonly role: 'request' | 'control' | 'reply' | 'note';
  /** How the request ended, on a reply; null on others. */
  readonly status: Status | null;
  readonly body: Plain;
  /** Number of the sender's call for a request and its cancellation, of the receiver's for its reply; 0 for a note. */
  readonly call: number;
  /** Where the maker of the call keeps it. */
  readonly callSlot: number;
  readonly attempt: number;
  /** Number of the logical request it serves, 0 for none. */
  readonly request: number;
  readonly sentAtUs: number;
  /** When its sender gives the attempt up, in true time; 0 for never, and on all but requests. */
  readonly deadlineUs: number;
  readonly bytes: number;
}

/** What a timer or a piece of work was set with: a name and data. Never changes. */
export interface Named extends Shared {
  readonly name: string;
  readonly nameHash: number;
  readonly data: Plain;
}
export type Timer = Named;
export type Work = Named;

/** A call that has ended, as its maker sees it. To be read in the handler, not kept: the record is used again. */
export interface CallEnd {
  readonly to: NodeId;
  readonly type: string;
  /** What the maker put in with the call. */
  readonly data: Plain;
  readonly status: Status;
  /** The answer, or null. */
  readonly answer: Plain;
  /** The policy that refused or gave up, such as `circuit-breaker`; empty when the answer came from the callee. */
  readonly by: string;
  readonly attempts: number;
  readonly startedAtUs: number;
}
