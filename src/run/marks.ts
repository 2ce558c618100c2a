/** What the timeline marks: mode changes, lives of nodes, broken promises. Kept for each branch as it is run. */
import type { ModeChange } from '../kernel/contract';
import { ENTRY, type Recorder } from '../kernel/trace';
import type { Model } from '../kernel/model';
import { moveWords } from './words';

export interface Mark {
  atUs: number;
  event: number;
  /** `epoch`: the node came into another term, ballot or epoch and kept its mode. */
  kind: 'mode' | 'epoch' | 'life' | 'broken' | 'note';
  node: string;
  text: string;
  /** Of a mode: the machine that changed it, empty for the node itself, and how. */
  moved?: { machine: string; change: ModeChange };
  /** Of a mode or epoch: the term, ballot or epoch the node is in from here on. */
  epoch?: number;
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

/** Marks of a branch that shares its history with another up to before a time. */
export function marksBefore(list: MarkList, us: number): MarkList {
  const marks = list.marks.filter((mark) => mark.atUs < us);
  return { marks, upTo: Math.min(list.upTo, us === Infinity ? list.upTo : (marks.at(-1)?.event ?? 0)) };
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
    const node = recorder.nodes[at] >= 0 ? model.nodes[recorder.nodes[at]].id : '';
    const mark = markOf(code, recorder.subjects[at], node, list.marks);
    if (!mark) continue;
    list.marks.push({ atUs: recorder.times[at], event: recorder.events[at], node, ...mark });
  }
  if (recorder.written > recorder.first) {
    list.upTo = Math.max(list.upTo, recorder.events[(recorder.written - 1) % recorder.size]);
  }
  if (list.marks.length > MARKS_KEPT) list.marks = thinMarks(list.marks);
  return recorder.written;
}

type Said = Omit<Mark, 'atUs' | 'event' | 'node'>;

function markOf(code: number, subject: unknown, node: string, before: readonly Mark[]): Said | null {
  if (code === ENTRY.mode) {
    const { machine, change } = subject as { machine: string; change: ModeChange };
    const { epoch } = change;
    if (change.from === change.to) return epoch === undefined ? null : epochMark(epoch, node, before);
    const name = machine.split('/')[0];
    const text = `${name === '' ? '' : `${name}: `}${moveWords(change)}`;
    const mark: Said = { kind: 'mode', text, moved: { machine, change } };
    return epoch === undefined ? mark : { ...mark, epoch };
  }
  if (code === ENTRY.node) return { kind: 'life', text: (subject as { what: string }).what };
  if (code === ENTRY.log) return { kind: 'note', text: String(subject) };
  return { kind: 'broken', text: (subject as { title: string }).title };
}

function epochMark(epoch: number, node: string, before: readonly Mark[]): Said | null {
  const known = before.findLast((mark) => mark.node === node && mark.epoch !== undefined);
  return known?.epoch === epoch ? null : { kind: 'epoch', text: `term ${String(epoch)}`, epoch };
}

function thinMarks(marks: readonly Mark[]): Mark[] {
  const half = MARKS_KEPT / 2;
  return marks.filter((mark, index) => index >= half || index % 2 === 0 || mark.kind === 'broken');
}
