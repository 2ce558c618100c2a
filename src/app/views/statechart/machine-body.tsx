import { useEffect, useMemo, useRef, useState } from 'react';
import type { MachineView, ModeChart, NodeDetails } from '../../../protocol/messages';
import { useSize } from '../../charts/use-size';
import { formatSince, formatSpan } from '../../format';
import { useInspection } from '../../panels/use-inspection';
import { useLab } from '../../run/store';
import { Chart, type Flash } from './chart';
import { ChartInWords } from './chart-in-words';
import type { Found } from './choose';
import { History } from './history-list';
import { historyOf, standingAt, type PastChange } from './history';
import { LastChange } from './last-change-text';
import { litBy, modeWord } from './last-change';
import { layoutChart, type ChartLayout, type Room } from './layout';
import styles from './statechart.module.css';
import { useMeasure } from './use-measure';

/** From this width on the words stand beside the chart instead of below it. */
const BESIDE_FROM = 720;
const WORDS_W = 264;
const PAD = 12;
/** What should be seen of the words below the chart without scrolling. */
const WORDS_H = 120;

/** One machine: its chart, what happened to it last, and all its changes of mode. */
export function MachineBody({ found, name }: { found: Found; name: string }) {
  const { node, machine } = found;
  const body = useRef<HTMLDivElement>(null);
  const size = useSize(body);
  const details = useInspection(node);
  const live = details?.machines.find(({ id }) => id === machine.id) ?? null;
  const { chart, layout } = useLayout(live?.chart ?? machine.chart, useSettled(roomIn(size)));
  const marks = useLab((state) => state.marks);
  const events = useLab((state) => state.position.events);
  const changes = useMemo(
    () => historyOf(marks, { node, machine: machine.id, chart }),
    [marks, node, machine.id, chart],
  );
  const standing = standingAt(changes, events);
  const flash = useFlash(changes[standing], `${node} ${machine.id}`);
  const since = useSinceWords(live?.sinceUs ?? 0);
  const last = live?.last ?? null;
  const wide = size !== null && size.width >= BESIDE_FROM;
  return (
    <div ref={body} className={styles.body} data-beside={wide || undefined}>
      {layout && (
        <div className={styles.figure}>
          <Chart
            chart={chart}
            layout={layout}
            now={live && { mode: live.mode, since }}
            lit={litBy(chart, changes[standing]?.change ?? null, last)}
            flash={flash}
            label={`Statechart of ${name}. ${standsNow(chart, live)}`}
          />
        </div>
      )}
      <div className={styles.words}>
        {live || !details ? (
          <LastChange chart={chart} last={last} />
        ) : (
          <p className={styles.note}>{absence(details)}</p>
        )}
        <ChartInWords chart={chart} mode={live?.mode ?? null} visible={layout?.shortened ?? false} />
        <History node={node} chart={chart} changes={changes} standing={standing} />
      </div>
    </div>
  );
}

function standsNow(chart: ModeChart, live: MachineView | null): string {
  return live ? `It is ${modeWord(chart, live.mode)}.` : 'It is not running.';
}

/** Why a node has no such machine at this moment. */
function absence({ id, face }: NodeDetails): string {
  if (face.life === 'down') return `${id} is down. This starts anew when it restarts.`;
  return `${id} does not have it at this moment.`;
}

/** How long it has been in its mode. It is told with every change of the playhead the store learns of. */
function useSinceWords(sinceUs: number): string {
  const us = useLab((state) => state.position.us);
  const forUs = us - sinceUs;
  if (forUs < 1_000) return 'just now';
  return `for ${forUs < 1_000_000 ? formatSpan(Math.round(forUs / 1_000) * 1_000) : formatSince(forUs)}`;
}

/** In steps, so that dragging an edge does not draw anew with every pixel. */
const STEP = 20;

function roomIn(size: Room | null): Room | null {
  if (!size) return null;
  const beside = size.width >= BESIDE_FROM;
  const width = size.width - 2 * PAD - (beside ? WORDS_W + PAD : 0);
  const height = beside ? size.height - 2 * PAD : Math.min(520, size.height - WORDS_H);
  return { width: Math.floor(width / STEP) * STEP, height: Math.floor(height / STEP) * STEP };
}

const SETTLED_MS = 150;

/** The room as it was last at rest: while it changes the drawing is stretched, then made anew. */
function useSettled(room: Room | null): Room | null {
  const [settled, setSettled] = useState<Room | null>(null);
  const width = room?.width ?? 0;
  const height = room?.height ?? 0;
  useEffect(() => {
    if (width === 0) return;
    const timer = setTimeout(() => {
      setSettled({ width, height });
    }, SETTLED_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [width, height]);
  return settled ?? room;
}

/** The drawing of a machine in the room there is. Every look brings a new copy of the machine; an equal one is kept. */
function useLayout(latest: ModeChart, room: Room | null): { chart: ModeChart; layout: ChartLayout | null } {
  const measure = useMeasure();
  const text = JSON.stringify(latest);
  const chart = useMemo(() => JSON.parse(text) as ModeChart, [text]);
  const width = room?.width ?? 0;
  const height = room?.height ?? 0;
  const layout = useMemo(
    () => (width > 0 ? layoutChart(chart, { width, height }, measure) : null),
    [chart, width, height, measure],
  );
  return { chart, layout };
}

/** The newest change, when it came while the run went on and was watched. */
function useFlash(newest: PastChange | undefined, machine: string): Flash | null {
  const running = useLab((state) => state.life === 'running');
  const event = newest?.event ?? 0;
  const [seen, setSeen] = useState({ machine, running, event, flash: false });
  if (seen.machine !== machine || seen.running !== running || seen.event !== event) {
    const watched = seen.machine === machine && seen.running && running;
    setSeen({ machine, running, event, flash: watched && event > seen.event });
  }
  return seen.flash && newest ? { event, from: newest.change.from, to: newest.change.to } : null;
}
