import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import type { ShownOperation } from '../../../protocol/messages';
import { useSize } from '../../charts/use-size';
import { formatMoment } from '../../format';
import { controller } from '../../run/controller';
import { select, useLab } from '../../run/store';
import { tickText, ticksIn, type Window } from '../role-timeline/window';
import { Bar } from './bar';
import styles from './operation-timeline.module.css';
import { shareOf } from './placing';
import { beside, isStep } from './words';

/** Room for a name and height of a lane, as in the style sheet. */
const NAME_W = 64;
const LANE_H = 30;
const TICK_EVERY_PX = 90;

export interface LaneHead {
  id: string;
  node: string;
}

/** A lane for each session: bars from call to answer, and on them where each takes effect. */
export function Lanes({
  lanes,
  operations,
  window,
  chosen,
  onChoose,
  ordered,
  broken,
}: {
  lanes: readonly LaneHead[];
  operations: readonly ShownOperation[];
  window: Window;
  chosen: ShownOperation | null;
  onChoose: (one: ShownOperation, go: boolean) => void;
  /** One key alone is shown: its order is drawn as a line. */
  ordered: boolean;
  broken: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const width = Math.max(1, (useSize(box)?.width ?? 1) - NAME_W);
  const nowUs = useLab((state) => state.position.us);
  const headUs = useLab((state) => state.headUs);
  const [hoverUs, setHoverUs] = useState<number | null>(null);
  const ids = lanes.map(({ id }) => id);
  const reached = chosen ?? operations.at(-1) ?? null;
  const timeAt = (event: MouseEvent): number => {
    const { left } = event.currentTarget.getBoundingClientRect();
    return window.fromUs + ((event.clientX - left - NAME_W) * (window.toUs - window.fromUs)) / width;
  };
  const onKey = (event: KeyboardEvent): void => {
    if (!isStep(event.key) || reached === null) return;
    event.preventDefault();
    event.stopPropagation();
    const next = beside(operations, ids, reached, event.key);
    if (next === null) return;
    onChoose(next, false);
    box.current?.querySelector<HTMLElement>(`[data-request='${String(next.request)}']`)?.focus();
  };
  return (
    <div
      ref={box}
      className={styles.lanes}
      data-broken={broken || undefined}
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
      onKeyDown={onKey}
    >
      <Ruler window={window} width={width} />
      <div className={styles.rows}>
        {lanes.map(({ id, node }) => (
          <div key={id} className={styles.lane} role="group" aria-label={`Operations of ${id}`}>
            <LaneName id={id} node={node} />
            <div className={styles.track}>
              {operations
                .filter(({ client }) => client === id)
                .map((one) => (
                  <Bar
                    key={one.request}
                    one={one}
                    window={window}
                    width={width}
                    nowUs={nowUs}
                    chosen={chosen?.request === one.request}
                    reached={reached?.request === one.request}
                    onChoose={onChoose}
                  />
                ))}
            </div>
          </div>
        ))}
        {ordered && <OrderLine operations={operations} lanes={ids} window={window} width={width} />}
      </div>
      <Playhead window={window} />
      {hoverUs !== null && (
        <div
          className={styles.hover}
          style={{ left: NAME_W + shareOf(hoverUs, window) * width }}
          aria-hidden="true"
        >
          <span>{formatMoment(hoverUs)}</span>
        </div>
      )}
    </div>
  );
}

function LaneName({ id, node }: LaneHead) {
  const selected = useLab((state) => state.selection?.kind === 'node' && state.selection.id === node);
  return (
    <button
      type="button"
      className={styles.name}
      aria-pressed={selected}
      title={`A session of ${node}`}
      onClick={() => {
        select({ kind: 'node', id: node });
      }}
    >
      {id}
    </button>
  );
}

function Ruler({ window, width }: { window: Window; width: number }) {
  return (
    <div className={styles.ruler} aria-hidden="true">
      {ticksIn(window, width / TICK_EVERY_PX).map((us) => (
        <span key={us} className={styles.tick} style={{ left: `${(shareOf(us, window) * 100).toFixed(3)}%` }}>
          {tickText(us, window)}
        </span>
      ))}
    </div>
  );
}

/** From effect to effect, in the order that was found. */
function OrderLine({
  operations,
  lanes,
  window,
  width,
}: {
  operations: readonly ShownOperation[];
  lanes: readonly string[];
  window: Window;
  width: number;
}) {
  const points = operations
    .flatMap(({ client, effectUs, place }) => {
      const lane = lanes.indexOf(client);
      if (effectUs === null || place === null || lane < 0) return [];
      return [{ place, x: shareOf(effectUs, window) * width, y: (lane + 0.5) * LANE_H }];
    })
    .sort((a, b) => a.place - b.place);
  const text = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return (
    <svg className={styles.order} width={width} height={lanes.length * LANE_H} aria-hidden="true">
      <polyline points={text} />
    </svg>
  );
}

/** Moves with every frame, past React. */
function Playhead({ window: { fromUs, toUs } }: { window: Window }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      controller.frames.subscribe(({ position }) => {
        if (!line.current) return;
        const at = shareOf(position.us, { fromUs, toUs });
        line.current.style.opacity = at >= 0 && at <= 1 ? '1' : '0';
        line.current.style.left = `calc(var(--name-w) + (100% - var(--name-w)) * ${at.toFixed(5)})`;
      }),
    [fromUs, toUs],
  );
  return <div ref={line} className={styles.playhead} aria-hidden="true" />;
}
