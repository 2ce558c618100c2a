/** What the pictures of a sweep are drawn from. */
import { titleOf, valueWords } from '../../compare/knobs-apart';
import type { Point, Sweep } from '../../compare/sweeps';
import { useLab } from '../../run/store';

/** How a figure of a sweep is written. */
export interface Shown {
  sweep: Sweep;
  points: readonly Point[];
  /** Name and unit of the figure. */
  title: string;
  unit: string;
  /** What values are multiplied with to be shown. */
  factor: number;
}

/** The knobs of a point in words. */
export function pointWords({ plan }: Sweep, { values }: Point): string {
  const state = useLab.getState();
  return plan.axes
    .map(({ target }, i) => `${titleOf(state, target)} ${valueWords(state, target, values[i] ?? '')}`)
    .join(', ');
}

/** Between which values the axis reaches: as far as nine of ten seeds do. */
export function extentOf({ points, factor }: Shown) {
  const made = points.map(({ spread }) => spread).filter(({ count }) => count > 0);
  const reach = made.length > 0 ? made.flatMap(({ p5, p95 }) => [p5 * factor, p95 * factor]) : [0, 1];
  return { min: Math.min(...reach), max: Math.max(...reach), top: 0, log: false };
}
