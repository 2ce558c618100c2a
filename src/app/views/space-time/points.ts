/** What happened at nodes, on a space-time diagram: marks on lifelines, and words beside them. */
import { POINT_KIND, type SpaceTimeData } from '../../../protocol/space-time';
import type { Tone } from '../../../protocol/messages';
import type { Pen } from '../../export/pen';
import type { Picture } from './draw';
import { GUTTER_PX, HEAD_PX, sight, timeToY, type Lens } from './geometry';
import { breaksOf, flightsIn, localRuns, pointAt, pointsIn, toneAt } from './rows';

const COLOURS = {
  calm: 'ink2',
  good: 'good',
  warn: 'warn',
  bad: 'bad',
  muted: 'ink3',
  chosen: 'you',
} as const;

function toneColour(tone: Tone, palette: Picture['palette']): string {
  return palette[COLOURS[tone]];
}

/** What happened at nodes: marks on lifelines, with words beside them. */
export function drawPoints(pen: Pen, lens: Lens, picture: Picture, data: SpaceTimeData): void {
  const { fromUs, toUs } = sight(lens);
  const [first, last] = pointsIn(data, fromUs, Math.min(toUs, picture.nowUs));
  drawLocals(pen, lens, picture, data, [first, last]);
  const labels: { row: number; x: number; y: number }[] = [];
  for (let row = first; row < last; row++) {
    const kind = pointAt(data, row, 'kind');
    if (kind === POINT_KIND.local) continue;
    const x = lens.xs[pointAt(data, row, 'node')] ?? NaN;
    const y = timeToY(lens, pointAt(data, row, 'atUs'));
    if (Number.isNaN(x)) {
      if (kind === POINT_KIND.input || kind === POINT_KIND.broken) labels.push({ row, x: GUTTER_PX - 4, y });
      continue;
    }
    labels.push({ row, x, y });
    const lit = picture.lit?.events.has(pointAt(data, row, 'event')) === true;
    pen.globalAlpha = picture.lit && !lit ? 0.35 : 1;
    pen.fillStyle = lit ? picture.palette.you : toneColour(toneAt(data, row), picture.palette);
    mark(pen, kind, x, y);
    pen.globalAlpha = 1;
  }
  drawLabels(pen, lens, picture, data, labels);
}

/** The same shapes as in the log. */
function mark(pen: Pen, kind: number, x: number, y: number): void {
  if (kind === POINT_KIND.life || kind === POINT_KIND.log) {
    const size = kind === POINT_KIND.life ? 5 : 3;
    pen.fillRect(x - size, y - size, 2 * size, 2 * size);
    return;
  }
  pen.beginPath();
  pen.moveTo(x, y - 6);
  pen.lineTo(x + 6, kind === POINT_KIND.broken ? y + 5 : y);
  if (kind !== POINT_KIND.broken) pen.lineTo(x, y + 6);
  pen.lineTo(x - 6, kind === POINT_KIND.broken ? y + 5 : y);
  pen.closePath();
  pen.fill();
}

/** Timers, ends of work and moments of calls: small ticks, or one for a whole run of them. */
function drawLocals(
  pen: Pen,
  lens: Lens,
  picture: Picture,
  data: SpaceTimeData,
  [first, last]: [number, number],
): void {
  const { palette, filter, lit } = picture;
  if (filter.collapsed) {
    const { fromUs, toUs } = sight(lens);
    const seen = flightsIn(data, fromUs, toUs, picture.longestUs);
    const runs = localRuns(data, first, last, breaksOf(data, ...seen, picture.nodes.length));
    for (const run of runs) {
      const x = lens.xs[run.node] ?? NaN;
      if (Number.isNaN(x) || run.count < 2) continue;
      const [a, b] = [timeToY(lens, run.fromUs), timeToY(lens, run.toUs)];
      pen.fillStyle = palette.ink3;
      pen.fillRect(x - 3, a - 1, 6, Math.max(2, b - a + 2));
    }
    return;
  }
  const drawn = new Map<number, number>();
  for (let row = first; row < last; row++) {
    if (pointAt(data, row, 'kind') !== POINT_KIND.local) continue;
    const node = pointAt(data, row, 'node');
    const x = lens.xs[node] ?? NaN;
    const y = timeToY(lens, pointAt(data, row, 'atUs'));
    const bad = toneAt(data, row) === 'bad';
    const isLit = lit?.events.has(pointAt(data, row, 'event')) === true;
    if (Number.isNaN(x) || (!bad && !isLit && y - (drawn.get(node) ?? -99) < 2)) continue;
    drawn.set(node, y);
    pen.fillStyle = isLit ? palette.you : bad ? palette.bad : palette.ink3;
    const reach = bad || isLit ? 6 : 3.5;
    pen.fillRect(x - reach, y - 1, 2 * reach, 2);
  }
}

