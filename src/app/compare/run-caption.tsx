import { useShallow } from 'zustand/react/shallow';
import type { Side } from '../canvas/side';
import { useCompanion } from '../run/companion';
import { formatSince } from '../format';
import { useLab } from '../run/store';
import styles from './compare.module.css';
import { knobsApart } from './knobs-apart';

/** Which of two runs a canvas shows, what is set differently in it, and which promise it has broken. */
export function RunCaption({ side }: { side: Side }) {
  const own = side === 'own';
  const pinned = useLab((state) => state.baseline !== null);
  const knobs = useLab(
    useShallow((state) =>
      knobsApart(state).map(({ title, here, there }) => `${title}: ${own ? here : there}`),
    ),
  );
  if (!pinned) return null;
  return (
    <>
      <strong>{own ? 'This run' : 'Baseline'}</strong>
      <span className={styles.knobs}>
        {knobs.length === 0 ? 'the same settings in both' : knobs.join(' · ')}
      </span>
      <Broken own={own} />
    </>
  );
}

function Broken({ own }: { own: boolean }) {
  const here = useLab((state) => state.invariants);
  const there = useCompanion((state) => state.invariants);
  const titles = useLab((state) => state.opened?.invariants);
  const broken = (own ? here : there).filter(({ brokenAtUs }) => brokenAtUs >= 0);
  const first = broken.toSorted((a, b) => a.brokenAtUs - b.brokenAtUs)[0];
  if (!first) return null;
  const title = titles?.find(({ id }) => id === first.id)?.title ?? first.id;
  return (
    <span className={styles.broken}>
      {title}: broken at {formatSince(first.brokenAtUs)}
    </span>
  );
}
