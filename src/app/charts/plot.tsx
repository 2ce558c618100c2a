/** The drawing of a chart. This file alone knows the chart library; it is loaded when the first chart is drawn. */
import { useEffect } from 'react';
import {
  CartesianGrid,
  Line,
  LineChart,
  usePlotArea,
  useXAxisInverseScale,
  useXAxisScale,
  XAxis,
  YAxis,
  ZIndexLayer,
  type LineDrawShapeProps,
} from 'recharts';
import styles from './charts.module.css';
import { Above, Below } from './overlay';
import { pathOf } from './path';
import { ENOUGH_SAMPLES, type ChartShot, type ShownLine } from './shot';
import type { PlotGeometry } from './surface';
import { formatTimeTick, formatValueTick, timeTicks } from './ticks';

interface PlotProps {
  shot: ChartShot;
  lines: readonly ShownLine[];
  width: number;
  height: number;
  onGeometry: (geometry: PlotGeometry) => void;
}

const MARGIN = { top: 6, right: 0, bottom: 0, left: 0 };
const TIME_AXIS_HEIGHT = 18;
const VALUE_AXIS_WIDTH = 42;
const TIME_TICK_WIDTH = 40;
/** Nearer to an edge of the plot than this, the text of a tick begins or ends at the tick, to stay inside. */
const EDGE = 12;
const GRID_Z = -100;
/** Above the lines. */
const ABOVE_Z = 1100;

/** Lines over time, with axes, and everything of ours that is drawn above and below them. */
export function Plot({ shot, lines, width, height, onGeometry }: PlotProps) {
  const { range, scale, unit } = shot;
  const most = Math.max(2, Math.floor((width - VALUE_AXIS_WIDTH) / TIME_TICK_WIDTH));
  return (
    <LineChart width={width} height={height} margin={MARGIN} accessibilityLayer={false}>
      <CartesianGrid vertical={false} stroke="var(--line)" zIndex={GRID_Z} />
      <XAxis
        dataKey="t"
        type="number"
        domain={[range.fromUs / 1e6, range.toUs / 1e6]}
        allowDataOverflow
        ticks={timeTicks(range, most)}
        interval={0}
        height={TIME_AXIS_HEIGHT}
        tick={(props: TickContent) => <TimeTick {...props} right={width - VALUE_AXIS_WIDTH} />}
        tickSize={3}
        tickMargin={2}
        tickLine={{ stroke: 'var(--line2)' }}
        axisLine={{ stroke: 'var(--line2)' }}
      />
      <YAxis
        type="number"
        orientation="right"
        scale={scale.log ? 'log' : 'linear'}
        domain={[scale.low, scale.high]}
        allowDataOverflow
        ticks={scale.ticks}
        interval={0}
        width={VALUE_AXIS_WIDTH}
        tick={({ x, y, payload }: TickContent) => (
          <text x={x} y={y} dx={6} dy={3.5} className={styles.tick}>
            {formatValueTick(Number(payload.value), unit)}
          </text>
        )}
        tickSize={0}
        tickMargin={0}
        tickLine={false}
        axisLine={false}
      />
      <Overlay shot={shot} lines={lines} onGeometry={onGeometry} />
      {lines.map((line) => (
        <Line
          key={line.id}
          id={`${line.id} line`}
          data={line.points}
          dataKey="v"
          type="linear"
          stroke={`var(${line.token})`}
          strokeWidth={line.strong ? 2 : 1.5}
          strokeDasharray={line.dash === '' ? undefined : line.dash}
          strokeOpacity={line.samples >= 0 && line.samples < ENOUGH_SAMPLES ? 0.45 : line.beside ? 0.8 : 1}
          shape={Stroke}
          dot={false}
          activeDot={false}
          isAnimationActive={false}
          legendType="none"
          tooltipType="none"
        />
      ))}
    </LineChart>
  );
}

/** The library's own stroke measures its length at every turn, for an animation that is not wanted here. */
function Stroke({
  points = [],
  stroke,
  strokeWidth,
  strokeDasharray,
  strokeOpacity,
  clipPath,
}: LineDrawShapeProps) {
  const looks = { stroke, strokeWidth, strokeDasharray, strokeOpacity, clipPath };
  return <path d={pathOf(points)} fill="none" strokeLinejoin="round" {...looks} />;
}

interface TickContent {
  x: number | string;
  y: number | string;
  payload: { value: unknown };
}

/** Text that is not measured: the library's own costs a layout. */
function TimeTick({ x, y, payload, right }: TickContent & { right: number }) {
  const anchor = Number(x) < EDGE ? 'start' : Number(x) > right - EDGE ? 'end' : 'middle';
  return (
    <text x={x} y={y} dy={9} className={styles.tick} textAnchor={anchor}>
      {formatTimeTick(Number(payload.value))}
    </text>
  );
}

/** Our own layers, placed where the library says that the plot is. */
function Overlay({ shot, lines, onGeometry }: Pick<PlotProps, 'shot' | 'lines' | 'onGeometry'>) {
  const area = usePlotArea();
  const timeScale = useXAxisScale();
  const inverse = useXAxisInverseScale();
  const { range } = shot;
  useEffect(() => {
    if (!area || !inverse) return;
    onGeometry({
      timeUs: (x) => {
        const sec = Number(inverse(Math.min(area.x + area.width, Math.max(area.x, x))));
        return Math.round(Math.min(range.toUs, Math.max(range.fromUs, sec * 1e6)));
      },
    });
  }, [area, inverse, range, onGeometry]);
  if (!area || !timeScale) return null;
  return (
    <>
      <Below shot={shot} area={area} />
      <ZIndexLayer zIndex={ABOVE_Z}>
        <Above shot={shot} lines={lines} area={area} />
      </ZIndexLayer>
    </>
  );
}
