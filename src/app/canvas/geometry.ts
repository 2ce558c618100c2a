/** Where links run and messages are: curves between the sockets of cards, sampled once for each layout. */

export interface Point {
  x: number;
  y: number;
}

/** A card on the canvas. */
export interface Box extends Point {
  width: number;
  height: number;
}

/** A curve from socket to socket, as a cubic Bézier. */
export interface Curve {
  from: Point;
  controlA: Point;
  controlB: Point;
  to: Point;
}

type Side = 'left' | 'right' | 'top' | 'bottom';

function socket(box: Box, side: Side): Point {
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  switch (side) {
    case 'left':
      return { x: box.x, y: middle.y };
    case 'right':
      return { x: box.x + box.width, y: middle.y };
    case 'top':
      return { x: middle.x, y: box.y };
    case 'bottom':
      return { x: middle.x, y: box.y + box.height };
  }
}

/** Sides that face each other: beside one another when there is room between them, else above one another. */
function facingSides(a: Box, b: Box): [Side, Side] {
  if (b.x >= a.x + a.width) return ['right', 'left'];
  if (a.x >= b.x + b.width) return ['left', 'right'];
  return b.y >= a.y ? ['bottom', 'top'] : ['top', 'bottom'];
}

/** The curve of a link between two cards. */
export function linkCurve(a: Box, b: Box): Curve {
  const [sideA, sideB] = facingSides(a, b);
  const from = socket(a, sideA);
  const to = socket(b, sideB);
  const level = sideA === 'left' || sideA === 'right';
  const reach = Math.max(24, (level ? Math.abs(to.x - from.x) : Math.abs(to.y - from.y)) * 0.5);
  const move = (point: Point, side: Side): Point => ({
    x: point.x + (side === 'right' ? reach : side === 'left' ? -reach : 0),
    y: point.y + (side === 'bottom' ? reach : side === 'top' ? -reach : 0),
  });
  return { from, controlA: move(from, sideA), controlB: move(to, sideB), to };
}

/** The curve as SVG path data. */
export function curvePath({ from, controlA, controlB, to }: Curve): string {
  const p = (point: Point): string => `${point.x.toFixed(1)},${point.y.toFixed(1)}`;
  return `M${p(from)} C${p(controlA)} ${p(controlB)} ${p(to)}`;
}

/** The place at a share of the way, by the curve's own parameter. */
export function curvePoint({ from, controlA, controlB, to }: Curve, t: number): Point {
  const u = 1 - t;
  const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return {
    x: a * from.x + b * controlA.x + c * controlB.x + d * to.x,
    y: a * from.y + b * controlA.y + c * controlB.y + d * to.y,
  };
}

/** A curve cut into pieces of equal length: places at even speed, without computing per frame. */
export interface Track {
  /** Pairs of x and y. */
  points: Float64Array;
  length: number;
}

const PIECES = 40;
const FINE = 160;

/** The track of a curve, moved sideways by `offset` so that the two ways of a link lie side by side. */
export function trackOf(curve: Curve, offset: number): Track {
  const fine = Array.from({ length: FINE + 1 }, (_, i) => curvePoint(curve, i / FINE));
  const lengths = [0];
  for (let i = 1; i <= FINE; i++) {
    const [a, b] = [fine[i - 1], fine[i]];
    if (a && b) lengths.push((lengths[i - 1] ?? 0) + Math.hypot(b.x - a.x, b.y - a.y));
  }
  const length = lengths[FINE] ?? 0;
  const points = new Float64Array((PIECES + 1) * 2);
  let at = 0;
  for (let piece = 0; piece <= PIECES; piece++) {
    const wanted = (length * piece) / PIECES;
    while (at < FINE - 1 && (lengths[at + 1] ?? 0) < wanted) at++;
    const [a, b] = [fine[at], fine[at + 1]];
    if (!a || !b) continue;
    const span = (lengths[at + 1] ?? 0) - (lengths[at] ?? 0);
    const part = span > 0 ? (wanted - (lengths[at] ?? 0)) / span : 0;
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const size = Math.hypot(dx, dy) || 1;
    points[2 * piece] = a.x + dx * part - (dy / size) * offset;
    points[2 * piece + 1] = a.y + dy * part + (dx / size) * offset;
  }
  return { points, length };
}

/** The place at a share of the way, 0 … 1. Writes into `out`. */
export function placeOnTrack({ points }: Track, share: number, out: Point): Point {
  const at = Math.min(1, Math.max(0, share)) * PIECES;
  const piece = Math.min(PIECES - 1, Math.floor(at));
  const part = at - piece;
  const x0 = points[2 * piece] ?? 0;
  const y0 = points[2 * piece + 1] ?? 0;
  out.x = x0 + ((points[2 * piece + 2] ?? 0) - x0) * part;
  out.y = y0 + ((points[2 * piece + 3] ?? 0) - y0) * part;
  return out;
}

/** The direction of the track at a share of the way, in radians. */
export function headingOnTrack(track: Track, share: number): number {
  const [a, b] = [
    { x: 0, y: 0 },
    { x: 0, y: 0 },
  ];
  placeOnTrack(track, share - 0.01, a);
  placeOnTrack(track, share + 0.01, b);
  return Math.atan2(b.y - a.y, b.x - a.x);
}

/** On which side of the line through `a` and `b` a point lies: above 0 on the one, below 0 on the other. */
export function sideOfLine(a: Point, b: Point, point: Point): number {
  return (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x);
}
