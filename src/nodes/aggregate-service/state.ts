/** What an aggregate service holds: accounts in memory, commands on their way, and questions about the past. */
import type { Context } from '../../kernel/contract';
import type { Message } from '../../kernel/message';
import type { Shared } from '../../kernel/plain';
import {
  copyAccount,
  createAccount,
  replay,
  type Account,
  type AccountCommand,
  type StreamPart,
} from '../../patterns/event-sourcing/index';
import type { aggregateServiceParams } from './params';

export type ServiceContext = Context<typeof aggregateServiceParams>;

/** A command as a client sends it. */
export type CommandBody = AccountCommand & { readonly stream: string };

/** The answer to a command: what became of it, and the account as it is with that. */
export interface CommandAnswer {
  readonly command: number;
  readonly stream: string;
  readonly accepted: boolean;
  readonly reason: '' | 'insufficientFunds' | 'invalidAmount';
  readonly version: number;
  readonly balanceCents: number;
}

/** A question: the balance as of a version or a time. */
export interface PastBody {
  readonly stream: string;
  readonly upTo?: number;
  readonly atUs?: number;
}

export interface PastAnswer {
  readonly stream: string;
  readonly version: number;
  readonly balanceCents: number;
}

/** A command that waits for its turn, or has it. */
export interface Task {
  message: Message;
  attempts: number;
}

/** An account in memory. */
export interface Live {
  account: Account;
  /** Of the newest snapshot in the store, as far as is known. */
  snapshotVersion: number;
}

/** What an account in memory was after it changed last. */
export interface LiveMark extends Shared {
  readonly stream: string;
  readonly version: number;
  readonly balanceCents: number;
}

export interface AggregateServiceState {
  live: Map<string, Live>;
  /** By account: commands in the order they came. The first has its turn, so that each account changes one by one. */
  lanes: Map<string, Task[]>;
  waiting: number;
  /** Questions about the past, by number. */
  questions: Map<number, Message>;
  asked: number;
  latest: LiveMark | null;
}

export function createState(): AggregateServiceState {
  return { live: new Map(), lanes: new Map(), waiting: 0, questions: new Map(), asked: 0, latest: null };
}

/** The account as a part of its stream has it, from the snapshot that came with it or from its first event. */
export function accountFrom({ snapshot, events }: StreamPart, upcasts: boolean): Account {
  const account = snapshot === null ? createAccount() : copyAccount(snapshot.state);
  if (snapshot !== null) account.version = snapshot.version;
  replay(account, events, upcasts);
  return account;
}

/** Notes down that an account in memory has changed. */
export function markLatest(state: AggregateServiceState, stream: string, account: Account): void {
  const { version, balanceCents } = account;
  state.latest = { $shared: true, stream, version, balanceCents };
}
