/** One turn of a server: what the host hands in with an event, and what is to be done because of it. */
import { changeOf, nextMode, type Change, type Step } from '../machine/index';
import type { Entry } from './log';
import { compiled, type Role, type RoleEvent } from './machine';
import type { RaftMessage } from './messages';
import type { RaftServer } from './server';
import type { Result } from './store';

/** What a client is told. */
export type Answer =
  /** It is done, and whoever reads the log up to `index` sees it. */
  | { readonly outcome: 'done'; readonly result: Result; readonly index: number }
  /** Nothing was done; somebody else leads, if the name is not empty. */
  | { readonly outcome: 'redirect'; readonly leader: string }
  /** It may or may not be done: the server has lost its leadership while it waited. */
  | { readonly outcome: 'unknown'; readonly leader: string };

/** What the host must do, in this order. */
export type Effect =
  | { readonly type: 'send'; readonly to: string; readonly message: RaftMessage }
  /** Start a timer of the server's clock, or start it over. */
  | { readonly type: 'setTimer'; readonly timer: TimerName; readonly afterUs: number }
  | { readonly type: 'stopTimer'; readonly timer: TimerName }
  /** `durable` has changed: what follows may leave the server only when the disk has it. */
  | { readonly type: 'persist' }
  /** A committed entry was applied. */
  | { readonly type: 'apply'; readonly entry: Entry }
  | { readonly type: 'respond'; readonly token: number; readonly answer: Answer }
  /** The role has changed, or an event was refused by its guards. */
  | { readonly type: 'role'; readonly change: Change }
  /** The log up to an index is now a snapshot. */
  | { readonly type: 'snapshot'; readonly index: number };

export type TimerName = 'election' | 'heartbeat';

export interface Turn {
  /** The server's own clock, in microseconds. */
  readonly nowUs: number;
  /** Chance: a number from 0 to before 1. */
  readonly chance: () => number;
  readonly effects: Effect[];
}

export function send(turn: Turn, to: string, message: RaftMessage): void {
  turn.effects.push({ type: 'send', to, message });
}

export function persist(turn: Turn): void {
  turn.effects.push({ type: 'persist' });
}

export function respond(turn: Turn, token: number, answer: Answer): void {
  turn.effects.push({ type: 'respond', token, answer });
}

/** Starts the election timer over, with a timeout drawn anew: so that two rarely stand at the same time. */
export function resetElectionTimer(server: RaftServer, turn: Turn): void {
  const { electionTimeoutMinUs: min, electionTimeoutMaxUs: max } = server.settings;
  setElectionTimer(server, turn, min + Math.floor(turn.chance() * (Math.max(min, max) - min + 1)));
}

export function setElectionTimer(server: RaftServer, turn: Turn, afterUs: number): void {
  server.electionTimeoutUs = afterUs;
  server.electionAtUs = turn.nowUs + afterUs;
  turn.effects.push({ type: 'setTimer', timer: 'election', afterUs });
}

/** An event for the machine of roles. What follows from the step is up to the caller, except leaving office. */
export function changeRole(server: RaftServer, event: RoleEvent, turn: Turn): Step<Role> {
  const { role } = server;
  const step = nextMode(compiled, role, event);
  if (!step.taken && step.refused.length === 0) return step;
  turn.effects.push({ type: 'role', change: changeOf(role, event, step) });
  if (step.to !== role) {
    server.role = step.to;
    server.sinceUs = turn.nowUs;
    if (role === 'leader') leaveOffice(server, turn);
  }
  return step;
}

/** A leader that is one no more lets go of all it was doing. Its entries may still be committed by another. */
function leaveOffice(server: RaftServer, turn: Turn): void {
  const { waiting, reads } = server;
  server.leader = '';
  for (const { token } of waiting) respond(turn, token, { outcome: 'unknown', leader: '' });
  for (const { token } of reads) respond(turn, token, { outcome: 'redirect', leader: '' });
  server.waiting = [];
  server.reads = [];
  server.peers = [];
  server.transferTo = '';
  turn.effects.push({ type: 'stopTimer', timer: 'heartbeat' });
  if (server.role !== 'stopped') resetElectionTimer(server, turn);
}

/** A newer term has begun somewhere: whatever the server was, it follows now. */
export function adoptTerm(server: RaftServer, term: number, turn: Turn): void {
  const { durable } = server;
  durable.term = term;
  durable.votedFor = '';
  server.leader = '';
  server.votes = [];
  server.refusals = [];
  persist(turn);
  changeRole(server, { type: 'higherTerm' }, turn);
}
