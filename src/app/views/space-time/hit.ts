/** What lies under a place of the diagram. Pure. */
import { POINT_KIND } from '../../../protocol/space-time';
import { segmentOf } from './flights';
import { nearLine, timeToY, yToTime, type Lens } from './geometry';
import type { Picture } from './draw';
import {
  flightAt,
  flightsIn,
  pointAt,
  pointsIn,
  showsFlight,
  stopOfPoint,
  stopsOfFlight,
  type Stop,
} from './rows';

const REACH_PX = 8;
/** A point is hit rather than the lines that end there. */
const POINT_BONUS_PX = 3;

/** The event nearest to a place: of a message, its sending or its end, whichever is nearer. */
export function stopAt(lens: Lens, picture: Picture, x: number, y: number): Stop | null {
  const { data, nowUs } = picture;
  if (!data) return null;
  const fromUs = yToTime(lens, y - REACH_PX);
  const toUs = Math.min(nowUs, yToTime(lens, y + REACH_PX));
  let best: Stop | null = null;
  let nearest = REACH_PX;
  const [from, to] = pointsIn(data, fromUs, toUs);
  for (let row = from; row < to; row++) {
    const px = lens.xs[pointAt(data, row, 'node')] ?? NaN;
    const local = pointAt(data, row, 'kind') === POINT_KIND.local;
    if (Number.isNaN(px) || (local && picture.filter.collapsed)) continue;
    const distance =
      Math.hypot(x - px, y - timeToY(lens, pointAt(data, row, 'atUs'))) - (local ? 0 : POINT_BONUS_PX);
    if (distance >= nearest) continue;
    nearest = distance;
    best = stopOfPoint(data, row);
  }
  const [first, last] = flightsIn(data, fromUs, toUs, picture.longestUs);
  for (let row = first; row < last; row++) {
    if (!showsFlight(data, row, picture.filter) || flightAt(data, row, 'sentUs') > nowUs) continue;
    const segment = segmentOf(lens, data, row, nowUs);
    if (!segment) continue;
    const { distance, along } = nearLine(x, y, ...segment);
    if (distance >= nearest) continue;
    const { sent, ended } = stopsOfFlight(data, row, picture.nodes);
    const stop = along > 0.5 ? (ended ?? sent) : (sent ?? ended);
    if (!stop || stop.atUs > nowUs) continue;
    nearest = distance;
    best = stop;
  }
  return best;
}

/** The lifeline nearest to a place; −1 for none. */
export function laneAt(lens: Lens, x: number): number {
  return lens.xs.findIndex((at) => Math.abs(at - x) <= lens.lane / 2);
}
