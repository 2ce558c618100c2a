/** The trace as rows of a log. */
import type { ModeChange, Tone } from '../kernel/contract';
import type { Message } from '../kernel/message';
import type { Model } from '../kernel/model';
import {
  entryAt,
  entryCount,
  firstEntryOf,
  type EntryKind,
  type Recorder,
  type TraceEntry,
} from '../kernel/trace';
import { describe } from './words';

/** Which rows of the log are wanted. Everything but `before` and `limit` may be left out. */
export interface TraceQuery {
  /** Only entries of events before this one; from the newest when null. */
  before: number | null;
  /** Only entries of events after this one. */
  after?: number;
  /** About so many rows: those of one event are never separated. */
  limit: number;
  /** Only rows that contain it, in any case. */
  text?: string;
  /** Only rows about this node. */
  node?: string | null;
  /** Only rows of these kinds; of all kinds when null. */
  kinds?: readonly RowKind[] | null;
}

/** The kind of the entry, except that a machine whose guards all refused has not changed its mode. */
type RowKind = EntryKind | 'refusal';

/** One row of the log. */
export interface TraceRow {
  /** Number of the entry; grows with time. */
  entry: number;
  event: number;
  cause: number;
  atUs: number;
  kind: RowKind;
  node: string | null;
  text: string;
  tone: Tone;
  /** The message it is about, if any: what it was, and of a reply how it ended. */
  message: Pick<Message, 'role' | 'status'> | null;
}

function messageOf({ kind, subject }: TraceEntry): TraceRow['message'] {
  if (kind !== 'deliver' && kind !== 'send' && kind !== 'drop') return null;
  const { role, status } = kind === 'drop' ? (subject as { message: Message }).message : (subject as Message);
  return { role, status };
}

function rowKind({ kind, subject }: TraceEntry): RowKind {
  if (kind !== 'mode') return kind;
  const { from, to } = (subject as { change: ModeChange }).change;
  return from === to ? 'refusal' : 'mode';
}

/** An entry as a row; null for entries that say nothing of their own. */
export function rowOf(model: Model, entry: TraceEntry, number: number): TraceRow | null {
  const said = describe(model, entry);
  if (said === null) return null;
  const { event, cause, atUs } = entry;
  return { entry: number, event, cause, atUs, kind: rowKind(entry), message: messageOf(entry), ...said };
}

/** Rows of the log, newest first. */
export function traceRows(model: Model, recorder: Recorder, query: TraceQuery): TraceRow[] {
  const { before, after = -1, limit, text = '', node = null, kinds = null } = query;
  const rows: TraceRow[] = [];
  const wanted = text.trim().toLowerCase();
  const last = before === null ? entryCount(recorder) : firstEntryOf(recorder, before);
  for (let i = last - 1; i >= 0; i--) {
    const entry = entryAt(recorder, i);
    const { event, cause, atUs } = entry;
    if (event <= after || (rows.length >= limit && event !== rows[rows.length - 1].event)) break;
    const kind = rowKind(entry);
    if (kinds !== null && !kinds.includes(kind)) continue;
    const said = describe(model, entry);
    if (!said) continue;
    if (node !== null && said.node !== node) continue;
    if (wanted !== '' && !said.text.toLowerCase().includes(wanted)) continue;
    rows.push({ entry: recorder.first + i, event, cause, atUs, kind, message: messageOf(entry), ...said });
  }
  return rows;
}
