/** What a Raft server node holds: a server of the pattern, and what the host keeps for it. */
import type { Context, ModeChange } from '../../kernel/contract';
import type { Message } from '../../kernel/message';
import type { Shared } from '../../kernel/plain';
import type { EventHandle } from '../../kernel/queue';
import type { Effect, Operation, RaftServer } from '../../patterns/raft/index';
import type { raftServerParams } from './params';

export type RaftContext = Context<typeof raftServerParams>;

export interface RaftNodeState extends RaftServer {
  election: EventHandle;
  heartbeat: EventHandle;
  disk: Disk;
  /** Requests of clients that have no answer yet, by the number the server knows them by. */
  asked: Map<number, Asked>;
  askedCount: number;
  lastChange: ModeChange | null;
}

/** A disk that writes one thing at a time; what comes meanwhile is written together afterwards. */
export interface Disk {
  writing: boolean;
  /** What may leave the server when the present write ends, and when the next one does. */
  behindThis: Effect[];
  behindNext: Effect[];
  /** Whether there is anything to write next. */
  writesNext: boolean;
}

/** A request of a client that waits here. */
export interface Asked extends Shared {
  readonly message: Message;
  readonly arrivedUs: number;
}

/** What a client sends: a command of its session. */
export interface CommandBody {
  readonly session: string;
  readonly serial: number;
  readonly operation: Operation;
}

/** What it is answered. */
export interface CommandAnswer {
  /** Of a completed command. */
  readonly ok: boolean;
  readonly value: number | null;
  /** The answer tells what the log says up to here. */
  readonly index: number;
  /** Who leads, as far as the server knows; empty for nobody. */
  readonly leader: string;
}
