/** What can be undone and done again: the input log before each change of it. */
import { create } from 'zustand';
import type { InputLog } from '../../protocol/messages';
import type { RunPlace } from './store';

/** A way back from a change, or forth to it again. */
export interface Step {
  /** What was changed, in a few words: `s2 crash`. */
  words: string;
  /** The log to return to. */
  log: InputLog;
  /** The run it belongs to, when another one was started in its place. */
  place?: RunPlace;
}

interface History {
  past: readonly Step[];
  future: readonly Step[];
  /** Changes of the same name that follow each other at once are one step. */
  joins: { name: string; atMs: number } | null;
}

const EMPTY: History = { past: [], future: [], joins: null };
const STEPS_KEPT = 200;
const JOIN_MS = 1_200;

export const useHistory = create<History>(() => EMPTY);

/**
 * A change has been made.
 * @param join names what was changed, when changes that follow at once belong together
 */
export function remember(step: Step, join = ''): void {
  const nowMs = performance.now();
  useHistory.setState(({ past, joins }) => {
    const joined = join !== '' && joins?.name === join && nowMs - joins.atMs < JOIN_MS;
    return {
      past: joined ? past : [...past, step].slice(-STEPS_KEPT),
      future: [],
      joins: join === '' ? null : { name: join, atMs: nowMs },
    };
  });
}

/** Another run: nothing of the one before can be undone in it. */
export function forgetHistory(): void {
  useHistory.setState(EMPTY);
}

/** The last step has been undone: `again` leads forth to it. */
export function noteUndone(again: Step): void {
  useHistory.setState(({ past, future }) => ({
    past: past.slice(0, -1),
    future: [...future, again],
    joins: null,
  }));
}

/** The last step undone has been done again: `back` leads back from it. */
export function noteRedone(back: Step): void {
  useHistory.setState(({ past, future }) => ({
    past: [...past, back],
    future: future.slice(0, -1),
    joins: null,
  }));
}
