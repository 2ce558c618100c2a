import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Mark } from '../../protocol/messages';
import { classes } from '../../ui/classes';
import { formatMoment, formatSince } from '../format';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import { stepOf, thinMarks } from './range';
import styles from './timeline.module.css';
import { percent, timelineRange } from './timeline-range';

/** The line of time with the marks of what happened: a click jumps, dragging scrubs. */
export function Scrubber({ rangeUs }: { rangeUs: number }) {
  const bar = useRef<HTMLDivElement>(null);
  const [hoverUs, setHoverUs] = useState<number | null>(null);
  const headUs = useLab((state) => state.headUs);
  const shownUs = useLab((state) => state.position.us);
  const marks = useLab((state) => state.marks);
  const timeAt = (event: PointerEvent): number => {
    const bounds = bar.current?.getBoundingClientRect();
    if (!bounds) return 0;
    const share = Math.min(1, Math.max(0, (event.clientX - bounds.left) / bounds.width));
    return Math.min(headUs, share * rangeUs);
  };
  const scrub = (event: PointerEvent): void => {
    void controller.seek(timeAt(event));
  };
  return (
    <div
      ref={bar}
      className={styles.scrubber}
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
      <div className={styles.past} style={{ width: percent(headUs, rangeUs) }} />
      {thinMarks(marks, rangeUs).map((mark) => (
        <MarkDot key={`${String(mark.event)} ${mark.node} ${mark.text}`} mark={mark} rangeUs={rangeUs} />
      ))}
      <span className={styles.zero}>0 s</span>
      <span className={styles.end}>{formatSince(rangeUs)}</span>
      {hoverUs !== null && (
        <span className={styles.hover} style={{ left: percent(hoverUs, rangeUs) }}>
          {formatMoment(hoverUs)}
        </span>
      )}
    </div>
  );
}

function onKey(event: KeyboardEvent): void {
  const state = useLab.getState();
  const { position, headUs } = state;
  const step = stepOf(timelineRange(state)) * (event.shiftKey ? 10 : 1);
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

function MarkDot({ mark, rangeUs }: { mark: Mark; rangeUs: number }) {
  return (
    <span
      className={classes(styles.mark, styles[mark.kind])}
      style={{ left: percent(mark.atUs, rangeUs) }}
      title={`${formatMoment(mark.atUs)}: ${mark.node} ${mark.text}`}
    />
  );
}
