/** What a follower does with what a leader sends. */
import { commitUpTo } from './commit';
import {
  append,
  configAt,
  cutFrom,
  firstOfTerm,
  lastIndex,
  replaceBySnapshot,
  termAt,
  type Entry,
} from './log';
import type { AppendEntries, InstallSnapshot } from './messages';
import type { RaftServer } from './server';
import { copyStore } from './store';
import { changeRole, persist, resetElectionTimer, send, type Turn } from './turn';

/** Entries from a leader: they are taken when the entry before them matches. */
export function onAppend(server: RaftServer, from: string, message: AppendEntries, turn: Turn): void {
  const { durable } = server;
  const { prevIndex, entries, commit } = message;
  if (message.term < durable.term) {
    refuse(server, from, message, 0, 0, turn);
    return;
  }
  hearLeader(server, from, turn);
  // What is in the snapshot is committed, so it matches.
  if (prevIndex >= durable.snapshot.index && termAt(durable, prevIndex) !== message.prevTerm) {
    const tooShort = prevIndex > lastIndex(durable);
    const hintIndex = tooShort ? lastIndex(durable) + 1 : firstOfTerm(durable, prevIndex);
    refuse(server, from, message, hintIndex, tooShort ? 0 : termAt(durable, prevIndex), turn);
    return;
  }
  if (takeEntries(server, entries)) persist(turn);
  const index = prevIndex + entries.length;
  // An answer comes before what is committed meanwhile, since that may be the server's own removal.
  const { round, sentUs } = message;
  const { term } = durable;
  send(turn, from, { type: 'appendReply', term, ok: true, index, hintIndex: 0, hintTerm: 0, round, sentUs });
  commitUpTo(server, Math.min(commit, index), turn);
}

/** There is a leader in this term: nobody else need stand. */
function hearLeader(server: RaftServer, leader: string, turn: Turn): void {
  if (server.role !== 'follower') changeRole(server, { type: 'leaderCalls' }, turn);
  server.leader = leader;
  server.leaderHeardUs = turn.nowUs;
  resetElectionTimer(server, turn);
}

function refuse(
  server: RaftServer,
  to: string,
  { prevIndex, round, sentUs }: AppendEntries,
  hintIndex: number,
  hintTerm: number,
  turn: Turn,
): void {
  const { term } = server.durable;
  const index = prevIndex;
  send(turn, to, { type: 'appendReply', term, ok: false, index, hintIndex, hintTerm, round, sentUs });
}

/**
 * Adds the entries that are missing. One that contradicts the log takes its place, and all after it go; one that
 * agrees changes nothing, so that a late message takes nothing back. @returns whether anything changed
 */
function takeEntries(server: RaftServer, entries: readonly Entry[]): boolean {
  const { durable } = server;
  let changed = false;
  for (const entry of entries) {
    if (entry.index <= durable.snapshot.index || termAt(durable, entry.index) === entry.term) continue;
    if (entry.index <= lastIndex(durable)) cut(server, entry.index);
    append(durable, entry);
    changed = true;
    if (entry.kind === 'config') {
      server.config = entry.config;
      server.configIndex = entry.index;
    }
  }
  return changed;
}

/** Removes entries that were never committed. A configuration among them counts no more. */
function cut(server: RaftServer, index: number): void {
  cutFrom(server.durable, index);
  if (server.configIndex >= index) findConfig(server);
}

function findConfig(server: RaftServer): void {
  const { config, index } = configAt(server.durable, lastIndex(server.durable));
  server.config = config;
  server.configIndex = index;
}

/** A snapshot from a leader whose log begins later than what this server lacks. */
export function onSnapshot(server: RaftServer, from: string, message: InstallSnapshot, turn: Turn): void {
  const { durable } = server;
  const { snapshot, round, sentUs } = message;
  if (message.term >= durable.term) {
    hearLeader(server, from, turn);
    if (snapshot.index > server.commitIndex) {
      replaceBySnapshot(durable, snapshot);
      persist(turn);
      server.store = copyStore(snapshot.store);
      server.commitIndex = snapshot.index;
      server.committedConfig = snapshot.config;
      findConfig(server);
      turn.effects.push({ type: 'snapshot', index: snapshot.index });
    }
  }
  const { term } = durable;
  const ok = message.term === term;
  const { index } = snapshot;
  send(turn, from, { type: 'appendReply', term, ok, index, hintIndex: 0, hintTerm: 0, round, sentUs });
}
