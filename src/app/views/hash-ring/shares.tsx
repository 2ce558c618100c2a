import { select, useLab } from '../../run/store';
import { formatNumber } from '../../format';
import styles from './hash-ring.module.css';
import type { RingPicture } from './picture';
import type { Looks } from './ring';

/** How many keys each node has, beside the mean. */
export function Shares({ picture, looks }: { picture: RingPicture; looks: Looks }) {
  const { members, ids, keys, shares } = picture;
  const selected = useLab((state) => (state.selection?.kind === 'node' ? state.selection.id : ''));
  const mean = keys / Math.max(1, ids.length);
  const most = Math.max(1, ...shares.counts);
  return (
    <table className={styles.shares}>
      <caption>Keys of each node</caption>
      <thead>
        <tr>
          <th scope="col">node</th>
          <th scope="col">keys</th>
          <th scope="col">× mean</th>
          <th scope="col" className={styles.bars}>
            share
          </th>
        </tr>
      </thead>
      <tbody>
        {members.map((id) => {
          const place = ids.indexOf(id);
          const count = place < 0 ? 0 : (shares.counts[place] ?? 0);
          const look = looks.get(id);
          return (
            <tr key={id} data-out={place < 0 || undefined} data-selected={id === selected || undefined}>
              <th scope="row">
                <button
                  type="button"
                  onClick={() => {
                    select({ kind: 'node', id });
                  }}
                >
                  <span
                    className={styles.swatch}
                    data-second={look?.second === true || undefined}
                    style={{ background: look?.colour }}
                  />
                  {id}
                </button>
              </th>
              <td>{place < 0 ? 'ejected' : formatNumber(count)}</td>
              <td>{place < 0 ? '' : (count / mean).toFixed(2)}</td>
              <td className={styles.bars} aria-hidden="true">
                <span
                  style={{ width: `${((100 * count) / most).toFixed(1)}%`, background: look?.colour }}
                  className={styles.bar}
                />
                {place >= 0 && (
                  <span
                    className={styles.mean}
                    style={{ left: `${Math.min(100, (100 * mean) / most).toFixed(1)}%` }}
                  />
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
