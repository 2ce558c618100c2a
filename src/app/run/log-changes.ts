/** Changes of the input log that are no acts, and the way back from every change. */
import type { LogEdit } from '../../protocol/messages';
import { controller } from './controller';
import { noteRedone, noteUndone, remember, useHistory, type Step } from './history';
import { notify, useLab } from './store';

/** Edits that change nothing of what happens. */
const WORDS_ONLY: ReadonlySet<LogEdit['kind']> = new Set<LogEdit['kind']>(['rename', 'bookmark', 'unmark']);

/**
 * Changes the log; what has happened since is replayed, and the playhead stays where it is.
 * @param words what is done, in a few words
 * @param join see `remember`
 * @returns whether it could be done
 */
export async function changeLog(words: string, edit: LogEdit, join = ''): Promise<boolean> {
  const answer = WORDS_ONLY.has(edit.kind)
    ? await controller.ask('editLog', { edit })
    : await controller.travel('editLog', { edit });
  if (!answer) return false;
  useLab.setState({ log: answer.log });
  remember({ words, log: answer.before }, join);
  return true;
}

/** Undo and redo come one after the other, however fast they are asked for. */
let turn: Promise<void> = Promise.resolve();

export function undo(): Promise<void> {
  turn = turn.then(undoNow);
  return turn;
}

export function redo(): Promise<void> {
  turn = turn.then(redoNow);
  return turn;
}

async function undoNow(): Promise<void> {
  const step = useHistory.getState().past.at(-1);
  if (!step) {
    notify('There is nothing to undo.');
    return;
  }
  const again = await goTo(step);
  if (!again) return;
  noteUndone(again);
  notify(`Undone: ${step.words}.`, 'calm', { title: 'Redo', run: () => void redo() });
}

async function redoNow(): Promise<void> {
  const step = useHistory.getState().future.at(-1);
  if (!step) {
    notify('There is nothing to do again.');
    return;
  }
  const back = await goTo(step);
  if (!back) return;
  noteRedone(back);
  notify(`Done again: ${step.words}.`);
}

/** Takes a step. @returns the step that leads back, or null when it could not be taken */
async function goTo({ words, log, place }: Step): Promise<Step | null> {
  const here = controller.place();
  if (!here) return null;
  if (place) {
    const history = useHistory.getState();
    const opened = await controller.open({ spec: place.spec, at: place.position, playing: false });
    if (!opened) return null;
    // Opening a run forgets what could be undone in the one before; this is the one it was done in.
    useHistory.setState(history);
    return { words, log: here.spec.log, place: here };
  }
  const answer = await controller.travel('setLog', { log });
  if (!answer) return null;
  useLab.setState({ log: answer.log });
  return { words, log: answer.before };
}
