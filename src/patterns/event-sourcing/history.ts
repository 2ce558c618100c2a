/** A past for a store that is opened for the first time: accounts that were used before anyone watched. */
import type { DomainEvent, EventData } from './events';
import { append, createEventStore, type EventStore } from './store';

/** The name of an account's stream. */
export function accountStream(account: number): string {
  return `account-${String(account)}`;
}

/** Shares of a past that were written in schema 1 and in schema 2; the rest is in schema 3. */
const IN_SCHEMA_1 = 0.4;
const IN_SCHEMA_2 = 0.8;
const US_BETWEEN = 1_000_000;

/**
 * A store with a past, the oldest of it in old schemas. Amounts are whole euros, and no account was ever overdrawn.
 * @param accounts how many
 * @param events of each account; 0 for none at all
 * @param chance on [0, 1)
 */
export function storeWithPast(accounts: number, events: number, chance: () => number): EventStore {
  const store = createEventStore();
  const euros = Array.from({ length: accounts }, () => 0);
  for (let version = 1; version <= events; version++) {
    const schema = version <= events * IN_SCHEMA_1 ? 1 : version <= events * IN_SCHEMA_2 ? 2 : 3;
    for (let account = 0; account < accounts; account++) {
      const event = version === 1 ? opening(schema) : pastMovement(schema, euros, account, chance);
      const stream = accountStream(account);
      const [expected, atUs] = [version - 1, (version - 1 - events) * US_BETWEEN];
      append(store, { stream, expected, events: [event], command: 0, basedOn: expected }, atUs);
    }
  }
  return store;
}

function opening(schema: number): DomainEvent {
  return { type: 'Opened', schema, data: {} };
}

/** Up to 80 € in, or up to 80 € of what is there out. */
function pastMovement(schema: number, euros: number[], account: number, chance: () => number): DomainEvent {
  const amount = 1 + Math.floor(chance() * 80);
  const goesOut = chance() < 0.4 && amount <= euros[account];
  euros[account] += goesOut ? -amount : amount;
  return { type: goesOut ? 'Withdrawn' : 'Deposited', schema, data: dataIn(schema, amount) };
}

/** The same amount as each schema wrote it. */
function dataIn(schema: number, euros: number): EventData {
  if (schema === 1) return { euros };
  return schema === 2 ? { cents: euros * 100 } : { cents: euros * 100, channel: 'branch' };
}
