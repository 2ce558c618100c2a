import { memo } from 'react';
import { formatMoment } from '../../format';
import { CellMark } from './cell-mark';
import { momentOf, sayCell, sayRow, type SagaRow, type Step } from './rows';
import styles from './sagas.module.css';

/** One saga: its number, its steps, and how it stands. */
export const Row = memo(
  function Row({
    row,
    plan,
    index,
    top,
    column,
  }: {
    row: SagaRow;
    plan: readonly Step[];
    /** Its place in the grid, from 1; the head is the first row. */
    index: number;
    top: number;
    /** The column that takes the focus; −1 for none of this row. */
    column: number;
  }) {
    const at = (one: number) => ({
      role: 'gridcell',
      tabIndex: one === column ? 0 : -1,
      'data-column': one,
      'data-nowhere': momentOf(row, one) < 0 || undefined,
    });
    const name = `order ${String(row.id)}`;
    return (
      <div
        role="row"
        aria-rowindex={index}
        className={styles.row}
        style={{ top }}
        data-saga={row.id}
        data-state={row.state}
      >
        <div {...at(0)} className={styles.name} aria-label={`${name}, ${sayKind(row)}`} title={sayKind(row)}>
          <span
            className={styles.kind}
            data-choreographed={row.choreographed || undefined}
            aria-hidden="true"
          />
          {row.id}
        </div>
        {plan.map(({ id }, step) => {
          const { state, atUs } = row.cells[step] ?? { state: 'waiting' as const, atUs: -1 };
          const when = state === 'waiting' || atUs < 0 ? '' : `, ${formatMoment(atUs)}`;
          const words = `${id}: ${sayCell(state)}${when}`;
          return (
            <div key={id} {...at(step + 1)} className={styles.cell} aria-label={words} title={words}>
              <CellMark state={state} />
            </div>
          );
        })}
        <div {...at(plan.length + 1)} className={styles.state} aria-label={sayRow(row)} title={sayRow(row)}>
          {row.left.length > 0 ? row.left.join(', ') : sayRow(row)}
        </div>
      </div>
    );
  },
  (before, after) =>
    before.index === after.index &&
    before.top === after.top &&
    before.column === after.column &&
    before.plan.length === after.plan.length &&
    JSON.stringify(before.row) === JSON.stringify(after.row),
);

function sayKind({ choreographed }: SagaRow): string {
  return choreographed ? 'choreographed' : 'orchestrated';
}
