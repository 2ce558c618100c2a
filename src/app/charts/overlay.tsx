/** What is drawn over and under the lines of a chart: faults, happenings, the playhead, the cursor and the choice. */
import { useEffect, useRef } from 'react';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import { thinMarks } from '../timeline/range';
import { layoutBands } from './bands';
import styles from './charts.module.css';
import { bandPath } from './path';
import type { Range } from './ranges';
import { valueAt, type ChartShot, type ShownLine } from './shot';
import { shareOf } from './ticks';
import { useChartView } from './view';

/** The plot in pixels of the drawing. */
interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface LayerProps {
  shot: ChartShot;
  area: Area;
}

const LABEL_ROW = 12;
/** So much of a plot's height may be taken by labels. */
const LABEL_SHARE = 0.35;

function toX(area: Area, range: Range, us: number): number {
  return area.x + ((us - range.fromUs) / (range.toUs - range.fromUs)) * area.width;
}

function useBands({ shot, area }: LayerProps) {
  const clips = useLab((state) => state.clips);
  const rows = Math.max(1, Math.min(3, Math.floor((area.height * LABEL_SHARE) / LABEL_ROW)));
  return layoutBands(clips, shot.range, area.width, shot.headUs, rows);
}

/** Under the lines: a band for each fault, and how far other seeds spread. */
export function Below({ shot, area }: LayerProps) {
  const bands = useBands({ shot, area });
  const faults = bands.map((band) => (
    <g key={band.id}>
      <title>{band.words}</title>
      <rect className={styles.band} x={area.x + band.x} y={area.y} width={band.width} height={area.height} />
      <line
        className={styles.bandEdge}
        x1={area.x + band.x}
        x2={area.x + band.x}
        y1={area.y}
        y2={area.y + area.height}
      />
    </g>
  ));
  return (
    <>
      {faults}
      {shot.spreads.map(({ label, token, points }) => (
        <path
          key={label}
          className={styles.spread}
          fill={`var(${token})`}
          d={bandPath(
            points.filter(([sec]) => sec * 1e6 >= shot.range.fromUs && sec * 1e6 <= shot.range.toUs),
            (sec) => toX(area, shot.range, sec * 1e6),
            (value) =>
              area.y +
              (1 - Math.min(1, Math.max(0, shareOf(shot.scale, Math.max(shot.scale.low, value))))) *
                area.height,
          )}
        >
          <title>{`${label}: nine of ten seeds lie in here`}</title>
        </path>
      ))}
    </>
  );
}

/** Over the lines. */
export function Above({ shot, lines, area }: LayerProps & { lines: readonly ShownLine[] }) {
  const bands = useBands({ shot, area });
  return (
    <>
      {bands.map(({ id, x, label }) =>
        label ? (
          <text
            key={id}
            className={styles.bandLabel}
            x={area.x + x + 4}
            y={area.y + 9 + label.row * LABEL_ROW}
          >
            {label.text}
          </text>
        ) : null,
      )}
      <Happenings shot={shot} area={area} />
      <Playhead range={shot.range} area={area} />
      <Cursor shot={shot} lines={lines} area={area} />
      <Chosen shot={shot} area={area} />
    </>
  );
}

/** Ticks at the foot of the plot for mode changes, ends of nodes and broken promises. */
function Happenings({ shot, area }: LayerProps) {
  const marks = useLab((state) => state.marks);
  const { range } = shot;
  const seen = marks.filter(({ atUs }) => atUs >= range.fromUs && atUs <= range.toUs);
  const foot = area.y + area.height;
  return thinMarks(seen, range.toUs - range.fromUs).map((mark) => {
    const x = toX(area, range, mark.atUs);
    return (
      <path
        key={`${String(mark.event)} ${mark.node} ${mark.text}`}
        className={mark.kind === 'broken' ? styles.brokenTick : styles.modeTick}
        d={`M${x.toFixed(1)} ${(foot - 5).toFixed(1)}l3 5h-6z`}
      />
    );
  });
}

/** Moves with every frame, past React. */
function Playhead({ range, area }: { range: Range; area: Area }) {
  const line = useRef<SVGLineElement>(null);
  useEffect(
    () =>
      controller.frames.subscribe(({ position }) => {
        if (!line.current) return;
        const inside = position.us >= range.fromUs && position.us <= range.toUs;
        line.current.style.visibility = inside ? 'visible' : 'hidden';
        if (inside)
          line.current.style.transform = `translateX(${toX(area, range, position.us).toFixed(1)}px)`;
      }),
    [range, area],
  );
  return <line ref={line} className={styles.playhead} x1={0} x2={0} y1={area.y} y2={area.y + area.height} />;
}

/** The time that is pointed at in any chart, and the values of the lines there. */
function Cursor({ shot, lines, area }: LayerProps & { lines: readonly ShownLine[] }) {
  const us = useChartView((view) => view.cursorUs);
  const { range, scale } = shot;
  if (us === null || us < range.fromUs || us > range.toUs) return null;
  const x = toX(area, range, us);
  return (
    <g className={styles.cursor}>
      <line x1={x} x2={x} y1={area.y} y2={area.y + area.height} />
      {lines.map((line) => {
        const value = valueAt(line, us / 1e6);
        const share = value === null ? NaN : shareOf(scale, value);
        if (!(share >= 0 && share <= 1)) return null;
        return (
          <circle
            key={line.id}
            cx={x}
            cy={area.y + (1 - share) * area.height}
            r={3}
            fill={`var(${line.token})`}
          />
        );
      })}
    </g>
  );
}

/** The stretch that is being chosen. */
function Chosen({ shot, area }: LayerProps) {
  const drag = useChartView((view) => view.drag);
  if (!drag) return null;
  const [from, to] = [toX(area, shot.range, drag.fromUs), toX(area, shot.range, drag.toUs)];
  const left = Math.max(area.x, from);
  const right = Math.min(area.x + area.width, to);
  return (
    <rect
      className={styles.chosen}
      x={left}
      y={area.y}
      width={Math.max(0, right - left)}
      height={area.height}
    />
  );
}
