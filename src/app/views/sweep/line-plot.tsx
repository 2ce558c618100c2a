import { useRef } from 'react';
import { bandPath, pathOf } from '../../charts/path';
import { formatValueTick, shareOf, valueScale } from '../../charts/ticks';
import { useSize } from '../../charts/use-size';
import { titleOf, valueWords } from '../../compare/knobs-apart';
import { useLab } from '../../run/store';
import { PointMark } from './point-mark';
import { extentOf, type Shown } from './shown';
import styles from './sweep.module.css';

const HEIGHT = 240;
const LEFT = 48;
const RIGHT = 16;
const TOP = 12;
const FOOT = 40;
/** A value's words need about so much room under the axis. */
const LABEL_WIDTH = 84;

/** One knob of numbers: the mean over its values, and between which values nine of ten seeds lie. */
export function LinePlot({ shown }: { shown: Shown }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useSize(box)?.width ?? 0;
  const { points, factor, unit, title, sweep } = shown;
  const made = points.filter(({ spread }) => spread.count > 0);
  const target = sweep.plan.axes[0]?.target ?? '';
  const state = useLab.getState();
  const scale = valueScale(extentOf(shown), null);
  const numbers = points.map(({ values }) => values[0]);
  const [first, last] = [Number(numbers[0]), Number(numbers.at(-1))];
  const toX = (index: number): number => {
    const share =
      last === first ? (index + 0.5) / points.length : (Number(numbers[index]) - first) / (last - first);
    return LEFT + share * (width - LEFT - RIGHT);
  };
  const toY = (value: number): number => TOP + (1 - shareOf(scale, value)) * (HEIGHT - TOP - FOOT);
  const everyNth = Math.max(1, Math.ceil((points.length * LABEL_WIDTH) / Math.max(1, width - LEFT)));
  return (
    <div ref={box} className={styles.plot}>
      <svg width={width} height={HEIGHT} role="group" aria-label={`${title} over ${titleOf(state, target)}`}>
        {scale.ticks.map((tick) => (
          <g key={tick}>
            <line className={styles.grid} x1={LEFT} x2={width - RIGHT} y1={toY(tick)} y2={toY(tick)} />
            <text className={styles.tick} x={LEFT - 6} y={toY(tick) + 4} textAnchor="end">
              {formatValueTick(tick, unit)}
            </text>
          </g>
        ))}
        {points.map((point, index) =>
          index % everyNth === 0 ? (
            <text
              key={point.number}
              className={styles.tick}
              x={toX(index)}
              y={HEIGHT - FOOT + 16}
              textAnchor="middle"
            >
              {valueWords(state, target, point.values[0] ?? '')}
            </text>
          ) : null,
        )}
        <text className={styles.axis} x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 4} textAnchor="middle">
          {titleOf(state, target)}
        </text>
        <path
          className={styles.band}
          d={bandPath(
            made.map(({ number, spread }) => [number, spread.p5 * factor, spread.p95 * factor] as const),
            toX,
            toY,
          )}
        />
        <path
          className={styles.line}
          d={pathOf(made.map(({ number, spread }) => ({ x: toX(number), y: toY(spread.mean * factor) })))}
        />
        {made.map((point) => (
          <PointMark
            key={point.number}
            shown={shown}
            point={point}
            x={toX(point.number)}
            y={toY(point.spread.mean * factor)}
          />
        ))}
      </svg>
    </div>
  );
}
