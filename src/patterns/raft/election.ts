/**
 * Elections: standing for one, asking first whether it could be won, and voting.
 * @see Diego Ongaro and John Ousterhout, In Search of an Understandable Consensus Algorithm, section 5.2
 */
import { isMember, reachedByMajority, votersOf } from './config';
import { isUpToDate, lastIndex, lastTerm } from './log';
import type { RequestVote, VoteReply } from './messages';
import { takeOffice } from './replication';
import type { RaftServer } from './server';
import { adoptTerm, changeRole, persist, resetElectionTimer, send, type Turn } from './turn';

/** The server has heard from no leader for too long, or from no majority of voters. */
export function onElectionTimeout(server: RaftServer, turn: Turn): void {
  const { config, id, settings } = server;
  const event = {
    type: 'electionTimeout',
    isMember: isMember(config, id),
    preVote: settings.preVote,
  } as const;
  const { taken, to } = changeRole(server, event, turn);
  if (!taken) return;
  if (to === 'preCandidate') askFirst(server, turn);
  else if (to === 'candidate') stand(server, turn, false);
  else resetElectionTimer(server, turn);
}

/** The leader hands over: no asking first, and no waiting. */
export function onTimeoutNow(server: RaftServer, term: number, turn: Turn): void {
  if (term !== server.durable.term) return;
  const isVoter = isMember(server.config, server.id);
  if (changeRole(server, { type: 'timeoutNow', isMember: isVoter }, turn).taken) stand(server, turn, true);
}

/** Asks whether there would be votes, without a new term. */
function askFirst(server: RaftServer, turn: Turn): void {
  server.leader = '';
  server.votes = [server.id];
  server.refusals = [];
  server.transferred = false;
  resetElectionTimer(server, turn);
  askForVotes(server, turn, 'preVote', server.durable.term + 1);
  countVotes(server, turn);
}

/** Begins a new term with a vote for itself. */
function stand(server: RaftServer, turn: Turn, transferred: boolean): void {
  const { durable, id } = server;
  durable.term++;
  durable.votedFor = id;
  persist(turn);
  server.leader = '';
  server.votes = [id];
  server.refusals = [];
  server.transferred = transferred;
  resetElectionTimer(server, turn);
  askForVotes(server, turn, 'requestVote', durable.term);
  countVotes(server, turn);
}

function askForVotes(server: RaftServer, turn: Turn, type: RequestVote['type'], term: number): void {
  const { durable, transferred: transfer } = server;
  const index = lastIndex(durable);
  const inTerm = lastTerm(durable);
  for (const id of votersOf(server.config))
    if (id !== server.id) send(turn, id, { type, term, lastIndex: index, lastTerm: inTerm, transfer });
}

/** With a majority of votes a pre-candidate stands, and a candidate leads. Every vote is shown, few decide. */
function countVotes(server: RaftServer, turn: Turn): void {
  const { votes, config, settings } = server;
  const hasMajority =
    reachedByMajority(config, settings.halfIsEnough, (voter) => (votes.includes(voter) ? 1 : 0)) === 1;
  const { taken, to } = changeRole(server, { type: 'voteArrives', hasMajority }, turn);
  if (!taken) return;
  if (to === 'candidate') stand(server, turn, false);
  else takeOffice(server, turn);
}

/** A request for a vote, or the question whether there would be one. */
export function onRequestVote(server: RaftServer, from: string, request: RequestVote, turn: Turn): void {
  const { durable, settings } = server;
  const { term } = request;
  const real = request.type === 'requestVote';
  if (settings.putsOffForEveryone && server.role !== 'leader') resetElectionTimer(server, turn);
  // Whoever hears from a leader helps nobody to depose it, unless the leader itself wants that.
  const loyal = settings.checkQuorum || !real;
  if (loyal && !request.transfer && hearsFromLeader(server, turn.nowUs)) {
    reply(server, from, request, false, turn);
    return;
  }
  if (real && term > durable.term) adoptTerm(server, term, turn);
  const inTime = real ? term === durable.term : term > durable.term;
  const complete = settings.ignoresLogs || isUpToDate(durable, request.lastTerm, request.lastIndex);
  if (!inTime || !complete || (real && !isFreeFor(server, from))) {
    reply(server, from, request, false, turn);
    return;
  }
  if (real) {
    if (durable.votedFor !== from) {
      durable.votedFor = from;
      persist(turn);
    }
    resetElectionTimer(server, turn);
  }
  reply(server, from, request, true, turn);
}

/** One vote a term, and the same candidate may ask again. */
function isFreeFor({ durable, settings }: RaftServer, candidate: string): boolean {
  return durable.votedFor === '' || durable.votedFor === candidate || settings.votesTwice;
}

/** Whether a leader has been heard for less than the shortest election timeout; a leader hears itself. */
function hearsFromLeader(server: RaftServer, nowUs: number): boolean {
  const sinceUs = nowUs - server.leaderHeardUs;
  return server.role === 'leader' || (sinceUs >= 0 && sinceUs < server.settings.electionTimeoutMinUs);
}

function reply(server: RaftServer, to: string, request: RequestVote, granted: boolean, turn: Turn): void {
  const type = request.type === 'preVote' ? 'preVoteReply' : 'voteReply';
  send(turn, to, { type, term: server.durable.term, asked: request.term, granted });
}

/** A vote, or the promise of one. Those of other elections say nothing. */
export function onVoteReply(server: RaftServer, from: string, answer: VoteReply, turn: Turn): void {
  const { durable, role, votes, refusals } = server;
  const wanted =
    answer.type === 'voteReply'
      ? role === 'candidate' && answer.asked === durable.term
      : role === 'preCandidate' && answer.asked === durable.term + 1;
  if (!wanted || votes.includes(from)) return;
  if (!answer.granted) {
    if (!refusals.includes(from)) refusals.push(from);
    return;
  }
  votes.push(from);
  countVotes(server, turn);
}
