/**
 * The replicated log and what else must survive a crash. Entries are numbered from 1; those up to the snapshot's
 * index are in the snapshot.
 */
import type { AppendLog, Shared } from '../../kernel/plain';
import { configOf, type Config } from './config';
import { createStore, type Operation, type Store } from './store';

/** An entry of the log. Never changes, and is shared by all who have it. */
export type Entry = Shared & { readonly index: number; readonly term: number } & Content;

/** What an entry is for: opening a leader's term, a client's command, or a change of members. */
export type Content =
  | { readonly kind: 'noOp' }
  | {
      readonly kind: 'command';
      readonly session: string;
      readonly serial: number;
      readonly operation: Operation;
    }
  | { readonly kind: 'config'; readonly config: Config };

/** What the entries up to an index have led to. The entries themselves are gone. */
export interface LogSnapshot extends Shared {
  readonly index: number;
  readonly term: number;
  readonly config: Config;
  readonly store: Store;
}

/** What a server keeps on its disk. */
export interface Durable {
  term: number;
  /** Whom it voted for in this term; empty for nobody. */
  votedFor: string;
  /** Everything before the log; of index 0 at first. */
  snapshot: LogSnapshot;
  /** Entries from `snapshot.index + 1` on. */
  log: AppendLog<Entry>;
}

/** The disk of a server that has never run. */
export function emptyDisk(members: readonly string[]): Durable {
  const snapshot: LogSnapshot = {
    $shared: true,
    index: 0,
    term: 0,
    config: configOf(members),
    store: createStore(),
  };
  return { term: 0, votedFor: '', snapshot, log: { $log: true, items: [], length: 0 } };
}

/** Index of the last entry, 0 for none. */
export function lastIndex({ snapshot, log }: Durable): number {
  return snapshot.index + log.length;
}

/** Term of the last entry, 0 for none. */
export function lastTerm({ snapshot, log }: Durable): number {
  return log.length > 0 ? log.items[log.length - 1].term : snapshot.term;
}

/** The entry at an index; undefined when the log does not reach so far, or begins later. */
export function entryAt({ snapshot, log }: Durable, index: number): Entry | undefined {
  const place = index - snapshot.index - 1;
  return place >= 0 && place < log.length ? log.items[place] : undefined;
}

/** Term of the entry at an index, that of the snapshot's last included; −1 when it is not known. */
export function termAt(durable: Durable, index: number): number {
  return index === durable.snapshot.index ? durable.snapshot.term : (entryAt(durable, index)?.term ?? -1);
}

/** At most `limit` entries from an index on. */
export function entriesFrom({ snapshot, log }: Durable, index: number, limit: number): Entry[] {
  const first = index - snapshot.index - 1;
  return log.items.slice(first, Math.min(log.length, first + limit));
}

/** Index of the first entry of the term that stands at `index`, as far as the log reaches back. */
export function firstOfTerm(durable: Durable, index: number): number {
  const term = termAt(durable, index);
  let first = index;
  while (termAt(durable, first - 1) === term) first--;
  return first;
}

/** Index of the last entry of a term, or 0 when the log has none. Terms never decrease along a log. */
export function lastOfTerm(durable: Durable, term: number): number {
  for (let index = lastIndex(durable); index >= durable.snapshot.index && index > 0; index--) {
    const found = termAt(durable, index);
    if (found === term) return index;
    if (found < term) return 0;
  }
  return 0;
}

/** Whether a log that ends so is at least as complete as this one (section 5.4.1 of the paper). */
export function isUpToDate(durable: Durable, term: number, index: number): boolean {
  const own = lastTerm(durable);
  return term > own || (term === own && index >= lastIndex(durable));
}

/**
 * Adds the next entry. The items are copied first when they are shared with another world that went on differently,
 * or reach beyond the end of this log.
 */
export function append({ log }: Durable, entry: Entry): void {
  if (log.items.length !== log.length) log.items = log.items.slice(0, log.length);
  log.items.push(entry);
  log.length++;
}

/** Removes all entries from an index on. */
export function cutFrom({ snapshot, log }: Durable, index: number): void {
  log.length = Math.min(log.length, index - snapshot.index - 1);
}

/** Puts a snapshot in the place of all it stands for; entries beyond it stay if they follow from it. */
export function replaceBySnapshot(durable: Durable, snapshot: LogSnapshot): void {
  const follows = termAt(durable, snapshot.index) === snapshot.term;
  const kept = follows ? entriesFrom(durable, snapshot.index + 1, Infinity) : [];
  durable.snapshot = snapshot;
  durable.log = { $log: true, items: kept, length: kept.length };
}

/** The newest configuration in a log up to an index, committed or not, with the index where it stands. */
export function configAt(durable: Durable, upTo: number): { config: Config; index: number } {
  for (let index = upTo; index > durable.snapshot.index; index--) {
    const entry = entryAt(durable, index);
    if (entry?.kind === 'config') return { config: entry.config, index };
  }
  return { config: durable.snapshot.config, index: durable.snapshot.index };
}
