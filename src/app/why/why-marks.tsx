import { formatMoment } from '../format';
import styles from './why.module.css';
import { useWhy } from './why-store';

/** The steps of the chain that is lit, on the timeline. */
export function WhyMarks({ untilUs }: { untilUs: number }) {
  const steps = useWhy((state) => state.chain?.steps);
  if (!steps) return null;
  const moments = new Map(steps.map((step) => [step.atUs, step]));
  return [...moments.values()].map(({ atUs, text }) => (
    <span
      key={atUs}
      className={styles.mark}
      style={{ left: `${((100 * atUs) / untilUs).toFixed(3)}%` }}
      title={`${formatMoment(atUs)}: ${text}`}
    />
  ));
}
