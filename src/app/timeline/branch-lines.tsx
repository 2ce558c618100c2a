import { useMemo } from 'react';
import type { Branch, InputLog } from '../../protocol/messages';
import { clipsOf, sharedUntilUs } from '../../run/log';
import { classes } from '../../ui/classes';
import { formatMoment } from '../format';
import { controller } from '../run/controller';
import { useLab } from '../run/store';
import styles from './branches.module.css';
import { LINES_SHOWN, percent } from './timeline-range';

/** The other branches as thin lines that leave the one on screen where they part from it, with what was done there. */
export function BranchLines({ log, rangeUs }: { log: InputLog; rangeUs: number }) {
  const others = log.branches.filter(({ id }) => id !== log.current).slice(-LINES_SHOWN);
  const compared = useLab((state) => state.overlay?.branch);
  return others.map((branch, row) => (
    <BranchLine
      key={branch.id}
      branch={branch}
      fromUs={sharedUntilUs(log, log.current, branch.id)}
      row={row}
      rangeUs={rangeUs}
      compared={branch.id === compared}
    />
  ));
}

function BranchLine({
  branch,
  fromUs,
  row,
  rangeUs,
  compared,
}: {
  branch: Branch;
  fromUs: number;
  row: number;
  rangeUs: number;
  compared: boolean;
}) {
  const clips = useMemo(
    () => clipsOf(branch.inputs).filter(({ input }) => input.atUs > fromUs),
    [branch.inputs, fromUs],
  );
  const toUs = Math.max(branch.headUs, fromUs);
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes(styles.line, compared && styles.compared)}
      style={{
        left: percent(fromUs, rangeUs),
        width: percent(toUs - fromUs, rangeUs),
        ['--row' as string]: row,
      }}
      aria-label={`Switch to branch ${branch.title}`}
      title={`${branch.title}, from ${formatMoment(fromUs)} to ${formatMoment(toUs)}: switch to it`}
      onClick={() => void controller.switchBranch(branch.id)}
    >
      {clips.map(({ input, endsAtUs }) => (
        <span
          key={input.id}
          className={styles.tick}
          style={{
            left: percent(input.atUs - fromUs, toUs - fromUs || 1),
            width: percent(Math.max(0, Math.min(endsAtUs ?? toUs, toUs) - input.atUs), toUs - fromUs || 1),
          }}
        />
      ))}
    </button>
  );
}
