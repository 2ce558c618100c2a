/** Draws a space-time diagram: on the screen, and into a file. */
import { FATE, type SpaceTimeData } from '../../../protocol/space-time';
import type { Clip } from '../../../protocol/messages';
import type { Pen } from '../../export/pen';
import { formatMoment } from '../../format';
import { flightKey, type Lit } from '../../why/lit';
import { drawBands } from './bands';
import type { Ink } from './colours';
import { drawFlight, flightColour, segmentOf } from './flights';
import { GUTTER_PX, HEAD_PX, sight, tickWords, ticksOf, timeToY, type Lens } from './geometry';
import { drawPoints, fitted } from './points';
import {
  flightAt,
  flightsIn,
  showsFlight,
  type Filter,
  type LifeSpan,
  type ModeSpan,
  type Stop,
} from './rows';

/** Everything that is drawn. */
export interface Picture {
  data: SpaceTimeData | null;
  longestUs: number;
  nowUs: number;
  nodes: readonly { id: string }[];
  /** By place of the node. */
  lives: readonly (readonly LifeSpan[])[];
  modes: readonly (readonly ModeSpan[])[];
  clips: readonly Clip[];
  filter: Filter;
  lit: Lit | null;
  /** Place of the selected node, or −1. */
  focus: number;
  hover: Stop | null;
  chosen: Stop | null;
  palette: Ink;
}

/** More messages than this are drawn as lines without heads, and those that fall together as one. */
const DENSE = 2_500;
const DENSE_PX = 2.5;
/** In narrower lanes names are smaller. */
const ROOMY_PX = 60;

export function drawSpaceTime(pen: Pen, lens: Lens, picture: Picture): void {
  const { palette } = picture;
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, lens.width, lens.height);
  drawTicks(pen, lens, picture);
  drawBands(pen, lens, picture);
  drawLifelines(pen, lens, picture);
  drawModes(pen, lens, picture);
  if (picture.data) {
    drawFlights(pen, lens, picture, picture.data);
    drawPoints(pen, lens, picture, picture.data);
  }
  drawRest(pen, lens, picture);
  drawNow(pen, lens, picture);
  if (picture.chosen) ring(pen, lens, picture.chosen, palette.you, picture);
  if (picture.hover) ring(pen, lens, picture.hover, palette.ink, picture);
  drawNames(pen, lens, picture);
}

function line(pen: Pen, x0: number, y0: number, x1: number, y1: number): void {
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
}

function drawTicks(pen: Pen, lens: Lens, { palette }: Picture): void {
  const { stepUs, times } = ticksOf(lens);
  pen.font = `450 11px ${palette.mono}`;
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  pen.lineWidth = 1;
  pen.strokeStyle = palette.hair;
  for (const us of times) {
    const y = timeToY(lens, us);
    line(pen, GUTTER_PX, y, lens.width, y);
    pen.fillStyle = palette.ink2;
    pen.fillText(tickWords(us, stepUs), GUTTER_PX - 8, y);
  }
}

/** A lifeline is solid where its node runs, dashed where it is down, and dotted where it is paused. */
function drawLifelines(pen: Pen, lens: Lens, { lives, palette, nowUs, focus }: Picture): void {
  const { fromUs, toUs } = sight(lens);
  const start = Math.max(0, fromUs);
  const end = Math.min(nowUs, toUs);
  for (const [node, spans] of lives.entries()) {
    const x = lens.xs[node] ?? NaN;
    if (Number.isNaN(x) || end <= start) continue;
    pen.strokeStyle = palette.link;
    pen.lineWidth = node === focus ? 3.5 : 2;
    let at = start;
    for (const span of spans) {
      if (span.toUs < start || span.fromUs > end) continue;
      const [a, b] = [Math.max(start, span.fromUs), Math.min(end, span.toUs)];
      if (a > at) line(pen, x, timeToY(lens, at), x, timeToY(lens, a));
      pen.setLineDash(span.state === 'down' ? [3, 7] : [8, 4]);
      pen.globalAlpha = span.state === 'down' ? 0.75 : 1;
      if (span.state === 'paused') pen.strokeStyle = palette.you;
      line(pen, x, timeToY(lens, a), x, timeToY(lens, b));
      pen.setLineDash([]);
      pen.globalAlpha = 1;
      pen.strokeStyle = palette.link;
      at = Math.max(at, b);
    }
    if (at < end) line(pen, x, timeToY(lens, at), x, timeToY(lens, end));
  }
}

/** While a node is in another mode than the one it begins in, its lifeline is a bar: the later the mode, the fuller. */
function drawModes(pen: Pen, lens: Lens, { modes, palette, nowUs }: Picture): void {
  const { fromUs, toUs } = sight(lens);
  for (const [node, spans] of modes.entries()) {
    const x = lens.xs[node] ?? NaN;
    if (Number.isNaN(x)) continue;
    for (const span of spans) {
      const [a, b] = [Math.max(fromUs, span.fromUs), Math.min(toUs, nowUs, span.toUs)];
      if (b <= a) continue;
      pen.fillStyle = palette.acc;
      pen.globalAlpha = Math.min(1, 0.25 + 0.3 * span.rank);
      pen.fillRect(x - 4, timeToY(lens, a), 8, timeToY(lens, b) - timeToY(lens, a));
    }
  }
  pen.globalAlpha = 1;
}

