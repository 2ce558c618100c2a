/** Partitions: drawing the line, seeing the sides, healing by a click. */
import { useReactFlow, useStore } from '@xyflow/react';
import { useState, type PointerEvent } from 'react';
import { partition } from '../commands/actions';
import { controller } from '../run/controller';
import { openClips } from '../run/open-clips';
import { notify, useLab } from '../run/store';
import styles from './canvas.module.css';
import { sideOfLine, type Box, type Point } from './geometry';
import { disarmPartition, usePartitionTool } from './partition-tool';

function middleOf(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Takes the pointer while a line is drawn across the canvas, from edge to edge or just between the nodes. */
export function PartitionTool({ boxes }: { boxes: ReadonlyMap<string, Box> }) {
  const armed = usePartitionTool((tool) => tool.armed);
  const { screenToFlowPosition } = useReactFlow();
  const [line, setLine] = useState<{ from: Point; to: Point; origin: Point } | null>(null);
  if (!armed) return null;

  const local = (event: PointerEvent): Point => {
    const bounds = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  };
  const end = (event: PointerEvent): void => {
    setLine(null);
    disarmPartition();
    if (!line) return;
    const a = screenToFlowPosition(line.origin);
    const b = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const [left, right] = split(boxes, a, b);
    if (Math.hypot(b.x - a.x, b.y - a.y) < 20 || left.length === 0 || right.length === 0) {
      notify('A partition needs nodes on both sides of its line.', 'warn');
    } else partition(left, right);
  };
  return (
    <div
      className={styles.drawing}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = local(event);
        setLine({ from: at, to: at, origin: { x: event.clientX, y: event.clientY } });
      }}
      onPointerMove={(event) => {
        if (line) setLine({ ...line, to: local(event) });
      }}
      onPointerUp={end}
      onPointerCancel={() => {
        setLine(null);
      }}
    >
      <p className={styles.hint}>Draw a line between the two sides. Esc gives up.</p>
      {line && (
        <svg width="100%" height="100%">
          <line
            className={styles.partitionLine}
            x1={line.from.x}
            y1={line.from.y}
            x2={line.to.x}
            y2={line.to.y}
          />
        </svg>
      )}
    </div>
  );
}

/** Ids on the two sides of the line through two points. */
function split(boxes: ReadonlyMap<string, Box>, a: Point, b: Point): [string[], string[]] {
  const left: string[] = [];
  const right: string[] = [];
  for (const [id, box] of boxes) (sideOfLine(a, b, middleOf(box)) > 0 ? left : right).push(id);
  return [left, right];
}

/** The open partitions: both sides tinted, and a line between them that heals when it is clicked. */
export function PartitionVeils({ boxes }: { boxes: ReadonlyMap<string, Box> }) {
  const transform = useStore((store) => store.transform);
  const clips = useLab((state) => state.clips);
  const position = useLab((state) => state.position);
  const open = openClips({ clips, position }).filter(({ input }) => input.action === 'partition');
  const [x, y, zoom] = transform;
  return (
    <svg
      width="100%"
      height="100%"
      style={{ position: 'absolute', inset: 0, zIndex: 2, pointerEvents: 'none' }}
    >
      <g transform={`translate(${String(x)} ${String(y)}) scale(${String(zoom)})`}>
        {open.map(({ input }) => (
          <Veil key={input.id} target={input.target} boxes={boxes} />
        ))}
      </g>
    </svg>
  );
}

const MARGIN = 22;
const LINE_REACH = 420;

function Veil({ target, boxes }: { target: string; boxes: ReadonlyMap<string, Box> }) {
  const sides = target.split('|').map((side) =>
    side
      .split(',')
      .map((id) => boxes.get(id.trim()))
      .filter((box) => box !== undefined),
  );
  const [a, b] = sides;
  if (!a || !b || a.length === 0 || b.length === 0) return null;
  const line = dividing(a.map(middleOf), b.map(middleOf));
  const heal = (): void => void controller.act({ action: 'heal', target, args: [] });
  return (
    <>
      {[a, b].map((side, index) => (
        <rect
          key={index}
          {...boundsOf(side)}
          rx="18"
          fill="var(--youbg)"
          stroke="var(--you)"
          strokeWidth="1"
          strokeDasharray="3 6"
        />
      ))}
      <line className={styles.partitionLine} {...line} />
      <line
        className={styles.partitionHit}
        {...line}
        role="button"
        tabIndex={0}
        aria-label={`Heal the partition ${target}`}
        onClick={heal}
        onKeyDown={(event) => {
          if (event.key === 'Enter') heal();
        }}
      />
    </>
  );
}

function boundsOf(side: readonly Box[]): { x: number; y: number; width: number; height: number } {
  const left = Math.min(...side.map((box) => box.x)) - MARGIN;
  const top = Math.min(...side.map((box) => box.y)) - MARGIN;
  const right = Math.max(...side.map((box) => box.x + box.width)) + MARGIN;
  const bottom = Math.max(...side.map((box) => box.y + box.height)) + MARGIN;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A line halfway between the middles of two groups, square to the way from the one to the other. */
function dividing(
  a: readonly Point[],
  b: readonly Point[],
): { x1: number; y1: number; x2: number; y2: number } {
  const mean = (points: readonly Point[]): Point => ({
    x: points.reduce((sum, point) => sum + point.x, 0) / points.length,
    y: points.reduce((sum, point) => sum + point.y, 0) / points.length,
  });
  const [from, to] = [mean(a), mean(b)];
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const size = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [dx, dy] = [(-(to.y - from.y) / size) * LINE_REACH, ((to.x - from.x) / size) * LINE_REACH];
  return { x1: middle.x - dx, y1: middle.y - dy, x2: middle.x + dx, y2: middle.y + dy };
}
