/** The changes of mode of one machine, read from the marks of the run. */
import type { Mark, ModeChange, ModeChart } from '../../../protocol/messages';

/** A change of mode in the past or, seen from the playhead, to come. */
export interface PastChange {
  /** Number of the run's event that brought it. */
  event: number;
  change: ModeChange;
}

/** Whose history it is. */
interface Owner {
  node: string;
  /** The machine's id. */
  machine: string;
  chart: ModeChart;
}

/** The changes of a machine, oldest first. A node's own mode has no machine's name: its modes tell whose they are. */
export function historyOf(marks: readonly Mark[], { node, machine, chart }: Owner): PastChange[] {
  const modes = new Set(chart.modes.map(({ id }) => id));
  return marks.flatMap(({ node: at, moved, event }) => {
    if (at !== node || !moved) return [];
    const { change } = moved;
    const mine =
      moved.machine === '' ? modes.has(change.from) && modes.has(change.to) : moved.machine === machine;
    return mine ? [{ event, change }] : [];
  });
}

/** Place in the list of the last change that has happened after so many events; -1 when none has. */
export function standingAt(changes: readonly PastChange[], events: number): number {
  return changes.findLastIndex(({ event }) => event <= events);
}

/** At most so many rows of a history: those around a place, newest first. */
export function rowsAround(
  changes: readonly PastChange[],
  place: number,
  most: number,
): { change: PastChange; place: number }[] {
  const first = Math.max(0, Math.min(changes.length - most, place - Math.floor(most / 2)));
  return changes
    .slice(first, first + most)
    .map((change, i) => ({ change, place: first + i }))
    .reverse();
}
