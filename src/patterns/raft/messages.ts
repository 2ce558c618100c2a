/** What servers say to each other. Every message carries its sender's term. */
import type { Entry, LogSnapshot } from './log';

/** Asks for a vote, or (`preVote`) whether there would be one; then `term` is the term the election would be in. */
export interface RequestVote {
  readonly type: 'requestVote' | 'preVote';
  readonly term: number;
  /** Where the candidate's log ends. */
  readonly lastIndex: number;
  readonly lastTerm: number;
  /** The leader itself asked for this election. */
  readonly transfer: boolean;
}

export interface VoteReply {
  readonly type: 'voteReply' | 'preVoteReply';
  readonly term: number;
  /** The term that the vote was asked for. */
  readonly asked: number;
  readonly granted: boolean;
}

/** New entries, or none: a heartbeat. */
export interface AppendEntries {
  readonly type: 'append';
  readonly term: number;
  /** The entry before the new ones, and its term: the follower must have it. */
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly entries: readonly Entry[];
  /** The leader's commit index. */
  readonly commit: number;
  /** Number of the leader's round of heartbeats, and its clock when it sent this. Both come back. */
  readonly round: number;
  readonly sentUs: number;
}

export interface AppendReply {
  readonly type: 'appendReply';
  readonly term: number;
  readonly ok: boolean;
  /** Accepted: up to here the logs agree. Refused: the entry that did not match. */
  readonly index: number;
  /** Refused: where to try next, and the term found there; 0 when the log is too short. */
  readonly hintIndex: number;
  readonly hintTerm: number;
  readonly round: number;
  readonly sentUs: number;
}

/** The leader's log no longer has what the follower lacks. */
export interface InstallSnapshot {
  readonly type: 'snapshot';
  readonly term: number;
  readonly snapshot: LogSnapshot;
  readonly round: number;
  readonly sentUs: number;
}

/** The leader wants the receiver to stand for election at once. */
export interface TimeoutNow {
  readonly type: 'timeoutNow';
  readonly term: number;
}

/** An operator's wish, told to every server; the leader sees to it. */
export interface Wish {
  readonly type: 'wish';
  readonly term: number;
  readonly what: 'transfer' | 'add' | 'remove';
  /** Whom it is about. Only one can be handed over to: the first. */
  readonly servers: readonly string[];
}

export type RaftMessage =
  RequestVote | VoteReply | AppendEntries | AppendReply | InstallSnapshot | TimeoutNow | Wish;
