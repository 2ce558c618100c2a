import { useEffect, useMemo, useRef, useState } from 'react';
import type { NodeLog } from '../../../protocol/messages';
import { useSize } from '../../charts/use-size';
import { useLab } from '../../run/store';
import { useLook } from '../cluster/use-look';
import {
  columnsOf,
  conflictsIn,
  countFor,
  leaderOf,
  leftOf,
  windowAt,
  CELL_W,
  type Columns,
} from './columns';
import { Key } from './key';
import { Empty } from '../frame';
import styles from './log-grid.module.css';
import { Row } from './row';

/** Width of the names at the left. */
const HEAD_W = 116;
/** So near the end of the logs, the end is followed. */
const END_PX = CELL_W;

/** The logs of all servers, one above the other: index by index, coloured by term. */
export function View() {
  const opened = useLab((state) => state.opened);
  const nodes = useMemo(() => opened?.nodes.map(({ id }) => id) ?? [], [opened]);
  const scroller = useRef<HTMLDivElement>(null);
  const width = useSize(scroller)?.width ?? 0;
  // Null follows the end.
  const [from, setFrom] = useState<number | null>(null);
  const logs = useLook('logs', nodes.length > 0 ? { nodes, from, count: countFor(width) } : null);
  const columns = useMemo(() => columnsOf(logs ?? []), [logs]);
  useEffect(() => {
    const box = scroller.current;
    if (from === null && box) box.scrollLeft = box.scrollWidth;
  }, [from, columns, width]);
  const onScroll = (): void => {
    const box = scroller.current;
    if (!box) return;
    const atEnd = box.scrollLeft + box.clientWidth >= box.scrollWidth - END_PX;
    setFrom(atEnd ? null : windowAt(columns, box.scrollLeft, box.clientWidth).from);
  };
  if (opened && logs?.length === 0) return <Nothing />;
  return (
    <section className={styles.view} aria-label="Logs">
      <div
        ref={scroller}
        className={styles.scroller}
        role="region"
        tabIndex={0}
        aria-label="Logs, index by index. Arrow keys scroll."
        onScroll={onScroll}
      >
        {logs ? <Grid logs={logs} columns={columns} /> : <p className={styles.note}>Loading…</p>}
      </div>
      {logs && <Key logs={logs} />}
    </section>
  );
}

function Nothing() {
  return (
    <Empty label="Logs">
      <p>No node of this lab keeps a replicated log.</p>
      <p>The servers of a Raft cluster do.</p>
    </Empty>
  );
}

function Grid({ logs, columns }: { logs: readonly NodeLog[]; columns: Columns }) {
  const leader = useMemo(() => leaderOf(logs), [logs]);
  const conflicts = useMemo(() => conflictsIn(logs), [logs]);
  const shown = logs.flatMap(({ entries }) => entries.map(({ index }) => index));
  const [first, last] = [Math.min(...shown), Math.max(...shown)];
  const width = HEAD_W + leftOf(columns, columns.last + 2);
  return (
    <div
      role="table"
      aria-label="Logs"
      aria-colcount={columns.last}
      style={{ width }}
      className={styles.grid}
    >
      <div role="row" className={styles.indices}>
        <div role="columnheader" className={styles.corner}>
          {columns.base > 0 ? `≤ ${String(columns.base)} in snapshots` : 'index'}
        </div>
        <div className={styles.cells} role="none">
          {shown.length > 0 &&
            Array.from({ length: last - first + 1 }, (_, i) => first + i).map((index) => (
              <div
                key={index}
                role="columnheader"
                className={styles.index}
                style={{ left: leftOf(columns, index), width: CELL_W - 4 }}
              >
                {index}
              </div>
            ))}
        </div>
      </div>
      {logs.map((log) => (
        <Row
          key={log.id}
          log={log}
          columns={columns}
          conflicts={conflicts.get(log.id) ?? NO_CONFLICTS}
          leader={leader}
        />
      ))}
      {columns.last === 0 && <p className={styles.note}>All logs are empty so far.</p>}
    </div>
  );
}

const NO_CONFLICTS: ReadonlySet<number> = new Set();
