import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode, type RefObject } from 'react';
import type { ChartSpec } from '../../scenario/types';
import { formatSince } from '../format';
import { controller } from '../run/controller';
import styles from './charts.module.css';
import { clampTo, rangeBetween, zoomBy, type Range } from './ranges';
import { valueAt, type ChartShot, type ShownLine } from './shot';
import { formatReading } from './ticks';
import { resetZoom, setCursor, useChartView, wantedRange, whereAbouts } from './view';

/** Where the plot lies in its box, and which time a place in it stands for. Told by the plot when it is drawn. */
export interface PlotGeometry {
  /** Of a distance from the box's left edge, in pixels. */
  timeUs: (x: number) => number;
}

interface SurfaceProps {
  box: RefObject<HTMLDivElement | null>;
  spec: ChartSpec;
  shot: ChartShot | undefined;
  shown: readonly ShownLine[];
  geometry: RefObject<PlotGeometry | null>;
  describedBy: string;
  children: ReactNode;
}

/** Narrower than this a drag is a click. */
const DRAG_PIXELS = 5;
const ZOOM_STEP = 2;
const KEY_STEPS = 100;

/** What takes pointer and keys over a plot: a cursor along time, and the choice of a stretch to look at. */
export function Surface({ box, spec, shot, shown, geometry, describedBy, children }: SurfaceProps) {
  const cursorUs = useChartView((view) => view.cursorUs);
  const drag = useRef<{ x: number; us: number } | null>(null);
  const timeOf = (event: { clientX: number; currentTarget: Element }): number | null => {
    const left = event.currentTarget.getBoundingClientRect().left;
    return geometry.current?.timeUs(event.clientX - left) ?? null;
  };
  const onPointerDown = (event: PointerEvent): void => {
    const us = timeOf(event);
    if (us === null || event.button !== 0) return;
    if (event.altKey) {
      void controller.seek(us);
      return;
    }
    drag.current = { x: event.clientX, us };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent): void => {
    const us = timeOf(event);
    if (us === null) return;
    setCursor(us);
    const from = drag.current;
    if (from && Math.abs(event.clientX - from.x) >= DRAG_PIXELS) {
      useChartView.setState({ drag: { fromUs: Math.min(from.us, us), toUs: Math.max(from.us, us) } });
    }
  };
  const endDrag = (): void => {
    drag.current = null;
    useChartView.setState({ drag: null });
  };
  return (
    <div
      ref={box}
      className={styles.plot}
      role="slider"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label={`Cursor of ${spec.title}`}
      aria-describedby={describedBy}
      aria-valuemin={Math.round((shot?.range.fromUs ?? 0) / 1000)}
      aria-valuemax={Math.round((shot?.range.toUs ?? 0) / 1000)}
      aria-valuenow={Math.round((cursorUs ?? shot?.range.fromUs ?? 0) / 1000)}
      aria-valuetext={cursorUs === null ? 'not set' : readOut(cursorUs, shown, shot?.unit ?? '')}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        const { drag: chosen } = useChartView.getState();
        endDrag();
        if (chosen) {
          const { headUs } = whereAbouts();
          useChartView.setState({ zoom: rangeBetween(chosen.fromUs, chosen.toUs, headUs), cursorUs: null });
        }
      }}
      onPointerCancel={endDrag}
      onPointerLeave={() => {
        if (!drag.current) setCursor(null);
      }}
      onDoubleClick={resetZoom}
      onBlur={() => {
        setCursor(null);
      }}
      onKeyDown={onKey}
    >
      {children}
    </div>
  );
}

function readOut(us: number, lines: readonly ShownLine[], unit: string): string {
  const values = lines.map((line) => {
    const value = valueAt(line, us / 1e6);
    return `${line.title} ${value === null ? 'nothing' : formatReading(value, unit)}`;
  });
  return [formatSince(us), ...values].join(', ');
}

/** Keys that mean something here do nothing elsewhere. */
function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey) return;
  if (!act(event)) return;
  event.preventDefault();
  event.stopPropagation();
}

function act({ key, shiftKey }: KeyboardEvent): boolean {
  const range = wantedRange();
  const { cursorUs, zoom } = useChartView.getState();
  const step = ((range.toUs - range.fromUs) / KEY_STEPS) * (shiftKey ? 10 : 1);
  const to = cursorAfter(key, cursorUs, range, step);
  if (to !== null) setCursor(to);
  else if (key === '+' || key === '=') zoomAround(range, 1 / ZOOM_STEP);
  else if (key === '-' || key === '_') zoomAround(range, ZOOM_STEP);
  else if (key === '0') resetZoom();
  else if (key === 'Enter' && cursorUs !== null) void controller.seek(cursorUs);
  else if (key === 'Escape' && (cursorUs !== null || zoom)) {
    if (cursorUs !== null) setCursor(null);
    else resetZoom();
  } else return false;
  return true;
}

function cursorAfter(key: string, cursorUs: number | null, range: Range, step: number): number | null {
  if (key === 'Home') return range.fromUs;
  if (key === 'End') return clampTo(range, whereAbouts().playheadUs);
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
  if (cursorUs === null) return clampTo(range, whereAbouts().playheadUs);
  return clampTo(range, cursorUs + (key === 'ArrowLeft' ? -step : step));
}

function zoomAround(range: Range, factor: number): void {
  const { cursorUs } = useChartView.getState();
  const { playheadUs, headUs } = whereAbouts();
  const about = clampTo(range, cursorUs ?? playheadUs);
  useChartView.setState({ zoom: zoomBy(range, about, factor, headUs) });
}
