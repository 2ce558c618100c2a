import { KeyList } from '../frame';
import styles from './role-timeline.module.css';
import type { Lane } from './spans';
import { electionPath } from './elections';

const LOOKS = ['follower', 'preCandidate', 'candidate', 'leader'] as const;
const WORDS = {
  follower: 'follower',
  preCandidate: 'pre-candidate',
  candidate: 'candidate',
  leader: 'leader',
} as const;

/** What the bars and marks mean, for lanes that have such roles. */
export function Key({ lanes }: { lanes: readonly Lane[] }) {
  const modes = new Set(lanes.flatMap(({ spans }) => spans.map(({ mode }) => mode)));
  if (!modes.has('candidate') && !modes.has('leader')) return null;
  return (
    <KeyList>
      {LOOKS.filter((mode) => modes.has(mode)).map((mode) => (
        <li key={mode}>
          <span className={styles.sample}>
            <span className={styles.span} data-mode={mode} />
          </span>
          {WORDS[mode]}
        </li>
      ))}
      <li>
        <span className={styles.sample}>
          <span className={styles.span} data-mode="down" />
        </span>
        down
      </li>
      <li>
        <ElectionMark outcome="won" />
        election
      </li>
      <li>
        <ElectionMark outcome="split" />
        split votes
      </li>
    </KeyList>
  );
}

function ElectionMark({ outcome }: { outcome: 'won' | 'split' }) {
  return (
    <span className={`${styles.election} ${styles.inKey}`} data-outcome={outcome}>
      <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
        <path d={electionPath(outcome)} />
      </svg>
    </span>
  );
}
