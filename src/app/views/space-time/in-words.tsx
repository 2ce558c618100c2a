import { useMemo } from 'react';
import { classes } from '../../../ui/classes';
import { formatMoment } from '../../format';
import { NONE, useLab } from '../../run/store';
import { sight } from './geometry';
import { stopsIn } from './rows';
import styles from './space-time.module.css';
import { goTo, lensNow, useStage } from './stage';

/** Most rows that are written out. */
const MOST = 200;

/** What is in sight, in sentences and in the order of time; each goes to its moment. */
export function InWords() {
  const data = useStage((stage) => stage.data);
  // In steps of an eighth of what is in sight, so that the list is not made anew with every frame.
  const topStep = useStage((stage) =>
    Math.round((8 * stage.topUs) / (stage.usPerPx * Math.max(1, stage.height))),
  );
  const types = useStage((stage) => stage.types);
  const hidden = useStage((stage) => stage.nodes);
  const collapsed = useStage((stage) => stage.collapsed);
  const nodes = useLab((state) => state.opened?.nodes) ?? NONE;
  const now = useLab((state) => state.position);
  const stops = useMemo(() => {
    if (!data || Number.isNaN(topStep)) return [];
    const { fromUs, toUs } = sight(lensNow());
    const filter = { types, nodes: hidden, collapsed };
    return stopsIn(data, { fromUs, toUs: Math.min(toUs, now.us) }, filter, nodes);
  }, [data, topStep, types, hidden, collapsed, nodes, now.us]);
  const left = Math.max(0, stops.length - MOST);
  return (
    <ol className={styles.words} aria-label="What is in sight, in the order of time">
      {left > 0 && <li className={styles.left}>{left} earlier in sight</li>}
      {stops.slice(left).map((stop, i) => (
        <li key={`${String(stop.event)} ${String(stop.row)} ${String(i)}`}>
          <button
            type="button"
            className={classes(
              styles.wordRow,
              styles[stop.tone],
              stop.event === now.events && styles.current,
            )}
            aria-current={stop.event === now.events ? 'true' : undefined}
            onClick={() => {
              goTo(stop);
            }}
          >
            <span className={styles.wordTime}>{formatMoment(stop.atUs)}</span>
            {stop.text}
          </button>
        </li>
      ))}
      {stops.length === 0 && <li className={styles.left}>Nothing happens in sight.</li>}
    </ol>
  );
}
