/** Disks to start from: the seven logs of figure 7 of the paper, as they are when a leader of term 8 is elected. */
import { emptyDisk, type Durable, type Entry } from '../../patterns/raft/index';

/** The terms of the entries. Figure 7 shows all the ways in which followers may differ from a leader. */
const FIGURE_7 = {
  figure7Leader: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6],
  figure7a: [1, 1, 1, 4, 4, 5, 5, 6, 6],
  figure7b: [1, 1, 1, 4],
  figure7c: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
  figure7d: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
  figure7e: [1, 1, 1, 4, 4, 4, 4],
  figure7f: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
} as const;

export type FirstLog = 'empty' | keyof typeof FIGURE_7;

/** The newest term that any of the seven has seen. */
const LAST_TERM = 7;

/** An entry with the same index and term is the same entry, on whatever disk. */
const entries = new Map<string, Entry>();

function entryOf(index: number, term: number): Entry {
  const name = `${String(index)}/${String(term)}`;
  let entry = entries.get(name);
  if (entry === undefined) {
    const operation = { $shared: true, kind: 'write', key: 0, value: index } as const;
    entry = {
      $shared: true,
      index,
      term,
      kind: 'command',
      session: `leader of term ${String(term)}`,
      serial: index,
      operation,
    };
    entries.set(name, entry);
  }
  return entry;
}

/** What the disk of a server holds at the start of the run. */
export function firstDisk(members: readonly string[], log: FirstLog): Durable {
  const disk = emptyDisk(members);
  if (log === 'empty') return disk;
  const items = FIGURE_7[log].map((term, place) => entryOf(place + 1, term));
  return { ...disk, term: LAST_TERM, log: { ...disk.log, items, length: items.length } };
}
