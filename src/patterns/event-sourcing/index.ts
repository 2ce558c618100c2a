/** Event sourcing: an aggregate, the store of its events, and a projection. Rules [ES1] … in `SPEC.md`. */
export { apply, copyAccount, createAccount, decide, movementCents, replay } from './account';
export type { Account, AccountCommand, Decision } from './account';
export type { DomainEvent, EventData, StoredEvent } from './events';
export { accountStream, storeWithPast } from './history';
export { createBalances, follow } from './read-model';
export type { Balance, Balances } from './read-model';
export {
  addSnapshot,
  ANY_VERSION,
  append,
  createEventStore,
  readAll,
  readStream,
  snapshotAt,
  snapshotDue,
  snapshotVersionOf,
  versionAt,
  versionOf,
} from './store';
export type { Append, Appended, EventStore, EventStream, ReadStream, Snapshot, StreamPart } from './store';
export { NEWEST_SCHEMA, upcast } from './upcasters';
