import { MessageMark } from '../../../ui/message-mark';
import { epochColour } from '../cluster/epochs';
import type { Member } from '../cluster/members';
import { KeyList } from '../frame';
import styles from './ring.module.css';

/** What the marks of the ring mean, and the terms that are there. */
export function Key({ members }: { members: readonly Member[] }) {
  const terms = [...new Set(members.flatMap(({ epoch }) => epoch ?? []))].sort((a, b) => a - b);
  const votes = members.some(({ elects }) => elects);
  return (
    <KeyList>
      {terms.map((term) => (
        <li key={term}>
          <span className={styles.swatch} style={{ background: epochColour(term) }} />
          term {term}
        </li>
      ))}
      <li>
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="8" cy="8" r="5.5" fill="none" stroke="var(--line2)" strokeWidth="3" />
          <path d="M8 2.5a5.5 5.5 0 1 0 5.5 5.5" fill="none" stroke="var(--ink2)" strokeWidth="3" />
        </svg>
        time left until its timer fires
      </li>
      {votes && (
        <>
          <VoteKey vote="granted" />
          <VoteKey vote="refused" />
          <VoteKey vote="asked" />
        </>
      )}
      <li>
        <MessageMark mark="probe" />
        heartbeat
      </li>
    </KeyList>
  );
}

function VoteKey({ vote }: { vote: 'granted' | 'refused' | 'asked' }) {
  return (
    <li>
      <svg className={styles.votesKey} width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
        <g data-vote={vote}>
          <circle r="4" />
          {vote === 'refused' && <path d="M-3.5-3.5l7 7m0-7-7 7" />}
        </g>
      </svg>
      vote {vote}
    </li>
  );
}
