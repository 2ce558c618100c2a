import { Check, CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { labEntries } from '../../labs/index';
import { Button } from '../../ui/button';
import { classes } from '../../ui/classes';
import { Tip } from '../../ui/tip';
import { formatMoment } from '../format';
import { openTrouble } from '../commands/dialogs';
import { startWith } from '../run/baseline';
import { controller } from '../run/controller';
import { NONE, useLab } from '../run/store';
import { searchLabs } from './lab-search';
import { Outcomes } from './outcomes';
import styles from './sidebar.module.css';

/** Labs by family with a search, and what the open lab promises and starts from. */
export function Sidebar({ onLeave }: { onLeave?: () => void }) {
  const [text, setText] = useState('');
  const labId = useLab((state) => state.labId);
  const families = searchLabs(text);
  return (
    <nav className={styles.sidebar} aria-label="Labs">
      <input
        type="search"
        className={styles.search}
        placeholder={`Search ${String(labEntries.length)} labs`}
        aria-label="Search labs"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      {families.map(({ title, labs }) => (
        <section key={title}>
          <h2 className={styles.heading}>{title}</h2>
          <ul>
            {labs.map((lab) => (
              <li key={lab.id}>
                <Link
                  href={`/${lab.id}`}
                  className={classes(styles.lab, lab.id === labId && styles.current)}
                  aria-current={lab.id === labId ? 'page' : undefined}
                  onClick={onLeave}
                >
                  {lab.title}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {families.length === 0 && <p className={styles.nothing}>No lab matches “{text}”.</p>}
      <Presets onLeave={onLeave} />
      <Outcomes onLeave={onLeave} />
      <Promises />
    </nav>
  );
}

function Presets({ onLeave }: { onLeave?: () => void }) {
  const presets = useLab((state) => state.lab?.presets) ?? NONE;
  if (presets.length === 0) return null;
  return (
    <section>
      <h2 className={styles.heading}>Start from</h2>
      <div className={styles.presets}>
        {presets.map(({ id, title, help, knobs }) => (
          <Tip key={id} text={help}>
            <Button
              size="small"
              look="ghost"
              className={styles.preset}
              onClick={() => {
                void startWith(knobs);
                onLeave?.();
              }}
            >
              {title}
            </Button>
          </Tip>
        ))}
      </div>
    </section>
  );
}

/** The invariants of the lab: broken at a moment one can jump to, or held so far, and one can look for what breaks them. */
function Promises() {
  const known = useLab((state) => state.opened?.invariants) ?? NONE;
  const states = useLab((state) => state.invariants);
  if (known.length === 0) return null;
  return (
    <section>
      <h2 className={styles.heading}>Promises</h2>
      <ul>
        {known.map(({ id, title, explain }) => {
          const state = states.find((one) => one.id === id);
          const broken = (state?.brokenAtUs ?? -1) >= 0;
          return (
            <li key={id}>
              <Tip text={broken ? `${explain} Broken: ${state?.says ?? ''}` : explain}>
                <button
                  type="button"
                  className={classes(styles.promise, broken ? styles.broken : styles.held)}
                  onClick={() => {
                    if (broken) void controller.seek(state?.brokenAtUs ?? 0);
                    else openTrouble(`invariant:${id}`);
                  }}
                >
                  {broken ? (
                    <CircleAlert size={14} aria-hidden="true" />
                  ) : (
                    <Check size={14} aria-hidden="true" />
                  )}
                  <span>
                    {title}
                    {broken && <small>broken at {formatMoment(state?.brokenAtUs ?? 0)}</small>}
                  </span>
                </button>
              </Tip>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
