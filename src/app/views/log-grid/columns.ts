/** Which part of the logs is in sight, and what stands in it. Pure. */
import type { NodeLog } from '../../../protocol/messages';

export const CELL_W = 68;
/** Columns fetched and drawn on each side beyond what is in sight. */
const AROUND = 8;
/** Windows begin at a multiple of this, so that scrolling does not ask anew with every column. */
const STEP = 4;

/** Columns of the grid: one for each index beyond what every log has in a snapshot. */
export interface Columns {
  /** Indices up to here are in all snapshots and have no column of their own. */
  base: number;
  last: number;
}

export function columnsOf(logs: readonly NodeLog[]): Columns {
  if (logs.length === 0) return { base: 0, last: 0 };
  return {
    base: Math.min(...logs.map(({ snapshotIndex }) => snapshotIndex)),
    last: Math.max(...logs.map(({ lastIndex }) => lastIndex)),
  };
}

/** Left edge of an index, in pixels from the first column. */
export function leftOf({ base }: Columns, index: number): number {
  return (index - base - 1) * CELL_W;
}

/** The indices in sight and a few around them. */
export function windowAt(
  columns: Columns,
  scrollPx: number,
  widthPx: number,
): { from: number; count: number } {
  const first = Math.floor(scrollPx / CELL_W) + columns.base + 1 - AROUND;
  const from = Math.max(columns.base + 1, Math.floor(first / STEP) * STEP);
  return { from, count: Math.ceil(widthPx / CELL_W) + 2 * AROUND + STEP };
}

/** How many columns fill so much width, with some around them. */
export function countFor(widthPx: number): number {
  return windowAt({ base: 0, last: 0 }, 0, widthPx).count;
}

/** The leader whose view of the others is shown: of several, the one of the newest term. */
export function leaderOf(logs: readonly NodeLog[]): NodeLog | null {
  let leader: NodeLog | null = null;
  for (const log of logs) if (log.followers.length > 0 && log.epoch > (leader?.epoch ?? -1)) leader = log;
  return leader;
}

type Entry = NodeLog['entries'][number];

/**
 * What stands at each index when logs differ: the leader's entry, else one that somebody knows is committed, else the
 * one of the newest term.
 */
function standardOf(logs: readonly NodeLog[]): Map<number, Entry> {
  const leader = leaderOf(logs);
  const standard = new Map<number, Entry & { weight: number }>();
  for (const log of logs) {
    for (const entry of log.entries) {
      const committed = entry.index <= log.commitIndex;
      const weight = log === leader ? Infinity : committed ? 2 ** 40 : entry.epoch;
      const known = standard.get(entry.index);
      if (!known || weight > known.weight) standard.set(entry.index, { ...entry, weight });
    }
  }
  return standard;
}

/** Entries that contradict what stands at their index elsewhere: the same index, another term. */
export function conflictsIn(logs: readonly NodeLog[]): ReadonlyMap<string, ReadonlySet<number>> {
  const standard = standardOf(logs);
  return new Map(
    logs.map(({ id, entries }) => [
      id,
      new Set(entries.flatMap(({ index, epoch }) => (standard.get(index)?.epoch === epoch ? [] : [index]))),
    ]),
  );
}

/** The terms of the entries that were fetched, in order. */
export function epochsIn(logs: readonly NodeLog[]): number[] {
  return [...new Set(logs.flatMap(({ entries }) => entries.map(({ epoch }) => epoch)))].sort((a, b) => a - b);
}

/** An entry in words, for those who do not see its colour and outline. */
export function sayEntry(entry: Entry, committed: boolean, conflicts: boolean): string {
  const { index, epoch, text } = entry;
  const state = conflicts ? 'contradicts the others' : committed ? 'committed' : 'tentative';
  return `${String(index)}: ${text}, term ${String(epoch)}, ${state}`;
}

/** A whole log in words. */
export function sayLog({ id, lastIndex, commitIndex, snapshotIndex }: NodeLog, conflicts: number): string {
  const parts = [
    lastIndex === 0 ? 'empty' : `${String(lastIndex)} entries`,
    `${String(commitIndex)} known to be committed`,
    snapshotIndex > 0 ? `${String(snapshotIndex)} in a snapshot` : '',
    conflicts > 0 ? `${String(conflicts)} in sight contradict the others` : '',
  ];
  return `${id}: ${parts.filter((part) => part !== '').join(', ')}`;
}
