/** What the keys do to the clip that has the focus. */
import type { KeyboardEvent } from 'react';
import type { Clip } from '../../protocol/messages';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import { copyClip, duplicate, nudge, pasteClip, remove, toggleMute } from './clip-actions';
import { stepOf } from './range';
import { timelineRange } from './timeline-range';

/** How the keys of a clip are told to those who cannot see its menu. */
export const CLIP_KEYS =
  'Arrow keys move it, with Shift its end, with Alt and Shift its beginning. M mutes, D duplicates, Delete deletes, Shift F10 shows all.';

export function onClipKey(event: KeyboardEvent, clip: Clip): void {
  const deed = deedOf(event, clip);
  if (!deed) return;
  event.preventDefault();
  event.stopPropagation();
  deed();
}

function deedOf({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent, clip: Clip): (() => void) | null {
  const letter = key.toLowerCase();
  if (ctrlKey || metaKey) {
    if (altKey || shiftKey) return null;
    if (letter === 'c')
      return () => {
        copyClip(clip);
      };
    return letter === 'v' ? pasteClip : null;
  }
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const byUs = stepOf(timelineRange(useLab.getState())) * (key === 'ArrowLeft' ? -1 : 1);
    return () => {
      nudge(clip, shiftKey ? (altKey ? 'start' : 'end') : 'whole', byUs);
    };
  }
  if (altKey || shiftKey) return null;
  if (letter === 'm')
    return () => {
      toggleMute(clip);
    };
  if (letter === 'd')
    return () => {
      duplicate(clip);
    };
  if (key === 'Enter') return () => void controller.seek(clip.input.atUs);
  return key === 'Delete' || key === 'Backspace'
    ? () => {
        remove(clip);
      }
    : null;
}
