/**
 * Drafts: the last run of each lab that somebody did something to, kept in this browser. What storage holds is
 * trusted no more than a link, and storage that fails is no reason to stop.
 */
import { checkMoment, writeMoment, type Moment } from '../../scenario/moment';

/** The part of the browser's storage that drafts need. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface Draft {
  moment: Moment;
  /** When it was kept: milliseconds of the calendar. */
  savedAtMs: number;
}

/** A draft that is longer is not kept: storage is small, and shared by all labs. */
const DRAFT_CHARS = 200_000;

const keyOf = (lab: string): string => `faultline.draft.${lab}`;

/** Keeps a run. @returns whether it could be kept */
export function saveDraft(storage: DraftStorage, moment: Moment, nowMs: number): boolean {
  const text = JSON.stringify({ savedAtMs: nowMs, moment: writeMoment(moment) });
  if (text.length > DRAFT_CHARS) return false;
  try {
    storage.setItem(keyOf(moment.lab), text);
    return true;
  } catch {
    // Storage is full, or switched off.
    return false;
  }
}

/** The draft of a lab, or null: one that makes no sense is as good as none, and is thrown away. */
export function loadDraft(storage: DraftStorage, lab: string): Draft | null {
  try {
    const text = storage.getItem(keyOf(lab));
    if (text === null) return null;
    const draft = text.length > DRAFT_CHARS ? null : readDraft(JSON.parse(text), lab);
    if (!draft) discardDraft(storage, lab);
    return draft;
  } catch {
    discardDraft(storage, lab);
    return null;
  }
}

function readDraft(content: unknown, lab: string): Draft | null {
  if (typeof content !== 'object' || content === null) return null;
  const { savedAtMs, moment } = content as { savedAtMs?: unknown; moment?: unknown };
  if (typeof savedAtMs !== 'number' || !(savedAtMs >= 0 && savedAtMs < 8e15)) return null;
  const checked = checkMoment(moment);
  return checked.ok && checked.value.lab === lab ? { moment: checked.value, savedAtMs } : null;
}

/** Forgets the draft of a lab. */
export function discardDraft(storage: DraftStorage, lab: string): void {
  try {
    storage.removeItem(keyOf(lab));
  } catch {
    // Storage that cannot be reached holds nothing either.
  }
}

/** The browser's storage; one that holds nothing where there is none. */
export function browserStorage(): DraftStorage {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  }
}
