/** What is committed is applied at once, in order; and when there is enough of it, it becomes a snapshot. */
import { isMember } from './config';
import { configAt, entryAt, replaceBySnapshot, termAt, type Entry, type LogSnapshot } from './log';
import type { RaftServer } from './server';
import { applyCommand, copyStore, type Outcome } from './store';
import { changeRole, respond, type Turn } from './turn';

/** Entries up to an index are committed. */
export function commitUpTo(server: RaftServer, index: number, turn: Turn): void {
  while (server.commitIndex < index) {
    const entry = entryAt(server.durable, server.commitIndex + 1);
    if (entry === undefined) return;
    applyEntry(server, entry, turn);
  }
}

/** A log that has grown long enough becomes a snapshot. */
export function compactIfLong(server: RaftServer, turn: Turn): void {
  const { commitIndex, durable, settings } = server;
  const due = durable.snapshot.index + settings.snapshotEntries;
  if (settings.snapshotEntries > 0 && commitIndex >= due) compact(server, turn);
}

function applyEntry(server: RaftServer, entry: Entry, turn: Turn): void {
  server.commitIndex = entry.index;
  turn.effects.push({ type: 'apply', entry });
  if (entry.kind === 'config') {
    const wasMember = isMember(server.committedConfig, server.id);
    server.committedConfig = entry.config;
    const isGone = !isMember(entry.config, server.id) && !isMember(server.config, server.id);
    if (wasMember && isGone && server.role !== 'leader') leave(server, turn);
  } else if (entry.kind === 'command') {
    const outcome = applyCommand(server.store, entry, server.settings.forgetsSessions);
    tellClient(server, entry, outcome, turn);
  }
}

/** A server that is no member any more stands for no election. */
export function leave(server: RaftServer, turn: Turn): void {
  changeRole(server, { type: 'removed' }, turn);
  turn.effects.push({ type: 'stopTimer', timer: 'election' });
}

function tellClient(server: RaftServer, { index }: Entry, outcome: Outcome | null, turn: Turn): void {
  const { waiting } = server;
  if (waiting.length === 0 || waiting[0].index !== index) return;
  const [{ token }] = waiting.splice(0, 1);
  if (outcome === null) respond(turn, token, { outcome: 'unknown', leader: server.id });
  else respond(turn, token, { outcome: 'done', result: outcome.result, index: outcome.index });
}

/** Puts a snapshot in the place of all committed entries. @returns false when there is none to replace */
export function compact(server: RaftServer, turn: Turn): boolean {
  const { durable, commitIndex: index, store } = server;
  if (index <= durable.snapshot.index) return false;
  const snapshot: LogSnapshot = {
    $shared: true,
    index,
    term: termAt(durable, index),
    config: configAt(durable, index).config,
    store: copyStore(store),
  };
  replaceBySnapshot(durable, snapshot);
  turn.effects.push({ type: 'persist' }, { type: 'snapshot', index });
  return true;
}
