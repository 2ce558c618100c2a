/** Binary search for the owner of a position, plain and step by step. */

/** Index of the first point at or after a position; 0 behind the last point, going round. */
export function firstFrom(points: Float64Array, position: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle] < position) low = middle + 1;
    else high = middle;
  }
  return low === points.length ? 0 : low;
}

/** One step of the search: the point looked at, among those from `low` to before `high`. */
export interface SearchStep {
  low: number;
  high: number;
  middle: number;
  /** The point lies before the position, so the owner comes behind it. */
  before: boolean;
}

/** What `firstFrom` does, written down. */
export function searchSteps(points: Float64Array, position: number): SearchStep[] {
  const steps: SearchStep[] = [];
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const before = points[middle] < position;
    steps.push({ low, high, middle, before });
    if (before) low = middle + 1;
    else high = middle;
  }
  return steps;
}
