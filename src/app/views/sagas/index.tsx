import { useMemo, useState } from 'react';
import { Button } from '../../../ui/button';
import { NONE, useLab } from '../../run/store';
import { useLook } from '../cluster/use-look';
import { Empty, KeyList, Loading } from '../frame';
import { CellMark } from './cell-mark';
import { Grid } from './grid';
import { sagasOf, sayCell, shownRows, type CellState, type Filter, type Sagas } from './rows';
import styles from './sagas.module.css';

const KINDS: ReadonlySet<string> = new Set(['saga-orchestrator', 'saga-participant']);

/** One row a saga with its steps. A click on a step goes to the moment it happened. */
export function View() {
  const opened = useLab((state) => state.opened);
  const nodes = useMemo(
    () => opened?.nodes.flatMap(({ id, kind }) => (KINDS.has(kind) ? [id] : [])) ?? NONE,
    [opened],
  );
  const glances = useLook('inspectMany', nodes.length > 0 ? { nodes } : null);
  const sagas = useMemo(() => (glances === null ? null : sagasOf(glances)), [glances]);
  if (opened && nodes.length === 0) return <Nothing>No node of this lab takes part in sagas.</Nothing>;
  if (glances === null) return <Loading />;
  if (sagas === null) return <Nothing>Nobody who knows of sagas is running.</Nothing>;
  return <Listed sagas={sagas} />;
}

function Nothing({ children }: { children: string }) {
  return (
    <Empty label="Sagas">
      <p>{children}</p>
    </Empty>
  );
}

const FILTERS: readonly { id: Filter; title: string }[] = [
  { id: 'all', title: 'All' },
  { id: 'open', title: 'Under way' },
  { id: 'back', title: 'Gone back' },
  { id: 'person', title: 'Need a person' },
];

function Listed({ sagas }: { sagas: Sagas }) {
  const [filter, setFilter] = useState<Filter>('all');
  const [still, setStill] = useState<ReadonlySet<number> | null>(null);
  const rows = shownRows(sagas.rows, filter, still);
  const waiting = shownRows(sagas.rows, filter, null).length - rows.length;
  return (
    <section className={styles.view} aria-label="Sagas">
      <div className={styles.tools} role="group" aria-label="Which sagas">
        {FILTERS.map(({ id, title }) => (
          <Button
            key={id}
            size="small"
            aria-pressed={filter === id}
            look={filter === id ? 'chosen' : 'plain'}
            onClick={() => {
              setFilter(id);
            }}
          >
            {`${title} ${String(shownRows(sagas.rows, id, null).length)}`}
          </Button>
        ))}
        <span className={styles.waiting}>
          {waiting > 0 && `${String(waiting)} new, shown when you point elsewhere`}
        </span>
      </div>
      <Grid
        plan={sagas.plan}
        rows={rows}
        onHold={(held) => {
          setStill(held ? new Set(sagas.rows.map(({ id }) => id)) : null);
        }}
      />
      <Key />
    </section>
  );
}

const KEY: readonly CellState[] = ['running', 'done', 'refused', 'unknown', 'undoing', 'undone', 'stuck'];

function Key() {
  return (
    <KeyList>
      {KEY.map((state) => (
        <li key={state}>
          <CellMark state={state} />
          {sayCell(state)}
        </li>
      ))}
      <li>
        <span className={styles.kind} aria-hidden="true" />
        orchestrated
      </li>
      <li>
        <span className={styles.kind} data-choreographed aria-hidden="true" />
        choreographed
      </li>
    </KeyList>
  );
}
