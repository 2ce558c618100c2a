/** What a client of a Raft cluster keeps: its sessions, and the history of all they did. */
import type { Context } from '../../kernel/contract';
import { appendToLog, createLog, type AppendLog, type Shared } from '../../kernel/plain';
import type { Operation } from '../../patterns/raft/index';
import type { raftClientParams } from './params';

export type ClientContext = Context<typeof raftClientParams>;

/** An operation that has ended for its client, as a checker of histories wants it. Never changes. */
export interface OperationRecord extends Shared {
  /** The session: it has one operation under way at a time. */
  readonly client: string;
  /** What was asked: kind, key and arguments. */
  readonly operation: Operation;
  /** What the client was told; null when it never learnt the outcome, so that it may happen at any time, or never. */
  readonly result: { readonly ok: boolean; readonly value: number | null } | null;
  readonly invokedUs: number;
  /** When it was told; null when the outcome is unknown. */
  readonly returnedUs: number | null;
}

/** An operation under way. */
export interface OpenOperation extends Shared {
  readonly session: string;
  readonly serial: number;
  readonly operation: Operation;
  readonly invokedUs: number;
  /** Number of the logical request. */
  readonly request: number;
}

export interface Session {
  id: string;
  /** Number of its last operation. A repeated attempt keeps the number, so that it takes effect once. */
  serial: number;
  /** Attempts of the present operation. */
  attempts: number;
}

export interface ClientState {
  /** The record of what was asked and told outlives a crash of the client, whose sessions do not. */
  durable: {
    history: AppendLog<OperationRecord>;
    /** By place: the operation a session has under way, or null. */
    open: (OpenOperation | null)[];
    sessionsMade: number;
  };
  sessions: Session[];
  /** Sessions that a stop of the traffic holds back. */
  heldBack: number[];
  /** Which server to ask next. */
  leader: string;
  /** What each key held when last seen: what a compare-and-set expects. */
  seen: Map<number, number | null>;
}

export function createClient(): ClientState {
  return {
    durable: { history: createLog<OperationRecord>(), open: [], sessionsMade: 0 },
    sessions: [],
    heldBack: [],
    leader: '',
    seen: new Map(),
  };
}

/** A session that nobody has had before. */
export function openSession(state: ClientState, client: string): Session {
  return { id: `${client}/${String(++state.durable.sessionsMade)}`, serial: 0, attempts: 0 };
}

/** The operation of a session has ended; `result` is null when its outcome is unknown. */
export function closeOperation(
  { durable }: ClientState,
  place: number,
  result: OperationRecord['result'],
  nowUs: number,
): OpenOperation | null {
  const open = durable.open[place];
  durable.open[place] = null;
  if (open === null) return null;
  appendToLog(durable.history, {
    $shared: true,
    client: open.session,
    operation: open.operation,
    result,
    invokedUs: open.invokedUs,
    returnedUs: result === null ? null : nowUs,
  });
  return open;
}
