/** Where things are on a space-time diagram: time runs downwards, each node has a lifeline. Pure. */

/** The part of the diagram that is seen. */
export interface Lens {
  /** Time at the upper edge of the drawing, below the names. */
  topUs: number;
  usPerPx: number;
  width: number;
  height: number;
  /** Middle of each lifeline, by place of the node in `Opened.nodes`; NaN for those that are not shown. */
  xs: Float64Array;
  /** Width of one lifeline's lane. */
  lane: number;
}

/** Height of the names above the drawing, and width of the times beside it. */
export const HEAD_PX = 34;
export const GUTTER_PX = 62;
/** Lanes are no narrower than this; beyond, the diagram can be moved sideways. */
const LANE_MIN_PX = 48;
/** While the diagram follows the run, now is at this share of its height. */
const NOW_AT = 0.86;
const US_PER_PX_MIN = 0.5;
const US_PER_PX_MAX = 200_000;
const EDGE_PX = 12;

export function timeToY(lens: Lens, us: number): number {
  return HEAD_PX + (us - lens.topUs) / lens.usPerPx;
}

export function yToTime(lens: Lens, y: number): number {
  return lens.topUs + (y - HEAD_PX) * lens.usPerPx;
}

/** The stretch of time that is seen. */
export function sight(lens: Lens): { fromUs: number; toUs: number } {
  return { fromUs: lens.topUs, toUs: yToTime(lens, lens.height) };
}

export function clampZoom(usPerPx: number): number {
  return Math.min(US_PER_PX_MAX, Math.max(US_PER_PX_MIN, usPerPx));
}

/** The upper edge that keeps now in sight: the same while it is, and no further than needed when it is not. */
export function followed(topUs: number, nowUs: number, usPerPx: number, height: number): number {
  const span = (height - HEAD_PX) * usPerPx;
  const lowest = -EDGE_PX * usPerPx;
  if (nowUs > topUs + span * NOW_AT) return Math.max(lowest, nowUs - span * NOW_AT);
  return nowUs < topUs + span * 0.04 ? Math.max(lowest, nowUs - span / 2) : Math.max(lowest, topUs);
}

/** The upper edge after a zoom that leaves the time at `y` where it is. */
export function zoomedTopUs(lens: Lens, y: number, usPerPx: number): number {
  return yToTime(lens, y) - (y - HEAD_PX) * usPerPx;
}

/** The upper edge kept where there is something to see. */
export function clampTopUs(topUs: number, usPerPx: number, height: number, nowUs: number): number {
  const span = (height - HEAD_PX) * usPerPx;
  const lowest = -EDGE_PX * usPerPx;
  return Math.max(lowest, Math.min(topUs, Math.max(lowest, nowUs - span * 0.1)));
}

/** How far the lanes can be moved to the left at most. */
export function widestPan(lanes: number, width: number): number {
  return Math.max(0, lanes * LANE_MIN_PX - (width - GUTTER_PX - EDGE_PX));
}

/** Middles of the lifelines: spread over the width, or as narrow as may be and moved by `panX`. */
export function lanesOf(
  nodes: number,
  shown: readonly number[],
  width: number,
  panX: number,
): Pick<Lens, 'xs' | 'lane'> {
  const room = width - GUTTER_PX - EDGE_PX;
  const lane = Math.max(LANE_MIN_PX, room / Math.max(1, shown.length));
  const pan = Math.min(panX, widestPan(shown.length, width));
  const xs = new Float64Array(nodes).fill(NaN);
  for (const [i, node] of shown.entries()) xs[node] = GUTTER_PX + (i + 0.5) * lane - pan;
  return { xs, lane };
}

/** Left free above and below a stretch that is brought into sight, as a share of the height. */
const SPAN_EDGE = 0.12;

/** Upper edge and zoom that bring some times into sight together, or null when they are; it never zooms in. */
export function spanned(
  times: readonly number[],
  { topUs, usPerPx, height }: Pick<Lens, 'topUs' | 'usPerPx' | 'height'>,
): Pick<Lens, 'topUs' | 'usPerPx'> | null {
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const room = height - HEAD_PX;
  if (first >= topUs && last <= topUs + room * usPerPx) return null;
  const wide = clampZoom(Math.max(usPerPx, (last - first) / (room * (1 - 2 * SPAN_EDGE))));
  const middle = (first + last) / 2;
  return { usPerPx: wide, topUs: Math.max(-EDGE_PX * wide, middle - (room * wide) / 2) };
}

const STEPS = [1, 2, 5] as const;
const TICK_PX = 56;

/** Times at which a line is drawn across: round ones, at least so far apart. */
export function ticksOf(lens: Lens): { stepUs: number; times: number[] } {
  const wanted = lens.usPerPx * TICK_PX;
  let stepUs = 1;
  for (let power = 1; stepUs < wanted; power *= 10) {
    stepUs = power * (STEPS.find((step) => step * power >= wanted) ?? 10);
  }
  const { fromUs, toUs } = sight(lens);
  const times: number[] = [];
  for (let us = Math.max(0, Math.ceil(fromUs / stepUs) * stepUs); us <= toUs; us += stepUs) times.push(us);
  return { stepUs, times };
}

/** A time on the scale, as exact as its step needs. */
export function tickWords(us: number, stepUs: number): string {
  const digits =
    stepUs >= 1e6 ? 0 : stepUs >= 1e5 ? 1 : stepUs >= 1e4 ? 2 : stepUs >= 1e3 ? 3 : stepUs >= 100 ? 4 : 6;
  return `${(us / 1e6).toFixed(digits)} s`;
}

/** Distance of a point from a piece of a line, and how far along that piece the nearest place is. */
export function nearLine(
  x: number,
  y: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): { distance: number; along: number } {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
  return { distance: Math.hypot(x - x0 - along * dx, y - y0 - along * dy), along };
}

/** What is cut off of a line above and below the drawing, so that long ones cost no more than short ones. */
export function clipLine(
  lens: Lens,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): [number, number, number, number] | null {
  const [low, high] = [-40, lens.height + 40];
  if ((y0 < low && y1 < low) || (y0 > high && y1 > high)) return null;
  const at = (y: number): number => x0 + ((x1 - x0) * (y - y0)) / (y1 - y0);
  let [ax, ay, bx, by] = [x0, y0, x1, y1];
  if (ay < low) [ax, ay] = [at(low), low];
  if (by > high) [bx, by] = [at(high), high];
  return [ax, ay, bx, by];
}
