/** What a server of a Raft cluster can be told. All servers of a cluster should be told the same. */
import type { Shared } from '../../kernel/plain';

/** How a leader serves a read: through the log, after a round of heartbeats, under a lease, or just so. */
export type ReadMode = 'log' | 'readIndex' | 'lease' | 'local';

/** How a cluster changes its members: both at once, one by one, or in one reckless step. */
export type MembershipMode = 'joint' | 'single' | 'naive';

/** Rules that carry the protocol. Each may be broken, to see what it is for. */
export interface BrokenRules {
  /** A voter forgets for whom it voted in this term. */
  votesTwice: boolean;
  /** A voter does not ask whether the candidate's log is as complete as its own. */
  ignoresLogs: boolean;
  /** A leader commits entries of older terms by counting copies. */
  countsOldTerms: boolean;
  /** Half of the members count as a majority. */
  halfIsEnough: boolean;
  /** Every request for a vote puts off a server's own election timeout, granted or not. */
  putsOffForEveryone: boolean;
  /** A new leader changes the members before it has committed an entry of its own term. */
  changesTooEarly: boolean;
  /** A command that comes twice takes effect twice. */
  forgetsSessions: boolean;
}

/** Settings never change: new ones replace them as a whole. */
export interface RaftSettings extends Shared, Readonly<BrokenRules> {
  /** A follower that hears nothing for a time drawn from this range stands for election. */
  readonly electionTimeoutMinUs: number;
  readonly electionTimeoutMaxUs: number;
  /** A leader with nothing to say says so this often. */
  readonly heartbeatIntervalUs: number;
  /** Ask whether an election could be won before starting one (dissertation, section 9.6). */
  readonly preVote: boolean;
  /** A leader that hears from no majority steps down, and nobody votes who hears from a leader (section 6.2). */
  readonly checkQuorum: boolean;
  /** A new leader begins its term with an empty entry (section 6.4). */
  readonly noOp: boolean;
  /** A follower that refuses entries says which term stands in the way, instead of one index at a time. */
  readonly conflictHints: boolean;
  readonly reads: ReadMode;
  /** A lease is divided by this: how much faster one clock may run than another. At least 1. */
  readonly clockRateBound: number;
  /** A log of this many committed entries is replaced by a snapshot; 0 for never. */
  readonly snapshotEntries: number;
  readonly membership: MembershipMode;
}
