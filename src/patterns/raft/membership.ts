/**
 * Changing the members while the cluster works, and handing leadership over.
 * @see Diego Ongaro, Consensus: Bridging Theory and Practice, sections 3.10 and 4.1 to 4.3; for the joint change
 * section 6 of the paper; for the rule of the own term Ongaro, "bug in single-server membership changes", raft-dev 2015
 */
import { leave } from './commit';
import { configOf, isMember, jointConfig, type Config } from './config';
import { lastIndex, termAt } from './log';
import { appendEntry, beginRound, replicate } from './replication';
import { peerOf, type RaftServer } from './server';
import { send, type Turn } from './turn';

/** Why the members cannot be changed to these now, in words; null when they can. */
export function changeProblem(server: RaftServer, members: readonly string[]): string | null {
  const { config, configIndex, commitIndex, durable, settings } = server;
  if (server.role !== 'leader') return 'only the leader can change the members';
  if (members.length === 0) return 'a cluster needs a member';
  if (config.next !== null || configIndex > commitIndex) return 'a change of members is under way';
  const added = members.filter((id) => !config.members.includes(id)).length;
  const removed = config.members.filter((id) => !members.includes(id)).length;
  if (added + removed === 0) return 'these are the members already';
  if (settings.membership === 'single' && added + removed > 1) return 'one member at a time';
  if (!settings.changesTooEarly && termAt(durable, commitIndex) !== durable.term)
    return 'the leader has not committed an entry of its own term yet';
  return null;
}

/** Begins to change the members. @returns what speaks against it, in words, or null when it has begun */
export function changeMembers(server: RaftServer, members: readonly string[], turn: Turn): string | null {
  const problem = changeProblem(server, members);
  if (problem !== null) return problem;
  const { config, settings } = server;
  const first = settings.membership === 'joint' ? jointConfig(config.members, members) : configOf(members);
  propose(server, first, turn);
  return null;
}

function propose(server: RaftServer, config: Config, turn: Turn): void {
  appendEntry(server, { kind: 'config', config }, turn);
  replicate(server, turn);
}

/**
 * The next step of a change: from both sets of members to the new one, and when that is committed those who are no
 * members are told a last time and forgotten, the leader among them.
 */
export function continueChange(server: RaftServer, turn: Turn): void {
  const { config, configIndex, commitIndex } = server;
  if (configIndex > commitIndex) return;
  if (config.next !== null) {
    propose(server, configOf(config.next), turn);
    return;
  }
  const leaving = server.peers.some(({ id }) => !isMember(config, id));
  const leaves = configIndex > 0 && !isMember(config, server.id);
  if (!leaving && !leaves) return;
  beginRound(server, turn);
  server.peers = server.peers.filter(({ id }) => isMember(config, id));
  if (leaves) leave(server, turn);
}

/** Begins to hand leadership over. @returns what speaks against it, in words, or null when it has begun */
export function transferTo(server: RaftServer, id: string, turn: Turn): string | null {
  if (server.role !== 'leader') return 'only the leader can hand over';
  if (id === server.id) return `${id} is the leader already`;
  if (!isMember(server.config, id)) return `${id} is no member`;
  server.transferTo = id;
  server.transferUntilUs = turn.nowUs + server.settings.electionTimeoutMaxUs;
  server.transferAsked = false;
  server.handedOver = true;
  const peer = peerOf(server, id);
  if (peer !== undefined && peer.match < lastIndex(server.durable)) replicate(server, turn);
  return null;
}

/** The chosen one is asked to stand as soon as it has the whole log; if it does not win in time, all goes on. */
export function continueTransfer(server: RaftServer, turn: Turn): void {
  const { transferTo: id, durable } = server;
  if (id === '') return;
  if (turn.nowUs >= server.transferUntilUs) {
    server.transferTo = '';
    return;
  }
  const peer = peerOf(server, id);
  if (server.transferAsked || peer?.match !== lastIndex(durable)) return;
  server.transferAsked = true;
  send(turn, id, { type: 'timeoutNow', term: durable.term });
}
