import { KeyList } from '../frame';
import styles from './operation-timeline.module.css';

const MARKS = [
  { outcome: 'ok', kind: 'write', text: 'write' },
  { outcome: 'ok', kind: 'read', text: 'read' },
  { outcome: 'failed', kind: 'read', text: 'failed, nothing done' },
  { outcome: 'unknown', kind: 'write', text: 'outcome unknown' },
] as const;

/** What bars and marks mean. */
export function Key() {
  return (
    <KeyList>
      {MARKS.map(({ outcome, kind, text }) => (
        <li key={text}>
          <span className={styles.sample} data-outcome={outcome} data-kind={kind} />
          {text}
        </li>
      ))}
      <li>
        <span className={styles.sample} data-outcome="ok" data-kind="read">
          <i style={{ left: 10 }} />
        </span>
        takes effect, in the order found
      </li>
      <li>
        <span className={styles.sample} data-outcome="ok" data-kind="read" data-failing />
        smallest part without an order
      </li>
    </KeyList>
  );
}
