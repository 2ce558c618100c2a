import type { ReactNode } from 'react';
import type { Tone } from '../protocol/messages';
import styles from './chip.module.css';
import { classes } from './classes';

/** A word in a pill: a mode, a state. */
export function Chip({ tone = 'muted', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={classes(styles.chip, styles[tone])}>{children}</span>;
}
