import type { Tone } from '../protocol/messages';
import { classes } from './classes';
import styles from './meter.module.css';

/** A label, a value and a bar. */
export function Meter({
  label,
  value,
  ratio,
  tone,
}: {
  label: string;
  value: string;
  ratio: number | null;
  tone: Tone;
}) {
  const share = ratio === null || Number.isNaN(ratio) ? null : Math.min(1, Math.max(0, ratio));
  return (
    <div className={styles.meter}>
      <span className={styles.label}>{label}</span>
      <span className={styles.value}>{value}</span>
      {share !== null && (
        <span className={styles.track}>
          <span
            className={classes(styles.fill, styles[tone])}
            style={{ transform: `scaleX(${share.toFixed(3)})` }}
          />
        </span>
      )}
    </div>
  );
}

/** Visible places, taken or free. */
export function Slots({ label, tones, hidden }: { label: string; tones: readonly Tone[]; hidden: number }) {
  return (
    <div className={styles.slots} role="img" aria-label={label} title={label}>
      {tones.map((tone, index) => (
        <span key={index} className={classes(styles.slot, styles[tone])} />
      ))}
      {hidden > 0 && <span className={styles.more}>+{hidden}</span>}
    </div>
  );
}
