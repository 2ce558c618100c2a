/** Where two histories of inputs part: what is known of the one holds for the other up to there. */
import { edgesOf, type Edge } from '../kernel/faults';
import type { Input } from '../kernel/input';

/**
 * The first time at which two lists of inputs have different effects.
 * @returns Infinity when they never have
 */
export function firstDifferenceUs(before: readonly Input[], after: readonly Input[]): number {
  if (before === after) return Infinity;
  const [a, b] = [edgesOf(before), edgesOf(after)];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a.at(i), b.at(i)];
    if (x && y && sameEdge(x, y)) continue;
    return Math.min(x?.atUs ?? Infinity, y?.atUs ?? Infinity);
  }
  return Infinity;
}

/** An end that is not there yet makes no difference to a beginning, but whether there will be one does. */
function sameEdge(a: Edge, b: Edge): boolean {
  return (
    a.atUs === b.atUs &&
    a.ends === b.ends &&
    (a.input.untilUs === null) === (b.input.untilUs === null) &&
    sameDeed(a.input, b.input)
  );
}

function sameDeed(a: Input, b: Input): boolean {
  return (
    a.id === b.id &&
    a.action === b.action &&
    a.target === b.target &&
    a.args.length === b.args.length &&
    a.args.every((arg, i) => arg === b.args[i])
  );
}

/** Whether two inputs are the same in everything. */
export function sameInput(a: Input | undefined, b: Input | undefined): boolean {
  if (!a || !b) return a === b;
  return a.atUs === b.atUs && a.untilUs === b.untilUs && a.muted === b.muted && sameDeed(a, b);
}
