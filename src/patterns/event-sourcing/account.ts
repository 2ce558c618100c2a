/**
 * The aggregate: a bank account. A command is decided on the state of the account and becomes events, or is refused
 * and becomes none; only events change the state. So the state is what its events add up to, now or at any version.
 */
import type { DomainEvent, StoredEvent } from './events';
import { NEWEST_SCHEMA, upcast } from './upcasters';

/** An account at some version. */
export interface Account {
  /** Number of events it is made of. */
  version: number;
  isOpen: boolean;
  balanceCents: number;
  /** Ids of the latest commands, so that one that comes again is known. */
  recent: number[];
}

export interface AccountCommand {
  /** What is asked for once has one id, however often it is sent; 0 for none. */
  readonly id: number;
  readonly kind: 'deposit' | 'withdraw';
  /** Whole cents, more than 0. */
  readonly cents: number;
}

export type Decision =
  | { readonly accepted: true; readonly events: readonly DomainEvent[] }
  | { readonly accepted: false; readonly reason: 'insufficientFunds' | 'invalidAmount' };

/** Commands an account remembers. */
const REMEMBERED = 16;

/** An account before its first event. */
export function createAccount(): Account {
  return { version: 0, isOpen: false, balanceCents: 0, recent: [] };
}

/** A copy that goes its own way. */
export function copyAccount(account: Account): Account {
  return { ...account, recent: [...account.recent] };
}

/** Decides a command. Nothing changes here; a command that was accepted before leads to no event again. */
export function decide(account: Account, { id, kind, cents }: AccountCommand): Decision {
  if (id > 0 && account.recent.includes(id)) return { accepted: true, events: [] };
  if (!Number.isSafeInteger(cents) || cents <= 0) return { accepted: false, reason: 'invalidAmount' };
  if (kind === 'withdraw') {
    if (cents > account.balanceCents) return { accepted: false, reason: 'insufficientFunds' };
    return { accepted: true, events: [movement('Withdrawn', cents)] };
  }
  const opening = account.isOpen ? [] : [{ type: 'Opened', schema: NEWEST_SCHEMA, data: {} }];
  return { accepted: true, events: [...opening, movement('Deposited', cents)] };
}

function movement(type: 'Deposited' | 'Withdrawn', cents: number): DomainEvent {
  return { type, schema: NEWEST_SCHEMA, data: { cents, channel: 'app' } };
}

/** What an event of the newest schema does to a balance, in cents. */
export function movementCents({ type, data }: DomainEvent): number {
  const cents = typeof data.cents === 'number' ? data.cents : 0;
  return type === 'Deposited' ? cents : type === 'Withdrawn' ? -cents : 0;
}

/** Changes the state as an event says. It asks for nothing: what has happened cannot be refused. */
export function apply(account: Account, event: DomainEvent, command: number): void {
  account.version++;
  if (event.type === 'Opened') account.isOpen = true;
  account.balanceCents += movementCents(event);
  if (command === 0 || account.recent.includes(command)) return;
  account.recent.push(command);
  if (account.recent.length > REMEMBERED) account.recent.shift();
}

/**
 * Goes on from a state through the events that follow it.
 * @param upcasts false reads old schemas as if they were new, which is a mistake
 */
export function replay(account: Account, events: readonly StoredEvent[], upcasts = true): void {
  for (const event of events) apply(account, upcasts ? upcast(event) : event, event.command);
}
