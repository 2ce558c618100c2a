import { useEffect, useRef, type KeyboardEvent } from 'react';
import { formatMoment, formatSpan } from '../../format';
import { controller } from '../../run/controller';
import { useLab } from '../../run/store';
import { useWhy } from '../../why/why-store';
import { SpaceTimeFeed } from './feed';
import { listenToGestures } from './gestures';
import { timeToY } from './geometry';
import { Painter } from './painter';
import { flightAt, nextStop, stopsIn } from './rows';
import styles from './space-time.module.css';
import {
  forgetInk,
  goTo,
  keepInSight,
  lensNow,
  nowUs,
  panBy,
  pictureNow,
  show,
  showSpan,
  shownNodes,
  startStage,
  useStage,
} from './stage';

/** The diagram itself, on one canvas; all that can be done by pointer can be done by keys. */
export function Diagram() {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!box.current || !canvas.current) return;
    return drive(box.current, canvas.current);
  }, []);
  return (
    <div
      ref={box}
      className={styles.diagram}
      role="application"
      tabIndex={0}
      aria-label="Space-time diagram. Arrow keys move between events, Enter goes to one."
      onKeyDown={onKey}
      onFocus={({ currentTarget }) => {
        if (currentTarget.matches(':focus-visible'))
          useStage.setState((stage) => ({ chosen: stage.chosen ?? newest() }));
      }}
    >
      <canvas ref={canvas} className={styles.canvas} />
      <Tip />
      <Told />
      <Note />
    </div>
  );
}

/** Keeps the canvas in step with the run and with what the user does. @returns what ends it */
function drive(box: HTMLElement, canvas: HTMLCanvasElement): () => void {
  const painter = new Painter(canvas);
  const feed = new SpaceTimeFeed();
  const onChange = (): void => {
    startStage(useLab.getState());
    keepInSight();
    feed.wish();
    painter.repaint();
  };
  const observer = new ResizeObserver(() => {
    useStage.setState({ width: box.clientWidth, height: box.clientHeight });
  });
  observer.observe(box);
  const themed = new MutationObserver(() => {
    forgetInk();
    painter.repaint();
  });
  themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  forgetInk();
  const ends = [
    controller.frames.subscribe(onChange),
    useLab.subscribe(onChange),
    useStage.subscribe(onChange),
    useWhy.subscribe(({ chain }) => {
      if (chain) showSpan(chain.steps.map(({ atUs }) => atUs));
      onChange();
    }),
    listenToGestures(box),
  ];
  onChange();
  return () => {
    for (const end of ends) end();
    observer.disconnect();
    themed.disconnect();
    feed.stop();
    painter.stop();
  };
}

function stopsAround() {
  const { data } = useStage.getState();
  if (!data) return [];
  const { filter, nodes } = pictureNow();
  return stopsIn(data, { fromUs: data.fromUs, toUs: Math.min(data.toUs, nowUs()) }, filter, nodes);
}

function newest() {
  return stopsAround().at(-1) ?? null;
}

const WAYS = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
} as const;

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { chosen, height } = useStage.getState();
  if (event.key === 'Enter' && chosen) goTo(chosen);
  else if (event.key === 'PageUp') panBy(0, height / 2);
  else if (event.key === 'PageDown') panBy(0, -height / 2);
  else if (Object.hasOwn(WAYS, event.key)) {
    const way = WAYS[event.key as keyof typeof WAYS];
    const stop = nextStop(stopsAround(), chosen, way, shownNodes(useLab.getState()));
    if (stop) {
      useStage.setState({ chosen: stop });
      show(stop.atUs);
    }
  } else return;
  event.preventDefault();
}

/** What the pointer is at. */
function Tip() {
  const hover = useStage((stage) => stage.hover);
  if (!hover) return null;
  const lens = lensNow();
  const x = lens.xs[hover.node] ?? lens.width / 2;
  const y = timeToY(lens, hover.atUs);
  const right = x > lens.width * 0.55;
  const low = y > lens.height * 0.75;
  return (
    <div
      className={styles.tip}
      aria-hidden="true"
      style={{
        [right ? 'right' : 'left']: `${String(Math.round(right ? lens.width - x + 14 : x + 14))}px`,
        [low ? 'bottom' : 'top']: `${String(Math.round(low ? lens.height - y + 10 : y + 10))}px`,
      }}
    >
      <p>{hover.text}</p>
      <p className={styles.tipTime}>
        {formatMoment(hover.atUs)}
        <TipSpan row={hover.row} />
      </p>
    </div>
  );
}

/** How long a message took. */
function TipSpan({ row }: { row: number }) {
  const data = useStage((stage) => stage.data);
  if (!data || row < 0 || flightAt(data, row, 'endEvent') < 0) return null;
  const tookUs = flightAt(data, row, 'endUs') - flightAt(data, row, 'sentUs');
  return <>, took {formatSpan(tookUs)}</>;
}

/** The event that was moved to, for those who do not see it. */
function Told() {
  const chosen = useStage((stage) => stage.chosen);
  return (
    <p className="visually-hidden" role="status">
      {chosen ? `${formatMoment(chosen.atUs)}: ${chosen.text}` : ''}
    </p>
  );
}

/** What is not there, and why. */
function Note() {
  const missing = useStage((stage) => stage.data?.missing ?? null);
  const rebuilding = useStage((stage) => stage.rebuilding);
  const running = useLab((state) => state.life === 'running');
  const text = rebuilding
    ? 'Rebuilding this stretch by replay…'
    : missing === 'limit'
      ? 'More than can be shown at once: zoom in to see all of it.'
      : missing === 'old' && running
        ? 'What is older than the kept trace is rebuilt when you pause.'
        : '';
  return text === '' ? null : <p className={styles.note}>{text}</p>;
}
