/** Where the modes of a machine stand, before anything is measured. */
import type { ChartParts } from './parts';

/** A place in a plane: the main modes lie between -1 and 1, those apart in a row at `APART_Y`. */
export interface Place {
  id: string;
  x: number;
  y: number;
}

export const APART_Y = 2;

/** Up to so many modes every order around the ring is tried. */
const TRIED = 8;

/** The main modes around a ring, clockwise from the upper left, so that connected ones are near; the others below. */
export function placeModes({ main, apart, parts }: ChartParts): Place[] {
  const ring = ringOf(main.length);
  const row = apart.map((id, i) => ({
    id,
    x: apart.length === 1 ? 0 : -1 + (2 * i) / (apart.length - 1),
    y: APART_Y,
  }));
  const placed = (order: readonly string[]): Place[] => [
    ...order.map((id, i) => ({ id, x: ring[i]?.x ?? 0, y: ring[i]?.y ?? 0 })),
    ...row,
  ];
  const [first, ...others] = main;
  if (first === undefined) return row;
  if (main.length > TRIED) return placed(main);
  let best = placed(main);
  let bestLength = totalLength(best, parts);
  for (const order of ordersOf(others)) {
    const places = placed([first, ...order]);
    const length = totalLength(places, parts);
    if (length < bestLength - 1e-9) [best, bestLength] = [places, length];
  }
  return best;
}

/** Places of a ring of so many modes. */
function ringOf(count: number): { x: number; y: number }[] {
  if (count === 1) return [{ x: 0, y: 0 }];
  if (count === 2) {
    return [
      { x: -1, y: 0 },
      { x: 1, y: 0 },
    ];
  }
  if (count === 3) {
    return [
      { x: -1, y: -1 },
      { x: 1, y: -1 },
      { x: 0, y: 1 },
    ];
  }
  if (count === 4) {
    return [
      { x: -1, y: -1 },
      { x: 1, y: -1 },
      { x: 1, y: 1 },
      { x: -1, y: 1 },
    ];
  }
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count - Math.PI / 2;
    return { x: Math.cos(angle), y: Math.sin(angle) };
  });
}

function totalLength(places: readonly Place[], parts: ChartParts['parts']): number {
  const at = new Map(places.map((place) => [place.id, place]));
  let total = 0;
  for (const { kind, from, to } of parts) {
    const [a, b] = [at.get(from), at.get(to)];
    if (kind === 'bundle' && a && b) total += Math.hypot(a.x - b.x, a.y - b.y);
  }
  return total;
}

/** All orders of a list, the given one first. */
function* ordersOf(ids: readonly string[]): Generator<readonly string[]> {
  if (ids.length <= 1) {
    yield ids;
    return;
  }
  for (const [i, id] of ids.entries()) {
    for (const rest of ordersOf(ids.toSpliced(i, 1))) yield [id, ...rest];
  }
}
