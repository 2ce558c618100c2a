/** What the timeline marks: mode changes, lives of nodes, broken promises. Kept for each branch as it is run. */
import type { ModeChange } from '../kernel/contract';
import { ENTRY, type Recorder } from '../kernel/trace';
import type { Model } from '../kernel/model';
import { moveWords } from './words';

export interface Mark {
  atUs: number;
  event: number;
  kind: 'mode' | 'life' | 'broken' | 'note';
  node: string;
  text: string;
  /** Of a mode: the machine that changed it, empty for the node itself, and how. */
  moved?: { machine: string; change: ModeChange };
}

/** Marks of one branch, in the order of events. */
export interface MarkList {
  marks: Mark[];
  /** Number of the last event that has been looked at. */
  upTo: number;
}

/** Most marks kept: beyond, every second of the older half goes, except broken promises. */
const MARKS_KEPT = 2_000;

/** No marks yet. */
export function createMarks(): MarkList {
  return { marks: [], upTo: 0 };
}

/** Marks of a branch that shares its history with another up to an event. */
export function forkMarks(list: MarkList, event: number): MarkList {
  return { marks: list.marks.filter((mark) => mark.event <= event), upTo: Math.min(list.upTo, event) };
}

/**
 * Adds the marks of entries that are new to the list.
 * @param scanned number of the first entry not looked at yet
 * @returns the number to go on with
 */
export function collectMarks(list: MarkList, recorder: Recorder, model: Model, scanned: number): number {
  for (let i = Math.max(scanned, recorder.first); i < recorder.written; i++) {
    const at = i % recorder.size;
    const code = recorder.kinds[at];
    if (code !== ENTRY.mode && code !== ENTRY.node && code !== ENTRY.invariant && code !== ENTRY.log)
      continue;
    if (recorder.events[at] <= list.upTo) continue;
    const mark = markOf(code, recorder.subjects[at]);
    if (!mark) continue;
    const node = recorder.nodes[at];
    list.marks.push({
      atUs: recorder.times[at],
      event: recorder.events[at],
      node: node >= 0 ? model.nodes[node].id : '',
      ...mark,
    });
  }
  if (recorder.written > recorder.first) {
    list.upTo = Math.max(list.upTo, recorder.events[(recorder.written - 1) % recorder.size]);
  }
  if (list.marks.length > MARKS_KEPT) list.marks = thinMarks(list.marks);
  return recorder.written;
}

function markOf(code: number, subject: unknown): Pick<Mark, 'kind' | 'text' | 'moved'> | null {
  if (code === ENTRY.mode) {
    const { machine, change } = subject as { machine: string; change: ModeChange };
    if (change.from === change.to) return null;
    const name = machine.split('/')[0];
    const text = `${name === '' ? '' : `${name}: `}${moveWords(change)}`;
    return { kind: 'mode', text, moved: { machine, change } };
  }
  if (code === ENTRY.node) return { kind: 'life', text: (subject as { what: string }).what };
  if (code === ENTRY.log) return { kind: 'note', text: String(subject) };
  return { kind: 'broken', text: (subject as { title: string }).title };
}

function thinMarks(marks: readonly Mark[]): Mark[] {
  const half = MARKS_KEPT / 2;
  return marks.filter((mark, index) => index >= half || index % 2 === 0 || mark.kind === 'broken');
}
