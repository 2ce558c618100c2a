import { memo } from 'react';
import type { ModeChart } from '../../../protocol/messages';
import { classes } from '../../../ui/classes';
import { formatMoment } from '../../format';
import { controller } from '../../run/controller';
import { WhyButton } from '../../why/why-button';
import { rowsAround, type PastChange } from './history';
import { modeWord } from './last-change';
import styles from './statechart.module.css';

const MOST_ROWS = 60;

/** The changes of mode of the machine, newest first: each row goes there, and the one the playhead stands on is lit. */
export const History = memo(function History({
  node,
  chart,
  changes,
  standing,
}: {
  node: string;
  chart: ModeChart;
  changes: readonly PastChange[];
  standing: number;
}) {
  const rows = rowsAround(changes, standing, MOST_ROWS);
  const [newest] = rows;
  const later = newest ? changes.length - 1 - newest.place : 0;
  const earlier = changes.length - rows.length - later;
  return (
    <section className={styles.history} aria-label="Changes of mode">
      <h3>Changes of mode</h3>
      {changes.length === 0 && <p className={styles.note}>None so far.</p>}
      {later > 0 && <p className={styles.note}>{later} later</p>}
      <ol>
        {rows.map(({ change: { event, change }, place }) => (
          <li key={event} className={styles.past}>
            <button
              type="button"
              className={classes(
                styles.row,
                place === standing && styles.standing,
                place > standing && styles.later,
              )}
              aria-current={place === standing || undefined}
              title="Go to this moment"
              onClick={() => void controller.seek(change.atUs, event)}
            >
              <span className={styles.moment}>{formatMoment(change.atUs)}</span>
              <span>
                {modeWord(chart, change.from)} → {modeWord(chart, change.to)}
              </span>
            </button>
            <WhyButton
              className={styles.whyPast}
              ask={{ about: 'event', event, node }}
              about={`${modeWord(chart, change.from)} to ${modeWord(chart, change.to)}`}
            />
          </li>
        ))}
      </ol>
      {earlier > 0 && <p className={styles.note}>{earlier} earlier</p>}
    </section>
  );
});