function drawFlights(pen: Pen, lens: Lens, picture: Picture, data: SpaceTimeData): void {
  const { lit, palette, focus, filter } = picture;
  const { fromUs, toUs } = sight(lens);
  const [first, last] = flightsIn(data, fromUs, toUs, picture.longestUs);
  const dense = last - first > DENSE;
  // Where the last line of a link and look began: what falls on it is not drawn again.
  const drawn = new Map<number, number>();
  const bright: number[] = [];
  for (let row = first; row < last; row++) {
    if (!showsFlight(data, row, filter)) continue;
    // What is held may be of a later moment than the one that is shown.
    const segment =
      flightAt(data, row, 'sentUs') > picture.nowUs ? null : segmentOf(lens, data, row, picture.nowUs);
    if (segment === null) continue;
    if (lit?.flights.has(flightKey(flightAt(data, row, 'link'), flightAt(data, row, 'number'))) === true) {
      bright.push(row);
      continue;
    }
    if (dense) {
      const key =
        (flightAt(data, row, 'link') * 8 + flightAt(data, row, 'look')) * 4 + flightAt(data, row, 'fate');
      const before = drawn.get(key);
      if (before !== undefined && segment[1] - before < DENSE_PX) continue;
      drawn.set(key, segment[1]);
    }
    const ends = [flightAt(data, row, 'from'), flightAt(data, row, 'to')];
    const faint = lit !== null || (focus >= 0 && !ends.includes(focus));
    pen.globalAlpha = faint ? 0.16 : dense ? 0.5 : 0.92;
    drawFlight(pen, segment, data, row, {
      colour: flightColour(data, row, palette),
      width: dense ? 1 : 1.6,
      heads: !dense,
      palette,
    });
  }
  pen.globalAlpha = 1;
  for (const row of bright) {
    const segment = segmentOf(lens, data, row, picture.nowUs);
    if (segment)
      drawFlight(pen, segment, data, row, { colour: palette.you, width: 3.2, heads: true, palette });
  }
}

/** What the data does not cover. */
function drawRest(pen: Pen, lens: Lens, { data, palette, nowUs }: Picture): void {
  if (!data) return;
  const { fromUs, toUs } = sight(lens);
  pen.fillStyle = palette.ground;
  pen.globalAlpha = 0.6;
  const top = timeToY(lens, Math.max(0, fromUs));
  if (data.fromUs > Math.max(0, fromUs))
    pen.fillRect(GUTTER_PX, top, lens.width, timeToY(lens, data.fromUs) - top);
  const end = Math.min(nowUs, toUs);
  if (data.toUs < end - 1 && data.missing !== null) {
    pen.fillRect(
      GUTTER_PX,
      timeToY(lens, data.toUs),
      lens.width,
      timeToY(lens, end) - timeToY(lens, data.toUs),
    );
  }
  pen.globalAlpha = 1;
}

function drawNow(pen: Pen, lens: Lens, { nowUs, palette }: Picture): void {
  const y = timeToY(lens, nowUs);
  if (y < HEAD_PX || y > lens.height + 20) return;
  pen.strokeStyle = palette.ink;
  pen.lineWidth = 1.5;
  pen.setLineDash([2, 4]);
  line(pen, GUTTER_PX, y, lens.width, y);
  pen.setLineDash([]);
  const text = `now ${formatMoment(nowUs)}`;
  pen.font = `600 12px ${palette.sans}`;
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  const width = pen.measureText(text).width + 10;
  pen.fillStyle = palette.ground;
  pen.fillRect(lens.width - width - 4, y + 4, width, 17);
  pen.fillStyle = palette.ink;
  pen.fillText(text, lens.width - 9, y + 12.5);
}

function ring(pen: Pen, lens: Lens, stop: Stop, colour: string, { data, nowUs }: Picture): void {
  const segment = data && stop.row >= 0 ? segmentOf(lens, data, stop.row, nowUs) : null;
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  if (segment) {
    pen.globalAlpha = 0.55;
    line(pen, ...segment);
    pen.globalAlpha = 1;
  }
  const x = lens.xs[stop.node] ?? NaN;
  if (Number.isNaN(x)) return;
  const atEnd = segment && data && flightAt(data, stop.row, 'endEvent') === stop.event;
  const lostAt = atEnd && flightAt(data, stop.row, 'fate') === FATE.lost;
  pen.beginPath();
  pen.arc(lostAt ? segment[2] : x, lostAt ? segment[3] : timeToY(lens, stop.atUs), 8, 0, 2 * Math.PI);
  pen.stroke();
}

function drawNames(pen: Pen, lens: Lens, { nodes, palette, focus, lit, lives, nowUs }: Picture): void {
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, lens.width, HEAD_PX - 2);
  pen.strokeStyle = palette.line;
  pen.lineWidth = 1;
  line(pen, 0, HEAD_PX - 2, lens.width, HEAD_PX - 2);
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.font = `650 ${lens.lane < ROOMY_PX ? '12' : '14'}px ${palette.sans}`;
  for (const [i, { id }] of nodes.entries()) {
    const x = lens.xs[i] ?? NaN;
    if (Number.isNaN(x) || x < GUTTER_PX - 20) continue;
    const down = lives[i]?.some((span) => span.state === 'down' && span.fromUs <= nowUs && span.toUs > nowUs);
    const dim = lit && !lit.nodes.has(id);
    pen.fillStyle =
      lit?.nodes.has(id) || i === focus ? palette.you : dim ? palette.ink3 : down ? palette.bad : palette.ink;
    pen.fillText(fitted(pen, id, lens.lane - 4), x, HEAD_PX / 2);
  }
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, GUTTER_PX - 6, HEAD_PX - 3);
}
