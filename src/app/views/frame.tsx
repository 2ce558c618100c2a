/** What every view has: words while there is nothing to show, and a key to its marks. */
import type { ReactNode } from 'react';
import styles from './frame.module.css';

/** Why the view is empty. */
export function Empty({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className={styles.empty} aria-label={label}>
      {children}
    </section>
  );
}

export function Loading() {
  return <p className={styles.empty}>Loading…</p>;
}

/** What the marks mean, as list items. */
export function KeyList({ children }: { children: ReactNode }) {
  return (
    <ul className={styles.key} aria-label="Key">
      {children}
    </ul>
  );
}
