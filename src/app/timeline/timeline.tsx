import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Clip, Mark } from '../../protocol/messages';
import { classes } from '../../ui/classes';
import { formatMoment, formatSince } from '../format';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import { isMoment, rangeOf, rowsOf, stepOf, thinMarks } from './range';
import styles from './timeline.module.css';

/** The run over time: clips of what the user did, marks of what happened, and the playhead, which can be dragged. */
export function Timeline() {
  const bar = useRef<HTMLDivElement>(null);
  const playhead = useRef<HTMLDivElement>(null);
  const [hoverUs, setHoverUs] = useState<number | null>(null);
  const headUs = useLab((state) => state.headUs);
  const shownUs = useLab((state) => state.position.us);
  const clips = useLab((state) => state.clips);
  const marks = useLab((state) => state.marks);
  const untilUs = rangeOf(headUs);
  const bars = rowsOf(clips);
  const lanes = bars.some(({ row }) => row > 1) ? 2 : 1;
  useEffect(
    () =>
      controller.frames.subscribe((frame) => {
        const share = Math.min(1, frame.position.us / rangeOf(frame.headUs));
        if (playhead.current) playhead.current.style.left = `${(share * 100).toFixed(3)}%`;
      }),
    [],
  );
  const timeAt = (event: PointerEvent): number => {
    const bounds = bar.current?.getBoundingClientRect();
    if (!bounds) return 0;
    const share = Math.min(1, Math.max(0, (event.clientX - bounds.left) / bounds.width));
    return Math.min(headUs, share * untilUs);
  };
  const scrub = (event: PointerEvent): void => {
    void controller.seek(timeAt(event));
  };
  return (
    <div
      ref={bar}
      className={styles.timeline}
      data-lanes={lanes}
      role="slider"
      tabIndex={0}
      aria-label="Timeline"
      aria-valuemin={0}
      aria-valuemax={Math.round(headUs / 1000)}
      aria-valuenow={Math.round(shownUs / 1000)}
      aria-valuetext={formatMoment(shownUs)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        scrub(event);
      }}
      onPointerMove={(event) => {
        setHoverUs(timeAt(event));
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scrub(event);
      }}
      onPointerLeave={() => {
        setHoverUs(null);
      }}
      onKeyDown={onKey}
    >
      <div className={styles.track} />
      <div className={styles.past} style={{ width: percent(headUs, untilUs) }} />
      {bars.map(({ clip, row }) => (
        <ClipBar key={clip.input.id} clip={clip} row={row} headUs={headUs} untilUs={untilUs} />
      ))}
      {clips.filter(isMoment).map(({ input, words }) => (
        <span
          key={input.id}
          className={styles.moment}
          style={{ left: percent(input.atUs, untilUs) }}
          title={`${formatMoment(input.atUs)}: ${words}`}
        />
      ))}
      {thinMarks(marks, untilUs).map((mark) => (
        <MarkDot key={`${String(mark.event)} ${mark.node} ${mark.text}`} mark={mark} untilUs={untilUs} />
      ))}
      <div ref={playhead} className={styles.playhead} />
      <span className={styles.zero}>0 s</span>
      <span className={styles.end}>{formatSince(untilUs)}</span>
      {hoverUs !== null && (
        <span className={styles.hover} style={{ left: percent(hoverUs, untilUs) }}>
          {formatMoment(hoverUs)}
        </span>
      )}
    </div>
  );
}

function percent(us: number, untilUs: number): string {
  return `${((100 * us) / untilUs).toFixed(3)}%`;
}

function onKey(event: KeyboardEvent): void {
  const { position, headUs } = useLab.getState();
  const step = stepOf(rangeOf(headUs)) * (event.shiftKey ? 10 : 1);
  const to =
    event.key === 'ArrowRight'
      ? Math.min(headUs, position.us + step)
      : event.key === 'ArrowLeft'
        ? position.us - step
        : event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? headUs
            : null;
  if (to === null) return;
  event.preventDefault();
  event.stopPropagation();
  void controller.seek(to);
}

/** Where clips of one row are drawn; of more than four at once some cover others. */
const LANES = ['above', 'below', 'farAbove', 'farBelow'] as const;

function ClipBar({
  clip,
  row,
  headUs,
  untilUs,
}: {
  clip: Clip;
  row: number;
  headUs: number;
  untilUs: number;
}) {
  const { input, words, endsAtUs } = clip;
  const end = endsAtUs === null ? Math.max(headUs, input.atUs) : Math.min(endsAtUs, untilUs);
  return (
    <span
      className={classes(
        styles.clip,
        endsAtUs === null && styles.open,
        styles[LANES[row % LANES.length] ?? 'above'],
      )}
      style={{ left: percent(input.atUs, untilUs), width: percent(Math.max(0, end - input.atUs), untilUs) }}
      title={`${words}, from ${formatMoment(input.atUs)}${endsAtUs === null ? '' : ` to ${formatMoment(endsAtUs)}`}`}
    >
      {words}
    </span>
  );
}

function MarkDot({ mark, untilUs }: { mark: Mark; untilUs: number }) {
  return (
    <span
      className={classes(styles.mark, styles[mark.kind])}
      style={{ left: percent(mark.atUs, untilUs) }}
      title={`${formatMoment(mark.atUs)}: ${mark.node} ${mark.text}`}
    />
  );
}
