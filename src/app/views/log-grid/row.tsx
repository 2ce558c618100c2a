import { Crown } from 'lucide-react';
import { memo, type CSSProperties } from 'react';
import type { NodeLog } from '../../../protocol/messages';
import { classes } from '../../../ui/classes';
import { placeOfMenu } from '../../canvas/hit';
import { openActionMenu } from '../../canvas/open-menu';
import { select, useLab } from '../../run/store';
import { epochColour } from '../cluster/epochs';
import { CELL_W, leftOf, sayEntry, sayLog, type Columns } from './columns';
import styles from './log-grid.module.css';

/** One server's log: its entries in sight, how far it is committed, and how far the leader thinks it is. */
export const Row = memo(function Row({
  log,
  columns,
  conflicts,
  leader,
}: {
  log: NodeLog;
  columns: Columns;
  conflicts: ReadonlySet<number>;
  leader: NodeLog | null;
}) {
  const { id, entries, commitIndex, snapshotIndex } = log;
  const down = useLab((state) => state.faces[id]?.life === 'down');
  const progress = leader?.followers.find((follower) => follower.id === id);
  const snapshotW = leftOf(columns, snapshotIndex + 1);
  return (
    <div role="row" className={classes(styles.row, down && styles.down)}>
      <RowHead log={log} down={down} leads={leader === log} conflicts={conflicts.size} />
      <div className={styles.cells} style={{ width: leftOf(columns, columns.last + 2) }} role="none">
        {snapshotW > 0 && (
          <div role="cell" className={styles.snapshot} style={{ width: snapshotW - 4 }}>
            <span>snapshot to {snapshotIndex}</span>
          </div>
        )}
        {entries.map((entry) => {
          const committed = entry.index <= commitIndex;
          const contradicts = conflicts.has(entry.index);
          const words = sayEntry(entry, committed, contradicts);
          return (
            <div
              key={entry.index}
              role="cell"
              aria-label={words}
              title={words}
              className={classes(
                styles.cell,
                committed ? styles.committed : styles.tentative,
                contradicts && styles.conflict,
              )}
              style={cellStyle(columns, entry.index, entry.epoch)}
            >
              {entry.short}
            </div>
          );
        })}
        <span
          className={styles.commit}
          style={{ left: Math.max(0, leftOf(columns, commitIndex + 1)) - 2 }}
          aria-hidden="true"
        />
        {progress && progress.match > columns.base && (
          <Pointer kind="match" left={leftOf(columns, progress.match)} />
        )}
        {progress && <Pointer kind="next" left={leftOf(columns, progress.next)} />}
      </div>
    </div>
  );
});

function cellStyle(columns: Columns, index: number, epoch: number): CSSProperties & Record<'--term', string> {
  return { left: leftOf(columns, index), width: CELL_W - 4, '--term': epochColour(epoch) };
}

/** Where the leader believes this log agrees with its own, and what it will send next. */
function Pointer({ kind, left }: { kind: 'match' | 'next'; left: number }) {
  return (
    <svg className={styles.pointer} style={{ left }} width={CELL_W - 4} height="8" aria-hidden="true">
      <path
        d={`M${String(CELL_W / 2 - 2)} 1l5 6h-10z`}
        fill={kind === 'match' ? 'var(--ink)' : 'none'}
        stroke="var(--ink)"
        strokeWidth="1.2"
      />
    </svg>
  );
}

function RowHead({
  log,
  down,
  leads,
  conflicts,
}: {
  log: NodeLog;
  down: boolean;
  leads: boolean;
  conflicts: number;
}) {
  const { id, epoch, commitIndex, lastIndex } = log;
  const selected = useLab((state) => state.selection?.kind === 'node' && state.selection.id === id);
  const style: CSSProperties & Record<'--term', string> = { '--term': epochColour(epoch) };
  return (
    <div role="rowheader" className={styles.head} style={style}>
      <button
        type="button"
        aria-pressed={selected}
        aria-label={`${sayLog(log, conflicts)}${down ? ', crashed' : leads ? ', leads' : ''}`}
        onClick={() => {
          select({ kind: 'node', id });
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          const { x, y } = placeOfMenu(event);
          openActionMenu({ kind: 'node', id }, x, y);
        }}
      >
        <span className={styles.name}>
          {id}
          {leads && <Crown size={12} aria-hidden="true" />}
          <span className={styles.term}>t{epoch}</span>
        </span>
        <span className={styles.counts}>
          {down ? 'crashed' : `${String(commitIndex)} of ${String(lastIndex)}`}
        </span>
      </button>
    </div>
  );
}
