/** Boxes, curves and how they meet. Pixels, with y downwards. */

export interface Point {
  x: number;
  y: number;
}

/** `x` and `y` are its upper left corner. */
export interface Box extends Point {
  w: number;
  h: number;
}

/** The way of an arrow: as an SVG path, as points along it, and where its head is. */
export interface Route {
  d: string;
  points: readonly Point[];
  bounds: Box;
  tip: Point;
  /** Direction of the head in degrees, clockwise from the right. */
  angle: number;
}

export type Side = 'top' | 'right' | 'bottom' | 'left';

const OUTWARDS: Readonly<Record<Side, Point>> = {
  top: { x: 0, y: -1 },
  right: { x: 1, y: 0 },
  bottom: { x: 0, y: 1 },
  left: { x: -1, y: 0 },
};

/** Distance between two points of a route. */
const SPACING = 8;
/** Every so many of its points are enough to see where a route crosses another. */
const STRIDE = 4;

export function centreOf({ x, y, w, h }: Box): Point {
  return { x: x + w / 2, y: y + h / 2 };
}

export function boxAround({ x, y }: Point, w: number, h: number): Box {
  return { x: x - w / 2, y: y - h / 2, w, h };
}

/** The area two boxes share when one of them is made larger by a margin on every side. */
export function sharedArea(a: Box, b: Box, margin = 0): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x) + margin;
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y) + margin;
  return w > 0 && h > 0 ? w * h : 0;
}

export function isInside({ x, y }: Point, box: Box, margin = 0): boolean {
  return x > box.x - margin && x < box.x + box.w + margin && y > box.y - margin && y < box.y + box.h + margin;
}

/** How many points of a route lie in a box. */
export function pointsInside({ points, bounds }: Route, box: Box, margin = 0): number {
  if (sharedArea(bounds, box, margin + 1) === 0) return 0;
  let count = 0;
  for (const point of points) if (isInside(point, box, margin)) count++;
  return count;
}

/** How often two routes cross. */
export function crossingsOf(a: Route, b: Route): number {
  if (sharedArea(a.bounds, b.bounds, 1) === 0) return 0;
  let count = 0;
  for (let i = STRIDE; i < a.points.length + STRIDE - 1; i += STRIDE) {
    const [a0, a1] = [a.points[i - STRIDE], a.points[i] ?? a.tip];
    for (let k = STRIDE; k < b.points.length + STRIDE - 1; k += STRIDE) {
      if (segmentsCross(a0, a1, b.points[k - STRIDE], b.points[k] ?? b.tip)) count++;
    }
  }
  return count;
}

function segmentsCross(a?: Point, b?: Point, c?: Point, d?: Point): boolean {
  if (!a || !b || !c || !d) return false;
  return turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);
}

function turn(a: Point, b: Point, c: Point): boolean {
  return (b.x - a.x) * (c.y - a.y) > (b.y - a.y) * (c.x - a.x);
}

/** The smallest box around boxes. */
export function boundsOf(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.w));
  const bottom = Math.max(...boxes.map((box) => box.y + box.h));
  return { x, y, w: right - x, h: bottom - y };
}

/**
 * A curve from card to card, kept to the right of the straight line so that two opposite ones stay apart.
 * @param shift how far both its ends are moved to the right, in pixels
 * @param bow how far its middle is moved further to the right; negative to the left
 */
export function curveBetween(from: Box, to: Box, shift: number, bow: number): Route {
  const a = centreOf(from);
  const b = centreOf(to);
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const right = { x: -(b.y - a.y) / length, y: (b.x - a.x) / length };
  const start = along(a, right, shift);
  const end = along(b, right, shift);
  const control = along({ x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }, right, 2 * bow);
  const whole = (t: number): Point => blend(start, control, end, t, t);
  const first = leaving(0, (t) => isInside(whole(t), from));
  const last = leaving(1, (t) => isInside(whole(t), to, 1));
  const p0 = whole(first);
  const p1 = blend(start, control, end, first, last);
  const p2 = whole(last);
  return routeOf(`M${at(p0)}Q${at(p1)} ${at(p2)}`, (t) => blend(p0, p1, p2, t, t));
}

/** When a curve leaves a box that holds one of its ends, looking from that end to its middle. */
function leaving(end: 0 | 1, isIn: (t: number) => boolean): number {
  let [inside, out] = [end as number, 0.5];
  for (let i = 0; i < 12; i++) {
    const middle = (inside + out) / 2;
    if (isIn(middle)) inside = middle;
    else out = middle;
  }
  return out;
}

/** A small loop at a side of a card. `place` runs from -1 to 1 along that side. */
export function loopAt(card: Box, side: Side, place: number): Route {
  const { foot, out, aside } = placeAt(card, side, place);
  const p0 = along(foot, aside, -7);
  const p1 = along(along(foot, aside, -19), out, 30);
  const p2 = along(along(foot, aside, 19), out, 30);
  const p3 = along(along(foot, aside, 7), out, 1);
  return routeOf(`M${at(p0)}C${at(p1)} ${at(p2)} ${at(p3)}`, (t) => cubic(p0, p1, p2, p3, t));
}

/** A short arrow into a side of a card, from nowhere in particular. */
export function stubAt(card: Box, side: Side, place: number): Route {
  const { foot, out } = placeAt(card, side, place);
  const p0 = along(foot, out, 26);
  const p1 = along(foot, out, 1);
  return routeOf(`M${at(p0)}L${at(p1)}`, (t) => blend(p0, along(foot, out, 13.5), p1, t, t));
}

/** A point on a side of a card, with the way out and the way along. */
function placeAt(card: Box, side: Side, place: number): { foot: Point; out: Point; aside: Point } {
  const out = OUTWARDS[side];
  const aside = { x: -out.y, y: out.x };
  const reach = side === 'top' || side === 'bottom' ? card.w / 2 - 16 : card.h / 2 - 12;
  const edge = along(centreOf(card), out, side === 'top' || side === 'bottom' ? card.h / 2 : card.w / 2);
  return { foot: along(edge, aside, place * reach), out, aside };
}

function along(from: Point, way: Point, by: number): Point {
  return { x: from.x + way.x * by, y: from.y + way.y * by };
}

/** The polar form of a quadratic curve: with both times the same, a point of it. */
function blend(p0: Point, p1: Point, p2: Point, s: number, t: number): Point {
  const a = (1 - s) * (1 - t);
  const b = (1 - s) * t + s * (1 - t);
  const c = s * t;
  return { x: a * p0.x + b * p1.x + c * p2.x, y: a * p0.y + b * p1.y + c * p2.y };
}

function cubic(p0: Point, p1: Point, p2: Point, p3: Point, t: number): Point {
  const a = blend(p0, p1, p2, t, t);
  const b = blend(p1, p2, p3, t, t);
  return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
}

function routeOf(d: string, point: (t: number) => Point): Route {
  const rough = Array.from({ length: 9 }, (_, i) => point(i / 8));
  const length = rough.reduce((sum, p, i) => sum + distance(p, rough[i - 1] ?? p), 0);
  const count = Math.max(6, Math.ceil(length / SPACING));
  const points = Array.from({ length: count + 1 }, (_, i) => point(i / count));
  const tip = point(1);
  const before = point(1 - Math.min(0.5, 7 / Math.max(1, length)));
  return {
    d,
    points,
    bounds: boundsOf(points.map(({ x, y }) => ({ x, y, w: 0, h: 0 }))),
    tip,
    angle: (Math.atan2(tip.y - before.y, tip.x - before.x) * 180) / Math.PI,
  };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function at({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
