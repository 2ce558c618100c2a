import { Suspense } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { classes } from '../../ui/classes';
import { ActionMenu } from '../canvas/action-menu';
import { Canvas } from '../canvas/canvas';
import { Legend } from '../canvas/legend';
import { ExportMenu } from '../export/export-menu';
import { useLab } from '../run/store';
import { useMedia } from '../shell/use-media';
import shell from '../shell/shell.module.css';
import { setOpenViews, useOpenViews } from './open-views';
import { VIEWS, viewTitle } from './views';
import styles from './view-area.module.css';

const TOPOLOGY = 'topology';
const DETAIL_WORDS = {
  single: 'every message drawn',
  bundle: 'messages bundled',
  flow: 'flow: too fast for single messages',
} as const;

/** The canvas, and up to one more view beside it. */
export function ViewArea() {
  const lab = useLab((state) => state.lab);
  const roomy = useMedia('(min-width: 1180px)');
  const chosen = useOpenViews();
  const labId = useLab((state) => state.labId);
  const all = [TOPOLOGY, ...(lab?.views ?? []).filter((id) => VIEWS[id])];
  const mine = chosen.labId === labId ? chosen.open.filter((id) => all.includes(id)) : [];
  const open =
    mine.length > 0
      ? mine.slice(0, roomy ? 2 : 1)
      : all.filter((id) => id === TOPOLOGY || (roomy && id === lab?.beside));
  const toggle = (id: string): void => {
    const others = open.filter((one) => one !== id);
    const next = open.includes(id) ? others : roomy ? [...open.slice(0, 1), id] : [id];
    setOpenViews(
      labId,
      all.filter((one) => (next.length > 0 ? next : [id]).includes(one)),
    );
  };
  return (
    <main className={styles.area}>
      <div className={styles.bar}>
        <div className={styles.tabs} role="group" aria-label="Views">
          {all.map((id) => (
            <button
              key={id}
              type="button"
              aria-pressed={open.includes(id)}
              className={classes(styles.tab, open.includes(id) && styles.open)}
              onClick={() => {
                toggle(id);
              }}
            >
              {viewTitle(id)}
            </button>
          ))}
        </div>
        <DetailNote />
        <ExportMenu />
        <Legend />
      </div>
      <Group orientation="horizontal">
        {open.map((id, index) => (
          <ViewPanel key={id} id={id} first={index === 0} />
        ))}
      </Group>
      <ActionMenu />
    </main>
  );
}

function ViewPanel({ id, first }: { id: string; first: boolean }) {
  const Component = VIEWS[id];
  return (
    <>
      {!first && <Separator className={shell.separator} aria-label="Resize the views" />}
      <Panel id={id} minSize="200px">
        {id === TOPOLOGY && <Canvas />}
        {id !== TOPOLOGY && Component && (
          <Suspense fallback={<p className={styles.loading}>Loading…</p>}>
            <Component />
          </Suspense>
        )}
      </Panel>
    </>
  );
}

function DetailNote() {
  const detail = useLab((state) => state.detail);
  const paused = useLab((state) => state.life !== 'running');
  return <p className={styles.detail}>{paused ? 'paused' : DETAIL_WORDS[detail]}</p>;
}
