import { formatReading } from '../../charts/ticks';
import { openPoint, type Point } from '../../compare/sweeps';
import { pointWords, type Shown } from './shown';
import styles from './sweep.module.css';

interface PointMarkProps {
  shown: Shown;
  point: Point;
  x: number;
  y: number;
}

/** The mean of a point; pressing it opens its first run. */
export function PointMark({ shown, point, x, y }: PointMarkProps) {
  const { sweep, factor, unit } = shown;
  const { mean, margin, count } = point.spread;
  const read = (value: number): string => formatReading(value * factor, unit);
  const says = `${pointWords(sweep, point)}: ${read(mean)}`;
  const open = (): void => void openPoint(sweep, point.number);
  return (
    <circle
      className={styles.point}
      cx={x}
      cy={y}
      r={5}
      role="button"
      tabIndex={0}
      aria-label={`${says}. Open as a run`}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.stopPropagation();
        open();
      }}
    >
      <title>{`${says} ±${read(margin)}, ${String(count)} seeds`}</title>
    </circle>
  );
}
