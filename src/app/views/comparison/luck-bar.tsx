import { useEffect, useState } from 'react';
import { Button } from '../../../ui/button';
import { stopLuck, tryLuck, useLuck } from '../../compare/luck';
import { formatSince } from '../../format';
import { useLab } from '../../run/store';
import styles from './comparison.module.css';

const SEEDS = [30, 100, 300] as const;
/** Shorter runs have hardly anything to measure. */
const LEAST_US = 1_000_000;

/** Runs many seeds in the background, or shows how far they are. */
export function LuckBar() {
  const [seeds, setSeeds] = useState<number>(SEEDS[1]);
  const progress = useLuck((state) => state.progress);
  const luck = useLuck((state) => state.luck);
  const tooShort = useLab((state) => state.headUs < LEAST_US);
  useEffect(() => stopLuck, []);
  if (progress) {
    return (
      <div className={styles.luck} role="status">
        <progress max={progress.most} value={progress.done} aria-label="Runs made" />
        <span>
          {progress.done} of {progress.most} runs
        </span>
        <Button size="small" onClick={stopLuck}>
          Stop
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.luck}>
      <Button
        size="small"
        refusal={tooShort ? 'Let the run go on for a second first.' : null}
        onClick={() => void tryLuck(seeds)}
      >
        Luck or law?
      </Button>
      <label>
        <select
          className={styles.select}
          value={seeds}
          onChange={(event) => {
            setSeeds(Number(event.target.value));
          }}
        >
          {SEEDS.map((count) => (
            <option key={count} value={count}>
              {count} seeds
            </option>
          ))}
        </select>
        <span className="visually-hidden">how many seeds</span>
      </label>
      <span className={styles.note}>
        {luck
          ? `Seeds 1 to ${String(luck.seeds)}, each up to ${formatSince(luck.untilUs)}. Bands on the charts hold nine of ten.`
          : 'Runs the same with other seeds, in the background.'}
      </span>
    </div>
  );
}
