/**
 * Commands and reads of clients.
 * @see Diego Ongaro, Consensus: Bridging Theory and Practice, chapter 6
 */
import { termAt } from './log';
import { appendEntry, beginRound, replicate } from './replication';
import { majorityReaches, type RaftServer } from './server';
import { readKey, lastCommand, type Operation } from './store';
import { respond, type Turn } from './turn';

/** What a client asks. A session has one command under way at a time; a repeated command has the same serial. */
export interface ClientCommand {
  /** What the host knows the client by. */
  readonly token: number;
  readonly session: string;
  readonly serial: number;
  readonly operation: Operation;
}

/** A client asks: a leader appends the command, or arranges the read; all others say who leads. */
export function onCommand(server: RaftServer, command: ClientCommand, turn: Turn): void {
  const { token, session, serial, operation } = command;
  if (server.role !== 'leader' || server.transferTo !== '') {
    const leader = server.role === 'leader' ? server.transferTo : server.leader;
    respond(turn, token, { outcome: 'redirect', leader });
    return;
  }
  if (operation.kind === 'read' && server.settings.reads !== 'log') {
    read(server, token, operation.key, turn);
    return;
  }
  const known = server.settings.forgetsSessions ? null : lastCommand(server.store, session, serial);
  if (known !== null) {
    respond(turn, token, { outcome: 'done', result: known.result, index: known.index });
    return;
  }
  const index = appendEntry(server, { kind: 'command', session, serial, operation }, turn);
  server.waiting.push({ index, token });
  replicate(server, turn);
}

function read(server: RaftServer, token: number, key: number, turn: Turn): void {
  const { reads } = server.settings;
  if (reads === 'local' || (reads === 'lease' && hasLease(server, turn.nowUs))) {
    answerRead(server, token, key, turn);
    return;
  }
  server.reads.push({ token, key, round: server.round + 1 });
}

function answerRead(server: RaftServer, token: number, key: number, turn: Turn): void {
  respond(turn, token, { outcome: 'done', result: readKey(server.store, key), index: server.commitIndex });
}

/** Before its first own entry is committed a leader does not know how far the others have committed. */
function knowsWhatIsCommitted({ durable, commitIndex }: RaftServer): boolean {
  return termAt(durable, commitIndex) === durable.term;
}

/**
 * Whether nobody else can lead yet: a majority has heard from this leader for less than the shortest election
 * timeout, and votes for nobody until it is over. That holds as long as no clock runs faster than it should, and
 * as long as the leader has not asked anybody to take over.
 */
function hasLease(server: RaftServer, nowUs: number): boolean {
  const { electionTimeoutMinUs, clockRateBound } = server.settings;
  const sinceUs = majorityReaches(server, nowUs, (peer) => peer.roundSentUs);
  const lasts = nowUs < sinceUs + electionTimeoutMinUs / clockRateBound;
  return lasts && !server.handedOver && knowsWhatIsCommitted(server);
}

/** Answers the reads whose round a majority has answered, and begins a round for those that came meanwhile. */
export function serveReads(server: RaftServer, turn: Turn): void {
  const { reads } = server;
  if (reads.length === 0) return;
  const confirmed = majorityReaches(server, server.round, (peer) => peer.round);
  if (knowsWhatIsCommitted(server)) {
    while (reads.length > 0 && reads[0].round <= confirmed) {
      const [{ token, key }] = reads.splice(0, 1);
      answerRead(server, token, key, turn);
    }
  }
  // One round at a time: reads that come while it is out share the next.
  if (reads.length > 0 && reads[0].round > server.round) {
    beginRound(server, turn);
    if (server.peers.length === 0) serveReads(server, turn);
  }
}
