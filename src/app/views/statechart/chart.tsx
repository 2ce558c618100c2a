import type { ModeChart } from '../../../protocol/messages';
import { classes } from '../../../ui/classes';
import styles from './chart.module.css';
import type { Box, Route } from './geometry';
import { LABEL_PX, PAD_PX, ROW_PX, textBesideMark, type LabelRow } from './labels';
import { modeWord, sayEdge, type Lit } from './last-change';
import { TITLE_PX, type ChartLayout, type DrawnPart } from './layout';
import { edgeKey } from './parts';

/** A transition to be flashed once; another number is another one. */
export interface Flash {
  event: number;
  from: string;
  to: string;
}

interface ChartProps {
  chart: ModeChart;
  layout: ChartLayout;
  /** The mode it is in, and since when in words; null when it is not running. */
  now: { mode: string; since: string } | null;
  lit: Lit;
  flash: Flash | null;
  label: string;
}

/** A machine as cards and arrows. All of it is said in words elsewhere, for those who do not see it. */
export function Chart({ chart, layout, now, lit, flash, label }: ChartProps) {
  const { view, cards, parts, start } = layout;
  return (
    <svg
      className={styles.chart}
      viewBox={[view.x, view.y, view.w, view.h].map((n) => n.toFixed(1)).join(' ')}
      role="img"
      aria-label={label}
    >
      {start && <Start box={start} />}
      {parts.map((part) => (
        <Ways key={`${part.kind} ${part.to}`} part={part} lit={lit} />
      ))}
      {parts.map((part) => (
        <Arrow key={keyOf(part)} part={part} chart={chart} lit={lit} />
      ))}
      {parts.map((part) => (
        <Label key={keyOf(part)} part={part} chart={chart} lit={lit} />
      ))}
      {flash && <FlashOf key={flash.event} flash={flash} parts={parts} />}
      {cards.map(({ id, box }) => (
        <Card key={id} box={box} mode={chart.modes.find((mode) => mode.id === id)} now={now} />
      ))}
    </svg>
  );
}

function keyOf({ kind, from, to }: DrawnPart): string {
  return `${kind} ${from} ${to}`;
}

/** The mark of the mode a machine starts in. */
function Start({ box }: { box: Box }) {
  const x = box.x + box.w / 2;
  const bottom = box.y + box.h;
  return (
    <g className={styles.start}>
      <circle cx={x} cy={box.y + 4} r="3.5" />
      <path d={`M${String(x)} ${String(box.y + 4)}V${String(bottom - 4)}`} />
      <path d={HEAD} transform={`translate(${String(x)} ${String(bottom - 1)}) rotate(90)`} />
    </g>
  );
}

function Card({
  box,
  mode,
  now,
}: {
  box: Box;
  mode: ModeChart['modes'][number] | undefined;
  now: ChartProps['now'];
}) {
  if (!mode) return null;
  const current = now?.mode === mode.id;
  const x = box.x + box.w / 2;
  const middle = box.y + box.h / 2;
  return (
    <g className={classes(styles.card, current && styles.current)}>
      <title>{`${mode.title}: ${mode.help}`}</title>
      <rect x={box.x} y={box.y} width={box.w} height={box.h} rx="9" />
      <text x={x} y={current ? middle - 4 : middle + 4.5} fontSize={TITLE_PX} className={styles.title}>
        {mode.title}
      </text>
      {current && (
        <text x={x} y={middle + 13} fontSize={LABEL_PX} className={styles.since}>
          {now.since}
        </text>
      )}
    </g>
  );
}

/** What a part has to do with the last change. */
function toneOf({ edges }: DrawnPart, { taken, refused }: Lit): 'taken' | 'refused' | null {
  const keys = edges.map(edgeKey);
  if (taken && keys.includes(edgeKey(taken))) return 'taken';
  return keys.some((key) => refused.has(key)) ? 'refused' : null;
}

