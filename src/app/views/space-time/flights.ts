/** Messages on a space-time diagram: slanted arrows with the looks they have on the canvas. */
import { LOOK } from '../../../protocol/messages';
import { FATE, type SpaceTimeData } from '../../../protocol/space-time';
import type { Palette } from '../../canvas/palette';
import type { Pen } from '../../export/pen';
import { clipLine, timeToY, type Lens } from './geometry';
import { flightAt } from './rows';

/** Where a message begins and ends: x and y of both. */
export type Segment = [number, number, number, number];

/** Where a message is drawn, or null when it is not in sight. Lost ones end before the lifeline, those in flight at now. */
export function segmentOf(lens: Lens, data: SpaceTimeData, row: number, nowUs: number): Segment | null {
  const x0 = lens.xs[flightAt(data, row, 'from')] ?? NaN;
  const x1 = lens.xs[flightAt(data, row, 'to')] ?? NaN;
  if (Number.isNaN(x0) || Number.isNaN(x1)) return null;
  const sentUs = flightAt(data, row, 'sentUs');
  const endUs = flightAt(data, row, 'endUs');
  const seenUs = Math.min(endUs, Math.max(nowUs, sentUs));
  const inFlight = flightAt(data, row, 'fate') === FATE.inFlight || endUs > nowUs;
  const share =
    inFlight && endUs > sentUs && Number.isFinite(endUs)
      ? (seenUs - sentUs) / (endUs - sentUs)
      : flightAt(data, row, 'share');
  return clipLine(lens, x0, timeToY(lens, sentUs), x0 + (x1 - x0) * share, timeToY(lens, seenUs));
}

export function flightColour(data: SpaceTimeData, row: number, palette: Palette): string {
  const look = flightAt(data, row, 'look');
  if (look === LOOK.control) return palette.ink3;
  if (look === LOOK.failure) return palette.bad;
  return look === LOOK.refusal ? palette.warn : palette.acc;
}

interface FlightLook {
  colour: string;
  width: number;
  heads: boolean;
  palette: Palette;
}

export function drawFlight(
  pen: Pen,
  segment: Segment,
  data: SpaceTimeData,
  row: number,
  { colour, width, heads, palette }: FlightLook,
): void {
  const [x0, y0, x1, y1] = segment;
  const look = flightAt(data, row, 'look');
  const fate = flightAt(data, row, 'fate');
  pen.strokeStyle = colour;
  pen.lineWidth = look === LOOK.control ? width * 0.75 : width;
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
  if (fate === FATE.lost) cross(pen, x1, y1, palette.bad, heads ? 4.5 : 2.5);
  else if (heads && fate === FATE.inFlight) dot(pen, x1, y1, look, colour, palette);
  else if (heads) head(pen, segment, look, colour, palette);
}

function cross(pen: Pen, x: number, y: number, colour: string, size: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(x - size, y - size);
  pen.lineTo(x + size, y + size);
  pen.moveTo(x + size, y - size);
  pen.lineTo(x - size, y + size);
  pen.stroke();
}

/** What is on its way looks as on the canvas: filled, or hollow for replies. */
function dot(pen: Pen, x: number, y: number, look: number, colour: string, palette: Palette): void {
  pen.beginPath();
  pen.arc(x, y, look === LOOK.control ? 2.2 : 4, 0, 2 * Math.PI);
  pen.fillStyle = look === LOOK.reply ? palette.ground : colour;
  pen.fill();
  pen.lineWidth = 1.6;
  pen.stroke();
}

/** Requests have filled heads, replies hollow ones. */
function head(pen: Pen, [x0, y0, x1, y1]: Segment, look: number, colour: string, palette: Palette): void {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 6) return;
  const size = look === LOOK.control ? 6 : 9;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const [bx, by] = [x1 - ux * size, y1 - uy * size];
  const half = size * 0.42;
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(bx - uy * half, by + ux * half);
  pen.lineTo(bx + uy * half, by - ux * half);
  pen.closePath();
  const hollow = look === LOOK.reply || look === LOOK.failure || look === LOOK.refusal;
  pen.fillStyle = hollow ? palette.ground : colour;
  pen.fill();
  pen.lineWidth = 1.4;
  pen.stroke();
}
