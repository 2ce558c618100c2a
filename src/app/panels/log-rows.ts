/** The rows of the log that the page holds: what is shown, and what waits while somebody reads. Pure. */
import type { TraceRow } from '../../protocol/messages';

/** Rows asked for at a time. */
export const PAGE = 80;
/** Rows kept while nobody has scrolled. */
const LIVE_KEPT = 240;

export interface LogRows {
  /** Newest first, without a gap. */
  shown: readonly TraceRow[];
  /** Newer ones that wait until the reader comes back to the top. */
  waiting: readonly TraceRow[];
  /** There is a gap between those that wait and those shown: too many came. */
  gap: boolean;
  /** Entries of all events up to this one have been asked for. */
  upTo: number;
  /** Nothing older is kept. */
  ended: boolean;
}

export const NO_ROWS: LogRows = { shown: [], waiting: [], gap: false, upTo: -1, ended: true };

/** The newest rows, when nothing is held yet. */
export function firstRows(rows: readonly TraceRow[], upTo: number): LogRows {
  return { shown: rows, waiting: [], gap: false, upTo: newest(rows, upTo), ended: rows.length < PAGE };
}

/**
 * Rows of events after `upTo` have come.
 * @param reading they must not push what is being read
 */
export function withNewer(log: LogRows, rows: readonly TraceRow[], upTo: number, reading: boolean): LogRows {
  const overflow = rows.length >= PAGE;
  const waiting = overflow ? rows : [...rows, ...log.waiting];
  const held = { ...log, waiting, gap: log.gap || overflow, upTo: newest(rows, upTo) };
  return reading ? held : withWaiting(held);
}

/** The reader is back at the top: what has waited is shown. */
export function withWaiting(log: LogRows): LogRows {
  const { waiting, gap } = log;
  if (waiting.length === 0) return log;
  if (gap) return { ...log, shown: waiting, waiting: [], gap: false, ended: false };
  const shown = [...waiting, ...log.shown];
  const cut = shown.length > LIVE_KEPT;
  return {
    ...log,
    shown: cut ? shown.slice(0, LIVE_KEPT) : shown,
    waiting: [],
    ended: log.ended && !cut,
  };
}

/** The run has gone back to what is shown: what has waited is its future, and none of its news. */
export function withoutWaiting(log: LogRows): LogRows {
  return { ...log, waiting: [], gap: false, upTo: newest(log.shown, -1) };
}

/** Older rows have come. */
export function withOlder(log: LogRows, rows: readonly TraceRow[]): LogRows {
  return { ...log, shown: [...log.shown, ...rows], ended: rows.length < PAGE };
}

/** Whether the rows held still tell of a run that stands after so many events. */
export function reaches(log: LogRows, events: number): boolean {
  const oldest = log.shown[log.shown.length - 1];
  return events <= log.upTo && (log.ended || (oldest !== undefined && oldest.event <= events));
}

/** How many rows wait, in words; empty for none. */
export function waitingWords({ waiting, gap }: LogRows): string {
  if (waiting.length === 0) return '';
  return gap ? `${String(PAGE)}+ newer` : `${String(waiting.length)} newer`;
}

/** Rows with keys that stay the same while rows come and go: the number of the event, and the place within it. */
export function withKeys(rows: readonly TraceRow[]): { row: TraceRow; key: string }[] {
  const seen = new Map<number, number>();
  return rows
    .toReversed()
    .map((row) => {
      const place = seen.get(row.event) ?? 0;
      seen.set(row.event, place + 1);
      return { row, key: `${String(row.event)}.${String(place)}` };
    })
    .reverse();
}

/** Number of the newest event known of. */
export function newest(rows: readonly TraceRow[], upTo: number): number {
  return Math.max(upTo, rows[0]?.event ?? upTo);
}
