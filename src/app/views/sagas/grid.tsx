import { useEffect, useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import { useSize } from '../../charts/use-size';
import { controller } from '../../run/controller';
import { Row } from './row';
import { momentOf, type SagaRow, type Step } from './rows';
import styles from './sagas.module.css';

const ROW_H = 26;
const HEAD_H = 26;
/** Rows drawn beyond both ends of what is seen. */
const BEYOND = 6;

/** Where the focus is: a saga, and a column of it. */
interface Place {
  saga: number;
  column: number;
}

/** The rows as a grid: arrows move, Enter goes to the moment. Only rows in sight are drawn. */
export function Grid({
  plan,
  rows,
  onHold,
}: {
  plan: readonly Step[];
  rows: readonly SagaRow[];
  /** Somebody points at rows, or no longer: they must not move away. */
  onHold: (held: boolean) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const height = useSize(box)?.height ?? 0;
  const [scrollTop, setScrollTop] = useState(0);
  const [place, setPlace] = useState<Place | null>(null);
  const wanted = useRef(false);
  useEffect(() => {
    if (!wanted.current || place === null) return;
    wanted.current = false;
    const cell = `[data-saga="${String(place.saga)}"] [data-column="${String(place.column)}"]`;
    box.current?.querySelector<HTMLElement>(cell)?.focus();
  });
  const first = Math.max(0, Math.floor(scrollTop / ROW_H) - BEYOND);
  const seen = rows.slice(first, Math.ceil((scrollTop + height) / ROW_H) + BEYOND);
  const known = place !== null && seen.some(({ id }) => id === place.saga);
  const focus = known ? place : { saga: seen[0]?.id ?? -1, column: 0 };
  const goTo = (target: EventTarget): void => {
    const found = placeAt(target);
    if (found === null) return;
    setPlace(found);
    const row = rows.find(({ id }) => id === found.saga);
    const us = row === undefined ? -1 : momentOf(row, found.column);
    if (us >= 0) void controller.seek(us);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === ' ') goTo(event.target);
    else {
      const next = moved(event.key, placeAt(event.target) ?? focus, rows, plan.length + 1);
      if (next === null) return;
      wanted.current = true;
      setPlace(next);
      showRow(
        box.current,
        rows.findIndex(({ id }) => id === next.saga),
      );
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const columns: CSSProperties & Record<'--steps', number> = { '--steps': plan.length };
  return (
    <div
      ref={box}
      className={styles.scroller}
      style={columns}
      role="grid"
      aria-label="Sagas and their steps. Arrow keys move, Enter goes to the moment."
      aria-rowcount={rows.length + 1}
      aria-colcount={plan.length + 2}
      onScroll={(event) => {
        setScrollTop(event.currentTarget.scrollTop);
      }}
      onPointerEnter={() => {
        onHold(true);
      }}
      onPointerLeave={() => {
        onHold(false);
      }}
      onClick={(event) => {
        goTo(event.target);
      }}
      onKeyDown={onKey}
    >
      <Head plan={plan} />
      <div className={styles.rows} role="rowgroup" style={{ height: rows.length * ROW_H }}>
        {seen.map((row, i) => (
          <Row
            key={`${String(row.id)} ${String(row.choreographed)}`}
            row={row}
            plan={plan}
            index={first + i + 2}
            top={(first + i) * ROW_H}
            column={row.id === focus.saga ? focus.column : -1}
          />
        ))}
      </div>
      {rows.length === 0 && <p className={styles.none}>None.</p>}
    </div>
  );
}

/** The cell an event belongs to. */
function placeAt(target: EventTarget): Place | null {
  if (!(target instanceof Element)) return null;
  const cell = target.closest<HTMLElement>('[data-column]');
  const row = cell?.closest<HTMLElement>('[data-saga]');
  return cell && row ? { saga: Number(row.dataset.saga), column: Number(cell.dataset.column) } : null;
}

/** Where a key leads from a cell; null for keys that move nothing. */
function moved(key: string, { saga, column }: Place, rows: readonly SagaRow[], last: number): Place | null {
  const at = rows.findIndex(({ id }) => id === saga);
  const inRow = { ArrowLeft: column - 1, ArrowRight: column + 1, Home: 0, End: last }[key];
  if (inRow !== undefined) return { saga, column: Math.min(last, Math.max(0, inRow)) };
  const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 }[key];
  if (by === undefined) return null;
  const row = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  return row === undefined ? null : { saga: row.id, column };
}

function showRow(box: HTMLDivElement | null, row: number): void {
  if (box === null || row < 0) return;
  const top = row * ROW_H;
  const room = box.clientHeight - HEAD_H - ROW_H;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top > box.scrollTop + room) box.scrollTop = top - room;
}

function Head({ plan }: { plan: readonly Step[] }) {
  return (
    <div role="row" aria-rowindex={1} className={styles.head}>
      <span role="columnheader">order</span>
      {plan.map(({ id, at, nature }) => (
        <span key={id} role="columnheader" title={`${id}, at ${at}: ${nature}`} data-nature={nature}>
          {id}
        </span>
      ))}
      <span role="columnheader" className={styles.standing}>
        stands
      </span>
    </div>
  );
}
