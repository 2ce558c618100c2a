/**
 * Changes of the input log that are not acts: clips are moved, stretched, copied, muted and deleted, branches are
 * renamed and deleted, moments are bookmarked. Each gives a new log and leaves the old one as it was.
 */
import { actionSpec, type Input } from '../kernel/input';
import { firstDifferenceUs } from './difference';
import {
  changeBranch,
  currentBranch,
  EditProblem,
  freshInputId,
  type Bookmark,
  type Branch,
  type InputLog,
} from './log';

/** What is to be changed. Clips are those of the current branch. */
export type LogEdit =
  /** Begins and ends at other times; null leaves it open. */
  | { kind: 'time'; id: string; atUs: number; untilUs: number | null }
  | { kind: 'mute'; id: string; muted: boolean }
  /** The same once more, beginning at a time. */
  | { kind: 'copy'; id: string; atUs: number }
  | { kind: 'delete'; id: string }
  | { kind: 'rename'; branch: string; title: string }
  | { kind: 'discard'; branch: string }
  /** Adds a bookmark, or changes the one of its id. */
  | { kind: 'bookmark'; bookmark: Bookmark }
  | { kind: 'unmark'; id: string };

const TITLE_LENGTH = 60;
/** Longest note of a bookmark. */
const NOTE_LENGTH = 200;

/** The log with an edit made. @throws EditProblem when it makes no sense */
export function editLog(log: InputLog, edit: LogEdit): InputLog {
  switch (edit.kind) {
    case 'time':
      return changeInputs(
        log,
        (inputs) => inputs.map((input) => (input.id === edit.id ? timed(input, edit) : input)),
        edit.id,
      );
    case 'mute':
      return changeInputs(
        log,
        (inputs) => inputs.map((input) => (input.id === edit.id ? { ...input, muted: edit.muted } : input)),
        edit.id,
      );
    case 'copy': {
      const id = freshInputId(log);
      return changeInputs(
        log,
        (inputs) =>
          inputs.flatMap((input) => (input.id === edit.id ? [input, copied(input, id, edit.atUs)] : [input])),
        edit.id,
      );
    }
    case 'delete':
      return changeInputs(log, (inputs) => inputs.filter((input) => input.id !== edit.id), edit.id);
    case 'rename':
      return rename(log, edit.branch, edit.title);
    case 'discard':
      return discard(log, edit.branch);
    case 'bookmark':
      return bookmark(log, edit.bookmark);
    case 'unmark':
      return { ...log, bookmarks: (log.bookmarks ?? []).filter(({ id }) => id !== edit.id) };
  }
}

/** The current branch with other inputs. What it shares with others may end earlier than before. */
function changeInputs(
  log: InputLog,
  change: (inputs: readonly Input[]) => readonly Input[],
  id: string,
): InputLog {
  const branch = currentBranch(log);
  if (!branch.inputs.some((input) => input.id === id)) {
    throw new EditProblem('That clip is not on this branch any more.');
  }
  const inputs = change(branch.inputs);
  const sharedUs = Math.max(0, firstDifferenceUs(branch.inputs, inputs) - 1);
  const changed = changeBranch(log, { inputs });
  return {
    ...changed,
    branches: changed.branches.map((one) =>
      (one.id === branch.id && one.parentId !== null) || one.parentId === branch.id
        ? { ...one, forkAtUs: Math.min(one.forkAtUs, sharedUs) }
        : one,
    ),
  };
}

function timed(input: Input, { atUs, untilUs }: { atUs: number; untilUs: number | null }): Input {
  const from = wholeTime(atUs);
  if (untilUs === null) return { ...input, atUs: from, untilUs: null };
  if (actionSpec(input.action)?.lasts !== true) {
    throw new EditProblem(
      `${actionSpec(input.action)?.title ?? input.action} is over at once and has no end.`,
    );
  }
  const until = wholeTime(untilUs);
  if (until <= from) throw new EditProblem('A clip must end after it begins.');
  return { ...input, atUs: from, untilUs: until };
}

function copied(input: Input, id: string, atUs: number): Input {
  const from = wholeTime(atUs);
  const untilUs = input.untilUs === null ? null : from + input.untilUs - input.atUs;
  return { ...input, id, atUs: from, untilUs };
}

function wholeTime(us: number): number {
  if (!Number.isFinite(us) || us < 0) throw new EditProblem(`There is no moment ${String(us)}.`);
  return Math.round(us);
}

function branchOf(log: InputLog, id: string): Branch {
  const branch = log.branches.find((one) => one.id === id);
  if (!branch) throw new EditProblem(`There is no branch called ${id}.`);
  return branch;
}

function rename(log: InputLog, id: string, title: string): InputLog {
  branchOf(log, id);
  const words = title.trim().replace(/\s+/g, ' ').slice(0, TITLE_LENGTH);
  if (words === '') throw new EditProblem('A branch needs a name.');
  const branches = log.branches.map((one) => (one.id === id ? { ...one, title: words } : one));
  return { ...log, branches };
}

/**
 * Without a branch. Those that left it now leave what it had left itself; when it was the first of all, the eldest
 * of them takes its place.
 */
function discard(log: InputLog, id: string): InputLog {
  const gone = branchOf(log, id);
  if (log.branches.length === 1) throw new EditProblem('The last branch stays.');
  const rest = log.branches.filter((one) => one.id !== id);
  const heir = gone.parentId === null ? rest.find((one) => one.parentId === id) : undefined;
  const parentId = gone.parentId ?? heir?.id ?? null;
  const limitUs = gone.parentId === null ? (heir?.forkAtUs ?? 0) : gone.forkAtUs;
  const branches = rest.map((one) => {
    if (one === heir) return { ...one, parentId: null, forkAtUs: 0 };
    return one.parentId === id ? { ...one, parentId, forkAtUs: Math.min(one.forkAtUs, limitUs) } : one;
  });
  const current = log.current === id ? (parentId ?? branches[0].id) : log.current;
  const bookmarks = log.bookmarks?.filter(({ branch }) => branch !== id);
  return { branches, current, ...(bookmarks ? { bookmarks } : {}) };
}

function bookmark(log: InputLog, mark: Bookmark): InputLog {
  branchOf(log, mark.branch);
  const note = mark.note.trim().slice(0, NOTE_LENGTH);
  const marks = log.bookmarks ?? [];
  const put = { ...mark, us: wholeTime(mark.us), note };
  const known = marks.some(({ id }) => id === mark.id);
  return {
    ...log,
    bookmarks: known ? marks.map((one) => (one.id === mark.id ? put : one)) : [...marks, put],
  };
}
