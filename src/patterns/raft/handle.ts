/**
 * The one door of a server: an event goes in, its state changes in place, and what the host must do comes out.
 * Rules [RAFT1] … in `SPEC.md`.
 */
import { serveReads, onCommand, type ClientCommand } from './clients';
import { compact, compactIfLong } from './commit';
import { isMember } from './config';
import { onElectionTimeout, onRequestVote, onTimeoutNow, onVoteReply } from './election';
import { onAppend, onSnapshot } from './following';
import { changeMembers, continueChange, continueTransfer, transferTo } from './membership';
import type { RaftMessage, Wish } from './messages';
import { onAppendReply, onHeartbeatTimeout } from './replication';
import type { RaftServer } from './server';
import { adoptTerm, changeRole, resetElectionTimer, setElectionTimer, type Effect, type Turn } from './turn';

/** Whatever can happen to a server. */
export type RaftEvent =
  /** It has been made, and begins. */
  | { readonly type: 'start' }
  | { readonly type: 'message'; readonly from: string; readonly message: RaftMessage }
  /** A timer has fired. */
  | { readonly type: 'election' | 'heartbeat' }
  | { readonly type: 'command'; readonly command: ClientCommand }
  /** The members shall be these. */
  | { readonly type: 'members'; readonly members: readonly string[] }
  /** This server shall lead. */
  | { readonly type: 'transfer'; readonly to: string }
  | { readonly type: 'compact' }
  /** The election timer shall fire after just this time. */
  | { readonly type: 'setTimer'; readonly afterUs: number };

/**
 * Lets something happen to a server.
 * @param nowUs the server's own clock, in microseconds
 * @param chance a number from 0 to before 1, asked when an election timeout is drawn
 * @returns what the host must do, in this order
 */
export function handle(
  server: RaftServer,
  event: RaftEvent,
  nowUs: number,
  chance: () => number,
): readonly Effect[] {
  const turn: Turn = { nowUs, chance, effects: [] };
  compactIfLong(server, turn);
  dispatch(server, event, turn);
  if (server.role === 'leader') lead(server, turn);
  return turn.effects;
}

/** What a leader sees to after everything that happens. */
function lead(server: RaftServer, turn: Turn): void {
  continueTransfer(server, turn);
  continueChange(server, turn);
  serveReads(server, turn);
}

function dispatch(server: RaftServer, event: RaftEvent, turn: Turn): void {
  switch (event.type) {
    case 'start':
      start(server, turn);
      break;
    case 'message':
      onMessage(server, event.from, event.message, turn);
      break;
    case 'election':
      onElectionTimeout(server, turn);
      break;
    case 'heartbeat':
      onHeartbeatTimeout(server, turn);
      break;
    case 'command':
      onCommand(server, event.command, turn);
      break;
    case 'members':
      changeMembers(server, event.members, turn);
      break;
    case 'transfer':
      transferTo(server, event.to, turn);
      break;
    case 'compact':
      compact(server, turn);
      break;
    case 'setTimer':
      if (server.role !== 'leader' && server.role !== 'stopped')
        setElectionTimer(server, turn, event.afterUs);
  }
}

function start(server: RaftServer, turn: Turn): void {
  server.leaderHeardUs = server.sinceUs = turn.nowUs;
  const event = { type: 'starts', isMember: isMember(server.config, server.id) } as const;
  if (changeRole(server, event, turn).taken) resetElectionTimer(server, turn);
}

function onMessage(server: RaftServer, from: string, message: RaftMessage, turn: Turn): void {
  const { type, term } = message;
  const asks = type === 'requestVote' || type === 'preVote';
  // A request for a vote is first asked whether it deserves attention; a granted pre-vote names a term to come.
  if (!asks && term > server.durable.term) adoptTerm(server, term, turn);
  switch (type) {
    case 'requestVote':
    case 'preVote':
      onRequestVote(server, from, message, turn);
      break;
    case 'voteReply':
    case 'preVoteReply':
      onVoteReply(server, from, message, turn);
      break;
    case 'append':
      onAppend(server, from, message, turn);
      break;
    case 'appendReply':
      onAppendReply(server, from, message, turn);
      break;
    case 'snapshot':
      onSnapshot(server, from, message, turn);
      break;
    case 'timeoutNow':
      onTimeoutNow(server, term, turn);
      break;
    case 'wish':
      onWish(server, message, turn);
  }
}

/** An operator has asked some server for something; only the leader can do it. */
function onWish(server: RaftServer, { what, servers }: Wish, turn: Turn): void {
  const { members } = server.config;
  if (what === 'transfer') transferTo(server, servers[0], turn);
  else {
    const stay = members.filter((id) => what === 'add' || !servers.includes(id));
    const come = servers.filter((id) => what === 'add' && !members.includes(id));
    changeMembers(server, [...stay, ...come], turn);
  }
}
