/** Lines as SVG paths. */

interface Place {
  x: number | null;
  y: number | null;
}

/** Half the length of the stroke that stands for a point without neighbours. */
const DOT = 1;

/** A path through places, interrupted where one is missing. A place between two gaps becomes a dot. */
export function pathOf(places: readonly Place[]): string {
  let path = '';
  let pen: { x: number; y: number; drawn: boolean } | null = null;
  const lift = (): void => {
    if (pen && !pen.drawn) path += `M${round(pen.x - DOT)} ${round(pen.y)}h${String(2 * DOT)}`;
    pen = null;
  };
  for (const { x, y } of places) {
    if (x === null || y === null) {
      lift();
      continue;
    }
    if (pen) {
      if (!pen.drawn) path += `M${round(pen.x)} ${round(pen.y)}`;
      path += `L${round(x)} ${round(y)}`;
    }
    pen = { x, y, drawn: pen !== null };
  }
  lift();
  return path;
}

/** The area between two lines, such as the quantiles of a value over time. */
export function bandPath(
  points: readonly (readonly [x: number, low: number, high: number])[],
  toX: (x: number) => number,
  toY: (y: number) => number,
): string {
  if (points.length === 0) return '';
  const place = (x: number, y: number): string => `${round(toX(x))} ${round(toY(y))}`;
  const there = points.map(([x, , high]) => place(x, high));
  const back = points.map(([x, low]) => place(x, low)).reverse();
  return `M${[...there, ...back].join('L')}Z`;
}

function round(value: number): string {
  return value.toFixed(1);
}