const LABEL_PX = 15;
const LABEL_MIN_PX = 150;
/** Which of two labels that fall together is read: what changed goes before what was said of it. */
const WEIGHT: Readonly<Record<number, number>> = {
  [POINT_KIND.broken]: 5,
  [POINT_KIND.mode]: 4,
  [POINT_KIND.life]: 3,
  [POINT_KIND.log]: 2,
  [POINT_KIND.input]: 1,
};

function drawLabels(
  pen: Pen,
  lens: Lens,
  picture: Picture,
  data: SpaceTimeData,
  labels: { row: number; x: number; y: number }[],
): void {
  const { palette, nodes } = picture;
  const said = new Set<string>();
  const taken: { x: number; y: number; width: number }[] = [];
  const weight = (row: number): number => WEIGHT[pointAt(data, row, 'kind')] ?? 0;
  labels.sort((a, b) => weight(b.row) - weight(a.row) || a.y - b.y);
  pen.font = `550 12px ${palette.sans}`;
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  for (const { row, x, y } of labels.slice(0, 400)) {
    const node = nodes[pointAt(data, row, 'node')]?.id ?? '';
    const words = shortWords(data.texts[pointAt(data, row, 'text')] ?? '', node);
    // What is said again and again, with other numbers, is read once.
    const gist = `${node} ${words.replace(/\d+/g, '')}`;
    if (pointAt(data, row, 'kind') === POINT_KIND.log && said.has(gist)) continue;
    const text = fitted(pen, words, Math.max(LABEL_MIN_PX, lens.lane * 1.5));
    const width = pen.measureText(text).width + 8;
    const left = Math.max(GUTTER_PX, Math.min(x + 9, lens.width - width - 4));
    const hits = taken.some(
      (one) => Math.abs(one.y - y) < LABEL_PX && left < one.x + one.width && one.x < left + width,
    );
    if (hits || y < HEAD_PX) continue;
    taken.push({ x: left, y, width });
    said.add(gist);
    const lit = picture.lit?.events.has(pointAt(data, row, 'event')) === true;
    pen.globalAlpha = 0.86;
    pen.fillStyle = palette.ground;
    pen.fillRect(left, y - 8, width, 16);
    pen.globalAlpha = picture.lit && !lit ? 0.5 : 1;
    pen.fillStyle = lit ? palette.you : toneColour(toneAt(data, row), palette);
    pen.fillText(text, left + 4, y);
    pen.globalAlpha = 1;
  }
}

/** Words beside a lifeline: without the name that stands above it, and without reasons. */
export function shortWords(text: string, node: string): string {
  const bare = text.replace(/ \([^()]*\)$/, '').replace(/^you: /, '');
  for (const start of [`${node} on `, `${node}: `, `${node} `]) {
    if (node !== '' && bare.startsWith(start)) return bare.slice(start.length);
  }
  return bare;
}

/** As much of a name as there is room for. */
export function fitted(pen: Pen, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text;
  let short = text;
  while (short.length > 1 && pen.measureText(`${short}…`).width > width) short = short.slice(0, -1);
  return `${short}…`;
}
