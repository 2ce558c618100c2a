/**
 * A projection: it follows all events of the store in their order and keeps what readers ask for, here the balance of
 * every account. Its position says how far it has come; it can be thrown away and built again from the first event.
 */
import { movementCents } from './account';
import type { StoredEvent } from './events';
import { upcast } from './upcasters';

/** What it knows of one account, and of which version that is. */
export interface Balance {
  version: number;
  balanceCents: number;
}

export interface Balances {
  /** Position of the last event it has taken in. */
  position: number;
  accounts: Map<string, Balance>;
}

/** A read model that has seen nothing. */
export function createBalances(): Balances {
  return { position: 0, accounts: new Map() };
}

/**
 * Takes an event in; one that it has taken in before changes nothing.
 * @param upcasts false reads old schemas as if they were new, which is a mistake
 */
export function follow(balances: Balances, event: StoredEvent, upcasts = true): void {
  if (event.position <= balances.position) return;
  balances.position = event.position;
  const cents = movementCents(upcasts ? upcast(event) : event);
  const known = balances.accounts.get(event.stream);
  if (known === undefined) {
    balances.accounts.set(event.stream, { version: event.version, balanceCents: cents });
    return;
  }
  known.version = event.version;
  known.balanceCents += cents;
}
