import { memo, type KeyboardEvent } from 'react';
import type { Clip } from '../../protocol/messages';
import { classes } from '../../ui/classes';
import { formatMoment } from '../format';
import { useLongPress } from '../canvas/use-long-press';
import { CLIP_KEYS, onClipKey } from './clip-keys';
import { openClipMenu } from './clip-menu-store';
import styles from './clips.module.css';
import { isMoment } from './range';
import { percent } from './timeline-range';
import { useClipDrag } from './use-clip-drag';

/** Where clips of one row are drawn; of more than four at once some cover others. */
const LANES = ['above', 'below', 'farAbove', 'farBelow'] as const;

/** A clip of the timeline: it can be dragged, stretched, and worked with by keys and by its menu. */
export const ClipBar = memo(function ClipBar({
  clip,
  row,
  headUs,
  rangeUs,
}: {
  clip: Clip;
  row: number;
  /** Where it ends for now when it is open. */
  headUs: number;
  rangeUs: number;
}) {
  const moment = isMoment(clip);
  const { span, part, handlers } = useClipDrag(clip, headUs, rangeUs, !moment);
  const longPress = useLongPress((_, at) => {
    openClipMenu(clip.input.id, at.x, at.y);
  });
  const atUs = span?.atUs ?? clip.input.atUs;
  const endsAtUs = span ? (span.untilUs ?? (clip.closedEarly ? clip.endsAtUs : null)) : clip.endsAtUs;
  const shownEndUs = endsAtUs === null ? Math.max(headUs, atUs) : Math.min(endsAtUs, rangeUs);
  const words = wordsOf(clip, atUs, moment ? atUs : endsAtUs);
  return (
    <button
      type="button"
      className={classes(
        moment ? styles.moment : styles.clip,
        !moment && endsAtUs === null && styles.open,
        !moment && styles[LANES[row % LANES.length] ?? 'above'],
        clip.input.muted && styles.muted,
        span !== null && styles.dragged,
      )}
      style={{
        left: percent(atUs, rangeUs),
        width: moment ? undefined : percent(Math.max(0, shownEndUs - atUs), rangeUs),
      }}
      data-clip={clip.input.id}
      data-part={part ?? undefined}
      aria-label={words}
      aria-description={CLIP_KEYS}
      title={words}
      {...handlers}
      onPointerDown={(event) => {
        longPress.onPointerDown(event);
        handlers.onPointerDown(event);
      }}
      onPointerMove={(event) => {
        longPress.onPointerMove(event);
        handlers.onPointerMove(event);
      }}
      onPointerUp={() => {
        longPress.onPointerUp();
        handlers.onPointerUp();
      }}
      onPointerCancel={() => {
        longPress.onPointerCancel();
        handlers.onPointerCancel();
      }}
      onKeyDown={(event) => {
        if (isMenuKey(event)) {
          event.preventDefault();
          const bounds = event.currentTarget.getBoundingClientRect();
          openClipMenu(clip.input.id, bounds.left + Math.min(20, bounds.width / 2), bounds.top);
        } else onClipKey(event, clip);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        openClipMenu(clip.input.id, event.clientX, event.clientY);
      }}
    >
      {!moment && <span className={styles.words}>{clip.words}</span>}
      {span && <span className={styles.tag}>{spanWords(atUs, moment ? atUs : endsAtUs)}</span>}
    </button>
  );
});

function isMenuKey({ key, shiftKey }: KeyboardEvent): boolean {
  return key === 'ContextMenu' || (key === 'F10' && shiftKey);
}

function spanWords(atUs: number, endsAtUs: number | null): string {
  if (endsAtUs === atUs) return formatMoment(atUs);
  return `${formatMoment(atUs)} … ${endsAtUs === null ? '' : formatMoment(endsAtUs)}`;
}

function wordsOf({ words, input }: Clip, atUs: number, endsAtUs: number | null): string {
  const when =
    endsAtUs === atUs
      ? `at ${formatMoment(atUs)}`
      : `from ${formatMoment(atUs)}${endsAtUs === null ? '' : ` to ${formatMoment(endsAtUs)}`}`;
  return `${words}, ${when}${input.muted ? ', muted' : ''}`;
}
