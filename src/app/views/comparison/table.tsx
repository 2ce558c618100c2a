import { classes } from '../../../ui/classes';
import { formatReading } from '../../charts/ticks';
import { changeOf, lawOf, type Change, type Row } from '../../compare/differences';
import type { Spread } from '../../../run/statistics';
import type { Luck } from '../../compare/luck';
import { NONE } from '../../run/store';
import styles from './comparison.module.css';

interface TableProps {
  rows: readonly Row[];
  pinned: boolean;
  /** What many seeds have said of these runs. */
  luck: Luck | null;
}

/** Every figure of the charts: in this run, in the pinned one, the change, and what many seeds say of it. */
export function Table({ rows, pinned, luck }: TableProps) {
  if (rows.length === 0) return <p className={styles.note}>This lab has no figures to compare.</p>;
  const compared = pinned && luck !== null && luck.change.length > 0;
  const heads = ['This run', ...(pinned ? ['Baseline', 'Change'] : [])];
  const groups = [...new Set(rows.map(({ figure }) => figure.chart))];
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Figures">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group}>
            <tr>
              <th scope="rowgroup" colSpan={heads.length + 1} className={styles.group}>
                {group}
                {unitOf(rows, group)}
              </th>
            </tr>
            {rows
              .filter(({ figure }) => figure.chart === group)
              .map((row) => (
                <FigureRow key={row.index} row={row} pinned={pinned} luck={luck} compared={compared} />
              ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function unitOf(rows: readonly Row[], group: string): string {
  const unit = rows.find(({ figure }) => figure.chart === group)?.unit ?? '';
  return unit === '' ? '' : `, ${unit}`;
}

function FigureRow({
  row,
  pinned,
  luck,
  compared,
}: Pick<TableProps, 'pinned' | 'luck'> & { row: Row; compared: boolean }) {
  const { factor, unit, index } = row;
  const read = (value: number): string => formatReading(value * factor, unit);
  const change = (luck?.change ?? NONE)[index];
  return (
    <tr>
      <th scope="row">{row.figure.label}</th>
      <td>
        {read(row.here)}
        <SpreadLines spread={luck?.here[index]} read={read} />
      </td>
      {pinned && (
        <>
          <td>
            {read(row.there)}
            <SpreadLines spread={luck?.there[index]} read={read} />
          </td>
          <td>
            <ChangeLine change={changeOf(row)} />
            {compared && change && <LawLine change={lawOf(change, row)} />}
          </td>
        </>
      )}
    </tr>
  );
}

/** What many seeds say of a figure: its mean, and between which values nine of ten lie. */
function SpreadLines({ spread, read }: { spread: Spread | undefined; read: (value: number) => string }) {
  if (!spread || spread.count === 0) return null;
  return (
    <>
      <span className={styles.under} title={`mean of ${String(spread.count)} seeds, with its 95 % interval`}>
        {read(spread.mean)} ±{read(spread.margin)}
      </span>
      <span className={styles.under} title="nine of ten seeds lie in here">
        {read(spread.p5)} … {read(spread.p95)}
      </span>
    </>
  );
}

function ChangeLine({ change: { words, verdict } }: { change: Change }) {
  return (
    <span className={verdict === null ? undefined : styles[verdict]}>
      {words} {verdict !== null && <span className={styles.verdict}>{verdict}</span>}
    </span>
  );
}

/** Whether the change can be told from chance. */
function LawLine({ change: { words, verdict, law } }: { change: ReturnType<typeof lawOf> }) {
  return (
    <>
      <span
        className={classes(styles.under, verdict !== null && styles[verdict])}
        title="mean change, seed by seed"
      >
        {words}
      </span>
      <span className={styles.under}>{law}</span>
    </>
  );
}
