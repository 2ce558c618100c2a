/** Everything that can be done to a clip of the timeline: by pointer, by keys and by its menu. */
import { create } from 'zustand';
import type { Clip } from '../../protocol/messages';
import { formatMoment } from '../format';
import { controller } from '../run/controller';
import { changeLog } from '../run/log-changes';
import { notify, useLab } from '../run/store';
import { movedSpan, type ClipPart, type Span } from './clip-times';
import { timelineRange } from './timeline-range';

/** A clip that has been copied, to be pasted. */
const useClipboard = create<{ id: string | null; words: string }>(() => ({ id: null, words: '' }));

/** Gives a clip other times. */
export function setSpan({ input, words }: Clip, span: Span, join = ''): void {
  const whole =
    span.untilUs === null
      ? input.untilUs === null
      : input.untilUs !== null && span.untilUs - span.atUs === input.untilUs - input.atUs;
  void changeLog(`${whole ? 'move' : 'stretch'} ${words}`, { kind: 'time', id: input.id, ...span }, join);
}

/** Moves a clip, or one of its ends, by so much; quick repetitions are undone together. */
export function nudge(clip: Clip, part: ClipPart, byUs: number): void {
  if (part === 'end' && !clip.lasts) {
    notify(`${clip.words} is over at once: it has no end.`);
    return;
  }
  const state = useLab.getState();
  const span = movedSpan(clip, part, byUs, state.headUs, timelineRange(state));
  if (span) setSpan(clip, span, `${part} ${clip.input.id}`);
}

export function toggleMute({ input, words }: Clip): void {
  const muted = !input.muted;
  void changeLog(`${muted ? 'mute' : 'unmute'} ${words}`, { kind: 'mute', id: input.id, muted });
}

export function remove({ input, words }: Clip): void {
  void changeLog(`delete ${words}`, { kind: 'delete', id: input.id });
}

/** The same again, right after it; what has no end begins a second later. */
export function duplicate({ input, words, endsAtUs }: Clip): void {
  const gapUs = endsAtUs === null || endsAtUs <= input.atUs ? 1_000_000 : endsAtUs - input.atUs;
  void changeLog(`copy ${words}`, { kind: 'copy', id: input.id, atUs: input.atUs + gapUs });
}

export function copyClip({ input, words }: Clip): void {
  useClipboard.setState({ id: input.id, words });
  notify(`Copied ${words}. Paste puts it at the playhead.`);
}

/** Puts the copied clip at the playhead. */
export function pasteClip(): void {
  const { id, words } = useClipboard.getState();
  if (id === null) {
    notify('No clip has been copied.');
    return;
  }
  const atUs = (controller.frames.latest?.position.us ?? useLab.getState().position.us) + 1;
  void changeLog(`paste ${words}`, { kind: 'copy', id, atUs });
}

/** One thing that can be done to a clip, as its menu shows it. */
export interface ClipAction {
  title: string;
  shortcut?: string;
  refusal?: string;
  run: () => void;
}

export function clipActions(clip: Clip): ClipAction[] {
  const { input, endsAtUs, lasts } = clip;
  const here = controller.frames.latest?.position.us ?? useLab.getState().position.us;
  const noEnd = lasts ? undefined : 'It is over at once.';
  const late = endsAtUs !== null && lasts && here >= endsAtUs ? 'The playhead is behind its end.' : undefined;
  return [
    {
      title: `Go to ${formatMoment(input.atUs)}`,
      shortcut: 'Enter',
      run: () => void controller.seek(input.atUs),
    },
    {
      title: 'Begin at the playhead',
      refusal: late,
      run: () => {
        setSpan(
          clip,
          lasts && input.untilUs !== null
            ? { atUs: here + 1, untilUs: input.untilUs }
            : { atUs: here + 1, untilUs: null },
        );
      },
    },
    {
      title: 'End at the playhead',
      refusal: noEnd ?? (here <= input.atUs ? 'The playhead is before its beginning.' : undefined),
      run: () => {
        setSpan(clip, { atUs: input.atUs, untilUs: here });
      },
    },
    {
      title: 'Leave it open',
      refusal: noEnd ?? (input.untilUs === null ? 'It has no end of its own.' : undefined),
      run: () => {
        setSpan(clip, { atUs: input.atUs, untilUs: null });
      },
    },
    {
      title: input.muted ? 'Unmute' : 'Mute',
      shortcut: 'M',
      run: () => {
        toggleMute(clip);
      },
    },
    {
      title: 'Duplicate',
      shortcut: 'D',
      run: () => {
        duplicate(clip);
      },
    },
    {
      title: 'Copy',
      shortcut: 'Ctrl C',
      run: () => {
        copyClip(clip);
      },
    },
    {
      title: 'Delete',
      shortcut: 'Del',
      run: () => {
        remove(clip);
      },
    },
  ];
}