function Arrow({ part, chart, lit }: { part: DrawnPart; chart: ModeChart; lit: Lit }) {
  const tone = toneOf(part, lit);
  const { route, kind } = part;
  const [from] = route.points;
  return (
    <g className={classes(styles.arrow, tone && styles[tone])}>
      <title>{titleOf(part, chart)}</title>
      <path d={route.d} className={styles.reach} />
      <path d={route.d} className={styles.line} />
      {kind === 'anywhere' && from && <circle cx={from.x} cy={from.y} r="3" className={styles.source} />}
      <Head route={route} />
    </g>
  );
}

const HEAD = 'M0 0-8.5-4-6.8 0-8.5 4z';

function Head({ route: { tip, angle } }: { route: Route }) {
  return (
    <path
      d={HEAD}
      className={styles.head}
      transform={`translate(${tip.x.toFixed(1)} ${tip.y.toFixed(1)}) rotate(${angle.toFixed(1)})`}
    />
  );
}

/** An arrow from anywhere shows where it really came from while it is the last one taken. */
function Ways({ part, lit }: { part: DrawnPart; lit: Lit }) {
  const isTaken = toneOf(part, lit) === 'taken';
  const way = isTaken ? part.ways.find(({ from }) => from === lit.taken?.from) : undefined;
  return way ? <path d={way.route.d} className={styles.way} /> : null;
}

function titleOf(part: DrawnPart, chart: ModeChart): string {
  const says = part.edges.map((edge) => `${modeWord(chart, edge.from)}: ${sayEdge(chart, edge)}`);
  return says.join('\n');
}

function Label({ part, chart, lit }: { part: DrawnPart; chart: ModeChart; lit: Lit }) {
  const { label, form } = part;
  return (
    <g className={styles.label}>
      <title>{titleOf(part, chart)}</title>
      <rect x={label.x} y={label.y} width={label.w} height={label.h} rx="3" />
      {form.rows.map((row, index) => (
        <Row key={row.text} row={row} x={startOf(part, row)} y={label.y + 1 + ROW_PX * index} lit={lit} />
      ))}
    </g>
  );
}

/** Where a row begins: stacked rows all at the left, others at the side of the arrow. */
function startOf({ label, form, align }: DrawnPart, row: LabelRow): number {
  const stacked = form.rows.some(({ indentPx }) => indentPx > 0);
  return label.x + (align === 'start' || stacked ? PAD_PX : label.w - PAD_PX - row.w);
}

function Row({ row, x, y, lit }: { row: LabelRow; x: number; y: number; lit: Lit }) {
  const { text, keys, caption, indentPx, markPx } = row;
  const taken = lit.taken !== null && keys.includes(edgeKey(lit.taken));
  const refused = keys.some((key) => lit.refused.has(key));
  const marked = refused && markPx !== null;
  const tone = taken ? styles.taken : refused ? styles.refused : undefined;
  return (
    <g className={classes(caption && styles.caption, tone)}>
      <text x={x + indentPx} y={y + 11.5} fontSize={LABEL_PX}>
        {marked ? textBesideMark(text) : text}
      </text>
      {marked && (
        <path
          className={styles.no}
          transform={`translate(${String(x + markPx + 5)} ${String(y + 7.5)})`}
          d={NO}
        />
      )}
    </g>
  );
}

/** A circle with a bar: no. */
const NO = 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0M-2.8-2.8 2.8 2.8';

/** The transition that has just happened, bright for a moment. */
function FlashOf({ flash: { from, to }, parts }: { flash: Flash; parts: readonly DrawnPart[] }) {
  const part =
    parts.find((one) => one.kind !== 'anywhere' && one.from === from && one.to === to) ??
    parts.find((one) => one.kind === 'anywhere' && one.to === to);
  const route = part?.ways.find((way) => way.from === from)?.route ?? part?.route;
  return route ? <path d={route.d} className={styles.flash} /> : null;
}
