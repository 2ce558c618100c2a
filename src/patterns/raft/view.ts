/** What a server shows of itself: for faces, inspectors, log grids and rings. */
import { votersOf } from './config';
import { entryAt, lastIndex, type Entry } from './log';
import type { Role } from './machine';
import type { RaftServer } from './server';

export interface RaftView {
  role: Role;
  term: number;
  votedFor: string;
  /** The leader as far as this server knows; empty for none. */
  leader: string;
  commitIndex: number;
  lastIndex: number;
  /** Entries up to here are in the snapshot. */
  snapshotIndex: number;
  /** Its newest configuration: everybody with a vote, and the members to be while a joint change is under way. */
  members: readonly string[];
  nextMembers: readonly string[] | null;
  /** Who has granted this election a vote; empty for all but candidates and pre-candidates. */
  votes: readonly string[];
  /** Who has refused it one. */
  refusals: readonly string[];
  /** When the election timer fires by the server's own clock, and how long it was set for; none for a leader. */
  electionAtUs: number | null;
  electionTimeoutUs: number;
  /** The newest entries, oldest first. */
  entries: readonly Entry[];
  peers: readonly { id: string; next: number; match: number; heardUs: number }[];
  waitingCommands: number;
  waitingReads: number;
}

/** What a server shows of itself, with at most so many of its newest entries. */
export function viewServer(server: RaftServer, entriesShown: number): RaftView {
  const { durable, role, config } = server;
  const last = lastIndex(durable);
  const stands = role === 'candidate' || role === 'preCandidate';
  return {
    role,
    term: durable.term,
    votedFor: durable.votedFor,
    leader: server.leader,
    commitIndex: server.commitIndex,
    lastIndex: last,
    snapshotIndex: durable.snapshot.index,
    members: votersOf(config),
    nextMembers: config.next,
    votes: stands ? [...server.votes] : [],
    refusals: stands ? [...server.refusals] : [],
    electionAtUs: role === 'leader' || role === 'stopped' ? null : server.electionAtUs,
    electionTimeoutUs: server.electionTimeoutUs,
    entries: newestEntries(server, entriesShown),
    peers: server.peers.map(({ id, next, match, heardUs }) => ({ id, next, match, heardUs })),
    waitingCommands: server.waiting.length,
    waitingReads: server.reads.length,
  };
}

function newestEntries({ durable }: RaftServer, shown: number): Entry[] {
  const last = lastIndex(durable);
  const entries: Entry[] = [];
  for (let index = Math.max(1, last - shown + 1); index <= last; index++) {
    const entry = entryAt(durable, index);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}
