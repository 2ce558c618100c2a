import type { CellState } from './rows';
import styles from './sagas.module.css';

/** What is drawn on the pill of a step: never its colour alone. */
const MARKS: Readonly<Record<CellState, string>> = {
  waiting: '',
  running: 'M-3 0h6',
  done: 'M-3.5 0l2.5 2.8 4.5-5.6',
  refused: 'M-2.8 -2.8l5.6 5.6M2.8 -2.8l-5.6 5.6',
  unknown: 'M-2 -1.6a2 2 0 1 1 2.6 1.9q-.6.3-.6 1.3M0 3.6v.1',
  undoing: 'M3 0h-6M-.6 -2.6l-2.6 2.6 2.6 2.6',
  undone: 'M3 2.4v-1.6a1.6 1.6 0 0 0-1.6-1.6h-4.6M-1 -3.2l-2.4 2.4 2.4 2.4',
  stuck: 'M0 -3.6v4.4M0 3.5v.1',
};

/** A step of a saga, as a pill with a mark. */
export function CellMark({ state }: { state: CellState }) {
  return (
    <svg className={styles.mark} data-state={state} viewBox="-12 -8 24 16" aria-hidden="true">
      <rect x="-11" y="-7" width="22" height="14" rx="4" />
      <path d={MARKS[state]} />
    </svg>
  );
}
