/** How much of time the timeline shows. */
import type { LabState } from '../run/store';
import { rangeOf } from './range';

/** From 0 to beyond everything that has been run, on any branch, and beyond every clip of the one shown. */
export function timelineRange({ headUs, log, clips }: Pick<LabState, 'headUs' | 'log' | 'clips'>): number {
  const heads = (log?.branches ?? []).map((branch) => branch.headUs);
  const ends = clips.map(({ input, endsAtUs }) => endsAtUs ?? input.atUs);
  return rangeOf(Math.max(headUs, ...heads, ...ends));
}

/** Branches drawn below the line at most; all of them are in the list. */
export const LINES_SHOWN = 3;

/** How many branches are drawn below the line. */
export function linesShown(log: LabState['log']): number {
  return Math.min(LINES_SHOWN, Math.max(0, (log?.branches.length ?? 1) - 1));
}

/** A place on the timeline, in per cent of its width. */
export function percent(us: number, rangeUs: number): string {
  return `${((100 * us) / rangeUs).toFixed(3)}%`;
}
