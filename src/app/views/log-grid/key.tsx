import type { NodeLog } from '../../../protocol/messages';
import { epochColour } from '../cluster/epochs';
import { epochsIn, leaderOf } from './columns';
import { KeyList } from '../frame';
import styles from './log-grid.module.css';

/** What colours, outlines and marks mean. */
export function Key({ logs }: { logs: readonly NodeLog[] }) {
  const leader = leaderOf(logs);
  return (
    <KeyList>
      {epochsIn(logs).map((epoch) => (
        <li key={epoch}>
          <span className={styles.swatch} style={{ background: epochColour(epoch) }} />
          term {epoch}
        </li>
      ))}
      <li>
        <span className={styles.solid} />
        committed
      </li>
      <li>
        <span className={styles.dashed} />
        tentative
      </li>
      <li>
        <span className={styles.struck} />
        contradicts the others
      </li>
      <li>
        <span className={styles.line} />
        commit index
      </li>
      {leader && (
        <li>
          <svg width="24" height="9" aria-hidden="true">
            <path d="M5 1l5 6h-10z" fill="var(--ink)" stroke="var(--ink)" strokeWidth="1.2" />
            <path d="M18 1l5 6h-10z" fill="none" stroke="var(--ink)" strokeWidth="1.2" />
          </svg>
          match and next index, as {leader.id} has them
        </li>
      )}
    </KeyList>
  );
}
