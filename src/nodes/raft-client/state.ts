/** What a client of a Raft cluster keeps: its sessions, and the history of all they did. */
import type { Context } from '../../kernel/contract';
import { createClientHistory } from '../client-history';
import type { Sessions } from '../client-sessions';
import type { raftClientParams } from './params';

export type ClientContext = Context<typeof raftClientParams>;

export interface ClientState extends Sessions {
  /** Which server to ask next. */
  leader: string;
  /** What each key held when last seen: what a compare-and-set expects. */
  seen: Map<number, number | null>;
}

export function createClient(): ClientState {
  return {
    durable: createClientHistory(),
    sessions: [],
    heldBack: [],
    leader: '',
    seen: new Map(),
  };
}
