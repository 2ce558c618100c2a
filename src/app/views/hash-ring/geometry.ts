/** Where things are on the ring, in units of its picture: position 0 is at the top, and on it goes clockwise. Pure. */

const ALL = 4294967296;
/** Radius of the ring, from its inner to its outer edge. */
export const INNER = 150;
export const OUTER = 168;
/** The first row of keys, how far rows are apart, and how many there are. */
const FIRST_ROW = 179;
const ROW = 10;
const ROWS = 6;
/** Keys of one row are at least so far apart, in units of length. */
const APART = 9;

export interface Place {
  x: number;
  y: number;
}

/** The angle of a position, clockwise from the top, in radians. */
function angleOf(position: number): number {
  return (2 * Math.PI * position) / ALL;
}

export function placeAt(position: number, radius: number): Place {
  const angle = angleOf(position);
  return { x: radius * Math.sin(angle), y: -radius * Math.cos(angle) };
}

/** A stretch of the ring with one owner; `to` may lie beyond a whole turn. */
export interface Arc {
  owner: number;
  from: number;
  to: number;
}

/** The stretches of the ring, neighbours of one owner as one. A point owns what lies before it. */
export function arcsOf(points: Float64Array, owners: Int32Array): Arc[] {
  const arcs: Arc[] = [];
  let from = (points.at(-1) ?? 0) - ALL;
  for (const [i, to] of points.entries()) {
    const owner = owners[i] ?? -1;
    const last = arcs.at(-1);
    if (last?.owner === owner) last.to = to;
    else arcs.push({ owner, from, to });
    from = to;
  }
  return arcs;
}

function digits(value: number): string {
  return value.toFixed(2);
}

/** The outline of a stretch of a ring, for SVG. */
export function arcPath({ from, to }: { from: number; to: number }, inner: number, outer: number): string {
  // A whole turn would begin where it ends and so be nothing.
  const end = Math.min(to, from + ALL * 0.99999);
  const large = end - from > ALL / 2 ? 1 : 0;
  const [a, b, c, d] = [
    placeAt(from, outer),
    placeAt(end, outer),
    placeAt(end, inner),
    placeAt(from, inner),
  ].map(({ x, y }) => `${digits(x)} ${digits(y)}`);
  const arc = (radius: number, sweep: number): string =>
    `A${String(radius)} ${String(radius)} 0 ${String(large)} ${String(sweep)}`;
  return `M${a ?? ''}${arc(outer, 1)} ${b ?? ''}L${c ?? ''}${arc(inner, 0)} ${d ?? ''}Z`;
}

/** Where keys stand outside the ring: each in the first row that has room at its angle, else in the last. */
export function keyPlaces(positions: Float64Array): Place[] {
  const order = [...positions.keys()].sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0));
  const ends = new Array<number>(ROWS).fill(-Infinity);
  const places: Place[] = [...positions].map(() => ({ x: 0, y: 0 }));
  for (const key of order) {
    const position = positions[key] ?? 0;
    const angle = angleOf(position);
    const found = ends.findIndex((end, row) => (angle - end) * (FIRST_ROW + row * ROW) >= APART);
    const row = found < 0 ? ROWS - 1 : found;
    ends[row] = angle;
    places[key] = placeAt(position, FIRST_ROW + row * ROW);
  }
  return places;
}
