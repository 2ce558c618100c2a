import { Ban } from 'lucide-react';
import type { ModeChange, ModeChart } from '../../../protocol/messages';
import { mostRefusals, sayChange, sayRefusals } from './last-change';
import styles from './statechart.module.css';

/** What happened to the machine last, and the guards that said no. */
export function LastChange({ chart, last }: { chart: ModeChart; last: ModeChange | null }) {
  const refusals = sayRefusals(last);
  return (
    <section className={styles.last} aria-label="Last event">
      <p>{sayChange(chart, last)}</p>
      {/* Room for as many as there can be, so that what is below stays where it is. */}
      <ul className={styles.refusals} style={{ minHeight: `${String(1.5 * mostRefusals(chart))}em` }}>
        {refusals.map((text) => (
          <li key={text}>
            <Ban size={12} aria-hidden="true" />
            {text}
          </li>
        ))}
      </ul>
    </section>
  );
}
