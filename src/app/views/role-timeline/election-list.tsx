import { formatMoment } from '../../format';
import { controller } from '../../run/controller';
import { sayElection, type Election } from './elections';
import styles from './role-timeline.module.css';

const MOST_ROWS = 40;

/** All elections in words, newest first; each row goes there. */
export function Elections({ elections }: { elections: readonly Election[] }) {
  if (elections.length === 0) return null;
  const split = elections.filter(({ outcome }) => outcome === 'split').length;
  const earlier = elections.length - MOST_ROWS;
  return (
    <section className={styles.elections} aria-label="Elections">
      <h3>
        {elections.length} {elections.length === 1 ? 'election' : 'elections'}
        {split > 0 && `, ${String(split)} with split votes`}
      </h3>
      <ol>
        {elections
          .slice(-MOST_ROWS)
          .reverse()
          .map((election) => (
            <li key={election.epoch}>
              <button
                type="button"
                className={styles.row}
                title="Go to this moment"
                onClick={() => void controller.seek(election.atUs, election.event)}
              >
                <span className={styles.moment}>{formatMoment(election.atUs)}</span>
                <span>{sayElection(election)}</span>
              </button>
            </li>
          ))}
      </ol>
      {earlier > 0 && <p className={styles.note}>{earlier} earlier</p>}
    </section>
  );
}
