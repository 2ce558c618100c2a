/** Events as they are told and as they are kept. */
import type { Shared } from '../../kernel/plain';

export type EventData = Readonly<Record<string, number | string>>;

/** Something that has happened, in the words of the domain. It is never changed, only read in a newer schema. */
export interface DomainEvent {
  readonly type: string;
  /** Version of the schema that `data` follows, from 1. */
  readonly schema: number;
  readonly data: EventData;
}

/** An event in the store. */
export interface StoredEvent extends Shared, DomainEvent {
  /** The aggregate it belongs to, such as `account-3`. */
  readonly stream: string;
  /** Place in its stream, from 1: the version the aggregate has with it. */
  readonly version: number;
  /** Place among all events of the store, from 1. */
  readonly position: number;
  /** When it was stored, by the clock of the store; it never goes back along the store. */
  readonly atUs: number;
  /** Id of the command that led to it; 0 for none. */
  readonly command: number;
  /** The version of the aggregate that the command was decided on. */
  readonly basedOn: number;
}
