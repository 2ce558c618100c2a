import { useRef } from 'react';
import { formatReading, formatValueTick, shareOf, valueScale } from '../../charts/ticks';
import { useSize } from '../../charts/use-size';
import { titleOf, valueWords } from '../../compare/knobs-apart';
import { useLab } from '../../run/store';
import { PointMark } from './point-mark';
import { extentOf, type Shown } from './shown';
import styles from './sweep.module.css';

const ROW = 28;
const HEAD = 22;
const LABEL = 176;
const VALUE = 64;

/** One knob of choices, a row each: the mean, and between which values nine of ten seeds lie. */
export function RowPlot({ shown }: { shown: Shown }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useSize(box)?.width ?? 0;
  const { points, factor, unit, title, sweep } = shown;
  const state = useLab.getState();
  const target = sweep.plan.axes[0]?.target ?? '';
  const scale = valueScale(extentOf(shown), null);
  const height = HEAD + points.length * ROW;
  const toX = (value: number): number => LABEL + shareOf(scale, value) * Math.max(0, width - LABEL - VALUE);
  return (
    <div ref={box} className={styles.plot}>
      <svg width={width} height={height} role="group" aria-label={`${title} by ${titleOf(state, target)}`}>
        {scale.ticks.map((tick) => (
          <g key={tick}>
            <line className={styles.grid} x1={toX(tick)} x2={toX(tick)} y1={HEAD} y2={height} />
            <text className={styles.tick} x={toX(tick)} y={HEAD - 8} textAnchor="middle">
              {formatValueTick(tick, unit)}
            </text>
          </g>
        ))}
        {points.map((point, index) => {
          const y = HEAD + (index + 0.5) * ROW;
          const { count, mean, p5, p95 } = point.spread;
          return (
            <g key={point.number}>
              <text className={styles.rowLabel} x={LABEL - 12} y={y + 4} textAnchor="end">
                {valueWords(state, target, point.values[0] ?? '')}
              </text>
              {count > 0 && (
                <>
                  <line
                    className={styles.whisker}
                    x1={toX(p5 * factor)}
                    x2={toX(p95 * factor)}
                    y1={y}
                    y2={y}
                  />
                  <PointMark shown={shown} point={point} x={toX(mean * factor)} y={y} />
                  <text className={styles.rowLabel} x={width} y={y + 4} textAnchor="end">
                    {formatReading(mean * factor, unit)}
                  </text>
                </>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}
