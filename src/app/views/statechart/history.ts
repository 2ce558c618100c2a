/** The changes of mode of one machine, read from the marks of the run. */
import type { Mark, ModeChart } from '../../../protocol/messages';

/** A change of mode in the past or, seen from the playhead, to come. */
export interface PastChange {
  atUs: number;
  /** Number of the run's event that brought it. */
  event: number;
  from: string;
  to: string;
}

/** Whose history it is. */
interface Owner {
  node: string;
  /** The machine's id: its key, and for a policy a slash and the policy. Empty for the node's own mode. */
  machine: string;
  chart: ModeChart;
}

/** Reads `key: from → to`, or `from → to` of the node itself; null when a text is neither. */
export function readChange(text: string): { key: string; from: string; to: string } | null {
  const match = /^(?:(.+?): )?(\S+) → (\S+)$/.exec(text);
  const [, key = '', from, to] = match ?? [];
  return from === undefined || to === undefined ? null : { key, from, to };
}

/**
 * The changes of a machine, oldest first. Two machines of a node may have the same key, such as the health of a server
 * and the breaker for it: the modes tell them apart.
 */
export function historyOf(marks: readonly Mark[], { node, machine, chart }: Owner): PastChange[] {
  const keys = [machine.split('/')[0] ?? '', ''];
  const modes = new Set(chart.modes.map(({ id }) => id));
  return marks.flatMap(({ kind, node: at, text, atUs, event }) => {
    const change = kind === 'mode' && at === node ? readChange(text) : null;
    if (!change || !keys.includes(change.key) || !modes.has(change.from) || !modes.has(change.to)) return [];
    return [{ atUs, event, from: change.from, to: change.to }];
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
