import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type RefObject } from 'react';
import { useSize } from '../../charts/use-size';
import { formatMoment } from '../../format';
import { controller } from '../../run/controller';
import { useLab } from '../../run/store';
import { electionPath, sayElection, type Election } from './elections';
import { LaneRow } from './lane-row';
import styles from './role-timeline.module.css';
import { changeBeside, laneName, spansIn, type Lane } from './spans';
import { panned, tickText, ticksIn, windowOf, zoomed, type Chosen, type Window } from './window';

/** Room for a name, as in the style sheet. */
const NAME_W = 64;
const TICK_EVERY_PX = 90;
const WHEEL = 0.0016;

/** The lanes one below the other, with the elections above them. A click goes there. */
export function Lanes({
  lanes,
  elections,
  chosen,
  onChoose,
}: {
  lanes: readonly Lane[];
  elections: readonly Election[];
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const us = useLab((state) => state.position.us);
  const headUs = useLab((state) => state.headUs);
  const window = windowOf(chosen, us);
  const width = Math.max(1, (size?.width ?? 1) - NAME_W);
  const [hoverUs, setHoverUs] = useState<number | null>(null);
  const timeAt = (event: MouseEvent): number => {
    const { left } = event.currentTarget.getBoundingClientRect();
    return window.fromUs + ((event.clientX - left - NAME_W) * (window.toUs - window.fromUs)) / width;
  };
  useWheel(box, chosen, width, onChoose);
  return (
    <div
      ref={box}
      className={styles.lanes}
      onPointerMove={(event) => {
        const at = timeAt(event);
        setHoverUs(at >= window.fromUs && at <= headUs ? at : null);
      }}
      onPointerLeave={() => {
        setHoverUs(null);
      }}
      onClick={(event) => {
        if ((event.target as Element).closest('button')) return;
        const at = timeAt(event);
        if (at >= window.fromUs) void controller.seek(Math.min(headUs, at));
      }}
    >
      <Ruler window={window} width={width} elections={elections} />
      <div className={styles.rows}>
        {lanes.map((lane) => (
          <LaneRow
            key={`${lane.node} ${lane.machine}`}
            lane={lane}
            spans={spansIn(lane, window.fromUs, window.toUs, headUs)}
            window={window}
            width={width}
            nowUs={us}
          />
        ))}
      </div>
      <Playhead window={window} lanes={lanes} />
      {hoverUs !== null && <Hover us={hoverUs} window={window} width={width} />}
    </div>
  );
}

/** What all machines were at a moment. */
function saySpans(lanes: readonly Lane[], us: number): string {
  return lanes
    .map((lane) => {
      const span = lane.spans.findLast(({ fromUs }) => fromUs <= us);
      const term = span?.epoch ? `, term ${String(span.epoch)}` : '';
      return `${laneName(lane)} ${span?.down === true ? 'down' : (span?.mode ?? '')}${term}`;
    })
    .join('; ');
}

function onKey(event: KeyboardEvent, lanes: readonly Lane[]): void {
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
  event.preventDefault();
  event.stopPropagation();
  const { us, events } = useLab.getState().position;
  const found = changeBeside(lanes, { us, event: events }, event.key === 'ArrowLeft' ? 'before' : 'after');
  if (found) void controller.seek(found.us, found.event);
}

/** Ctrl or ⌘ and the wheel zoom; sideways it moves. */
function useWheel(
  box: RefObject<HTMLDivElement | null>,
  chosen: Chosen,
  width: number,
  onChoose: (chosen: Chosen) => void,
): void {
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      const { us } = useLab.getState().position;
      const aside = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        const share = (event.clientX - element.getBoundingClientRect().left - NAME_W) / width;
        onChoose(zoomed(chosen, us, Math.exp(-event.deltaY * WHEEL * 2), Math.min(1, Math.max(0, share))));
      } else if (Math.abs(aside) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        onChoose(panned(chosen, us, aside / width));
      } else return;
      event.preventDefault();
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element.removeEventListener('wheel', onWheel);
    };
  }, [box, chosen, width, onChoose]);
}

function placeOf(us: number, { fromUs, toUs }: Window): string {
  return `${(((us - fromUs) / (toUs - fromUs)) * 100).toFixed(3)}%`;
}

/** Times, and a mark for each election: filled when somebody won, parted when the votes were split. */
function Ruler({
  window,
  width,
  elections,
}: {
  window: Window;
  width: number;
  elections: readonly Election[];
}) {
  const seen = elections.filter(({ atUs }) => atUs >= window.fromUs && atUs <= window.toUs);
  return (
    <div className={styles.ruler}>
      {ticksIn(window, width / TICK_EVERY_PX).map((us) => (
        <span key={us} className={styles.tick} style={{ left: placeOf(us, window) }}>
          {tickText(us, window)}
        </span>
      ))}
      {seen.map((election) => (
        <button
          key={election.epoch}
          type="button"
          className={styles.election}
          data-outcome={election.outcome}
          style={{ left: placeOf(election.atUs, window) }}
          aria-label={`${sayElection(election)}. Go there.`}
          title={sayElection(election)}
          onClick={() => void controller.seek(election.atUs, election.event)}
        >
          <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
            <path d={electionPath(election.outcome)} />
          </svg>
        </button>
      ))}
    </div>
  );
}

/** Moves with every frame, past React; by keys it goes from change to change. */
function Playhead({ window: { fromUs, toUs }, lanes }: { window: Window; lanes: readonly Lane[] }) {
  const line = useRef<HTMLDivElement>(null);
  const us = useLab((state) => state.position.us);
  const headUs = useLab((state) => state.headUs);
  useEffect(
    () =>
      controller.frames.subscribe(({ position }) => {
        if (!line.current) return;
        const share = (position.us - fromUs) / (toUs - fromUs);
        line.current.style.opacity = share >= 0 && share <= 1 ? '1' : '0';
        line.current.style.left = `calc(var(--name-w) + (100% - var(--name-w)) * ${share.toFixed(5)})`;
      }),
    [fromUs, toUs],
  );
  return (
    <div
      ref={line}
      className={styles.playhead}
      role="slider"
      tabIndex={0}
      aria-label="Playhead. Left and right go to the change of role before and after."
      aria-valuemin={0}
      aria-valuemax={Math.round(headUs / 1000)}
      aria-valuenow={Math.round(us / 1000)}
      aria-valuetext={`${formatMoment(us)}: ${saySpans(lanes, us)}`}
      onKeyDown={(event) => {
        onKey(event, lanes);
      }}
    />
  );
}

function Hover({ us, window, width }: { us: number; window: Window; width: number }) {
  const x = ((us - window.fromUs) / (window.toUs - window.fromUs)) * width;
  return (
    <div
      className={styles.hover}
      style={{ left: NAME_W + x }}
      data-left={x > width / 2 || undefined}
      aria-hidden="true"
    >
      <span>{formatMoment(us)}</span>
    </div>
  );
}
