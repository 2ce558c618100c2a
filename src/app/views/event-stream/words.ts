/** What the view says of events, states and those who follow. Pure. */
import type { Glance, StreamView } from '../../../protocol/messages';
import { formatMoment } from '../../format';

type StreamEvent = StreamView['events'][number];

/** How far a reader of the stream has come. */
export interface Reader {
  id: string;
  version: number;
}

/** Nodes that say how far they have come in a stream: projections, and services with the account in memory. */
export function readersOf(glances: readonly Glance[], stream: string): Reader[] {
  return glances.flatMap(({ id, picture }) => {
    const versions = (picture as { versions?: Readonly<Record<string, number>> } | null | undefined)
      ?.versions;
    const version = versions && Object.hasOwn(versions, stream) ? versions[stream] : undefined;
    return version === undefined ? [] : [{ id, version }];
  });
}

/** When an event was stored. */
export function sayTime(atUs: number): string {
  return atUs < 0 ? 'before' : formatMoment(atUs);
}

/** The schema it was written in, and the one it is read in when that is another. */
export function saySchema({ schema, written }: StreamEvent, newest: number): string {
  return written === '' ? `v${String(schema)}` : `v${String(schema)} → v${String(newest)}`;
}

/** A row in words, for those who do not see its marks. */
export function sayEvent(
  event: StreamEvent,
  newest: number,
  readers: readonly string[],
  isSnapshot: boolean,
): string {
  const { version, type, text, atUs, schema, written } = event;
  return [
    `${String(version)}: ${type}${text === '' ? '' : ` ${text}`}`,
    atUs < 0 ? 'before the start' : `at ${formatMoment(atUs)}`,
    written === ''
      ? `schema ${String(schema)}`
      : `written in schema ${String(schema)}, read in ${String(newest)}`,
    isSnapshot ? 'snapshot here' : '',
    readers.length > 0 ? `${readers.join(' and ')} ${readers.length > 1 ? 'are' : 'is'} here` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** How the state was come by: `from the snapshot at 100 and 12 events`. */
export function sayReplay({ version, snapshot, replayed }: StreamView['state']): string {
  if (version === 0) return 'Before the first event.';
  const events = `${String(replayed)} ${replayed === 1 ? 'event' : 'events'}`;
  if (snapshot === 0) return `Replayed: ${events}, from the first.`;
  return replayed === 0
    ? `The snapshot at ${String(snapshot)}, nothing to replay.`
    : `Replayed: ${events} after the snapshot at ${String(snapshot)}.`;
}
