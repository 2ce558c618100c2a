import { Suspense } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { classes } from '../../ui/classes';
import { ActionMenu } from '../canvas/action-menu';
import { RunCaption } from '../compare/run-caption';
import { Canvas } from '../canvas/canvas';
import { Legend } from '../canvas/legend';
import { ExportMenu } from '../export/export-menu';
import { NONE, useLab } from '../run/store';
import { useMedia } from '../shell/use-media';
import shell from '../shell/shell.module.css';
import { ROOMY, setOpenViews, useOpenViews } from './open-views';
import { COMPARING, VIEWS, viewTitle } from './views';
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
  const roomy = useMedia(ROOMY);
  const chosen = useOpenViews();
  const labId = useLab((state) => state.labId);
  const pinned = useLab((state) => state.baseline !== null);
  const wanted = chosen.labId === labId ? chosen.open : NONE;
  const all = [
    TOPOLOGY,
    ...(lab?.views ?? []).filter((id) => VIEWS[id]),
    ...COMPARING.filter((id) => wanted.includes(id) || (pinned && id !== 'sweep')),
  ];
  const mine = wanted.filter((id) => all.includes(id));
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
              ref={open.includes(id) ? bringIntoView : undefined}
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
          <ViewPanel key={id} id={id} first={index === 0} captioned={open.includes('twin')} />
        ))}
      </Group>
      <ActionMenu />
    </main>
  );
}

/** The tabs may not all fit: one that is opened is seen. */
function bringIntoView(tab: HTMLElement | null): void {
  tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

interface ViewPanelProps {
  id: string;
  first: boolean;
  /** The canvas says which run it is. */
  captioned: boolean;
}

function ViewPanel({ id, first, captioned }: ViewPanelProps) {
  const Component = VIEWS[id];
  return (
    <>
      {!first && <Separator className={shell.separator} aria-label="Resize the views" />}
      <Panel id={id} minSize="200px">
        {id === TOPOLOGY && <Canvas caption={captioned ? <RunCaption side="own" /> : undefined} />}
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
