import { formatReading } from '../../charts/ticks';
import { titleOf, valueWords } from '../../compare/knobs-apart';
import { openPoint } from '../../compare/sweeps';
import { useLab } from '../../run/store';
import { pointWords, type Shown } from './shown';
import styles from './sweep.module.css';

/** Two knobs: one down, one across; the stronger the colour, the higher the mean. */
export function HeatMap({ shown }: { shown: Shown }) {
  const { points, factor, unit, title, sweep } = shown;
  const [down, across] = sweep.plan.axes;
  if (!down || !across) return null;
  const state = useLab.getState();
  const means = points.map(({ spread }) => spread.mean).filter((mean) => Number.isFinite(mean));
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const strength = (mean: number): number => (high > low ? (mean - low) / (high - low) : 0);
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={title}>
      <table className={styles.heat}>
        <caption className={styles.note}>
          {titleOf(state, down.target)} down, {titleOf(state, across.target)} across
        </caption>
        <thead>
          <tr>
            <td />
            {across.values.map((value) => (
              <th key={String(value)} scope="col">
                {valueWords(state, across.target, value)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {down.values.map((value, row) => (
            <tr key={String(value)}>
              <th scope="row">{valueWords(state, down.target, value)}</th>
              {across.values.map((_, column) => {
                const point = points[row * across.values.length + column];
                const mean = point?.spread.mean ?? NaN;
                if (!point || Number.isNaN(mean)) return <td key={column}>–</td>;
                const text = formatReading(mean * factor, unit);
                return (
                  <td key={column}>
                    <button
                      type="button"
                      className={styles.cell}
                      style={{ ['--strength' as string]: `${(strength(mean) * 55).toFixed(0)}%` }}
                      aria-label={`${pointWords(sweep, point)}: ${text}. Open as a run`}
                      title={`±${formatReading(point.spread.margin * factor, unit)}, ${String(point.spread.count)} seeds`}
                      onClick={() => void openPoint(sweep, point.number)}
                    >
                      {text}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
