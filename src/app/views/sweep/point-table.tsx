import { Button } from '../../../ui/button';
import { formatReading } from '../../charts/ticks';
import { titleOf, valueWords } from '../../compare/knobs-apart';
import { openPoint } from '../../compare/sweeps';
import { useLab } from '../../run/store';
import { pointWords, type Shown } from './shown';
import styles from './sweep.module.css';

/** Every point in numbers. */
export function PointTable({ shown }: { shown: Shown }) {
  const { points, factor, unit, title, sweep } = shown;
  const state = useLab.getState();
  const read = (value: number): string => formatReading(value * factor, unit);
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={title}>
      <table className={styles.table}>
        <thead>
          <tr>
            {sweep.plan.axes.map(({ target }) => (
              <th key={target} scope="col">
                {titleOf(state, target)}
              </th>
            ))}
            {['Mean', '95 % interval', 'Nine of ten', 'Seeds', ''].map((head) => (
              <th key={head} scope="col">
                {head === '' ? <span className="visually-hidden">Open</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => {
            const { values, spread, number } = point;
            return (
              <tr key={number}>
                {sweep.plan.axes.map(({ target }, i) => (
                  <th key={target} scope="row">
                    {valueWords(state, target, values[i] ?? '')}
                  </th>
                ))}
                <td>{read(spread.mean)}</td>
                <td>±{read(spread.margin)}</td>
                <td>
                  {read(spread.p5)} … {read(spread.p95)}
                </td>
                <td>{spread.count}</td>
                <td>
                  <Button
                    size="small"
                    aria-label={`Open ${pointWords(sweep, point)} as a run`}
                    onClick={() => void openPoint(sweep, number)}
                  >
                    Open
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
