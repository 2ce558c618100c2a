/**
 * Upcasters: events are kept as they were written, and brought to the newest schema whenever they are read. Each
 * upcaster goes one version up, so that code knows only the newest one (Young, *Versioning in an Event Sourced
 * System*, 2017).
 */
import type { DomainEvent, EventData } from './events';

type Upcaster = (data: EventData) => EventData;

/** Schema 1 counted money in whole euros. */
const toCents: Upcaster = ({ euros, ...rest }) => ({ ...rest, cents: Number(euros) * 100 });

/** Schema 2 did not say where the money came in or went out. */
const withChannel: Upcaster = (data) => ({ ...data, channel: 'unknown' });

/** By type of event: how schema 1 becomes schema 2, and so on. A type without any never changed. */
const UPCASTERS: Readonly<Record<string, readonly Upcaster[]>> = {
  Deposited: [toCents, withChannel],
  Withdrawn: [toCents, withChannel],
};

/** The schema in which events are written today. */
export const NEWEST_SCHEMA = 3;

/** The event as the newest schema has it. The event itself stays as it is. */
export function upcast(event: DomainEvent): DomainEvent {
  if (event.schema >= NEWEST_SCHEMA) return event;
  let data = event.data;
  for (const up of (UPCASTERS[event.type] ?? []).slice(event.schema - 1)) data = up(data);
  return { type: event.type, schema: NEWEST_SCHEMA, data };
}
