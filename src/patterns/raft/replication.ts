/**
 * What a leader does: it appends, sends every follower what it lacks, and commits what a majority has.
 * @see Diego Ongaro and John Ousterhout, In Search of an Understandable Consensus Algorithm, sections 5.3 and 5.4
 */
import { commitUpTo } from './commit';
import { votersOf, type Config } from './config';
import { append, entriesFrom, lastIndex, lastOfTerm, termAt, type Content, type Entry } from './log';
import type { AppendReply } from './messages';
import { majorityReaches, peerOf, type Peer, type RaftServer } from './server';
import { changeRole, persist, send, type Turn } from './turn';

/** Entries sent at once. */
const ENTRIES_A_MESSAGE = 64;

/** A candidate has won: it tells the others at once, with an empty entry of its own term. */
export function takeOffice(server: RaftServer, turn: Turn): void {
  server.leader = server.id;
  server.handedOver = false;
  server.peers = [];
  enrolPeers(server, turn);
  turn.effects.push({ type: 'stopTimer', timer: 'election' });
  if (server.settings.noOp) appendEntry(server, { kind: 'noOp' }, turn);
  beginRound(server, turn);
  advanceCommit(server, turn);
}

/** Everybody in the configuration gets a place in the leader's book. Those who have left keep theirs for a while. */
function enrolPeers(server: RaftServer, turn: Turn): void {
  for (const id of votersOf(server.config)) {
    if (id === server.id || peerOf(server, id) !== undefined) continue;
    server.peers.push({
      id,
      next: lastIndex(server.durable) + 1,
      match: 0,
      probing: true,
      probed: false,
      round: 0,
      roundSentUs: -Infinity,
      heardUs: turn.nowUs,
    });
  }
}

/** Appends an entry to the leader's own log. A configuration counts from this moment. */
export function appendEntry(server: RaftServer, content: Content, turn: Turn): number {
  const { durable } = server;
  const index = lastIndex(durable) + 1;
  const entry: Entry = { $shared: true, index, term: durable.term, ...content };
  append(durable, entry);
  persist(turn);
  if (content.kind === 'config') adoptConfig(server, content.config, index, turn);
  return index;
}

function adoptConfig(server: RaftServer, config: Config, index: number, turn: Turn): void {
  server.config = config;
  server.configIndex = index;
  enrolPeers(server, turn);
}

/** Sends new entries to all that can take them, and commits them at once if nobody else is needed. */
export function replicate(server: RaftServer, turn: Turn): void {
  for (const peer of server.peers) if (!peer.probing || !peer.probed) sendEntries(server, peer, turn);
  advanceCommit(server, turn);
}

/** A round of heartbeats: to everybody, whether there is something new or not. */
export function beginRound(server: RaftServer, turn: Turn): void {
  server.round++;
  for (const peer of server.peers) sendEntries(server, peer, turn);
  turn.effects.push({
    type: 'setTimer',
    timer: 'heartbeat',
    afterUs: server.settings.heartbeatIntervalUs,
  });
}

/** Time for a heartbeat; a leader that has heard from no majority for an election timeout gives up instead. */
export function onHeartbeatTimeout(server: RaftServer, turn: Turn): void {
  if (server.role !== 'leader') return;
  const { checkQuorum, electionTimeoutMinUs } = server.settings;
  const heardUs = checkQuorum ? majorityReaches(server, turn.nowUs, (peer) => peer.heardUs) : turn.nowUs;
  if (turn.nowUs - heardUs >= electionTimeoutMinUs) changeRole(server, { type: 'quorumLost' }, turn);
  else beginRound(server, turn);
}

/** Sends a follower the entries it lacks, or the snapshot they are in. */
function sendEntries(server: RaftServer, peer: Peer, turn: Turn): void {
  const { durable, round, commitIndex: commit } = server;
  const { snapshot, term } = durable;
  const sentUs = turn.nowUs;
  if (peer.next <= snapshot.index) {
    peer.next = snapshot.index + 1;
    peer.probing = peer.probed = true;
    send(turn, peer.id, { type: 'snapshot', term, snapshot, round, sentUs });
    return;
  }
  const prevIndex = peer.next - 1;
  const prevTerm = termAt(durable, prevIndex);
  const entries = entriesFrom(durable, peer.next, ENTRIES_A_MESSAGE);
  send(turn, peer.id, { type: 'append', term, prevIndex, prevTerm, entries, commit, round, sentUs });
  if (peer.probing) peer.probed = true;
  else peer.next += entries.length;
}

/** A follower has taken entries, or could not. */
export function onAppendReply(server: RaftServer, from: string, reply: AppendReply, turn: Turn): void {
  const peer = peerOf(server, from);
  if (server.role !== 'leader' || reply.term !== server.durable.term || peer === undefined) return;
  peer.heardUs = turn.nowUs;
  if (reply.round > peer.round) {
    peer.round = reply.round;
    peer.roundSentUs = reply.sentUs;
  }
  if (reply.ok) {
    peer.probing = peer.probed = false;
    peer.next = Math.max(peer.next, reply.index + 1);
    if (peer.next <= lastIndex(server.durable)) sendEntries(server, peer, turn);
    if (reply.index <= peer.match) return;
    peer.match = reply.index;
    advanceCommit(server, turn);
  } else if (isNews(peer, reply)) {
    peer.next = Math.max(peer.match + 1, nextToTry(server, reply));
    peer.probing = true;
    sendEntries(server, peer, turn);
  }
}

/** Whether a refusal is about what was sent last, and not late. */
function isNews(peer: Peer, { index }: AppendReply): boolean {
  return peer.probing ? index === peer.next - 1 : index > peer.match;
}

/**
 * Where the logs may part, going by the follower's hint: after the last entry of the term that stands in the way, if
 * the leader has that term; else where that term begins in the follower's log; or one further back, without hints.
 */
function nextToTry(server: RaftServer, { index, hintIndex, hintTerm }: AppendReply): number {
  if (!server.settings.conflictHints) return index;
  const last = hintTerm > 0 ? lastOfTerm(server.durable, hintTerm) : 0;
  return last > 0 ? last + 1 : hintIndex;
}

/**
 * Commits what a majority has, provided it ends with an entry of the leader's own term: copies of older entries can
 * be counted and still be overwritten (figure 8 of the paper).
 */
function advanceCommit(server: RaftServer, turn: Turn): void {
  const { durable, settings } = server;
  const index = majorityReaches(server, lastIndex(durable), (peer) => peer.match);
  if (index <= server.commitIndex) return;
  if (termAt(durable, index) === durable.term || settings.countsOldTerms) commitUpTo(server, index, turn);
}
