import { lineUp } from './lineup';
import type { Model } from './model';
import type { Operation, Value } from './operation';
import { findOrder } from './search';

/**
 * A part of a history that has no linearization, and none that has one operation less [LIN18]. Where a result came
 * from belongs to it: a read is not left without the write that it read.
 * @param indexes the operations of the part of the object that is broken, in any order
 * @param maxConfigurations for each search: what needs more counts as linearizable, so that it is not left out
 * @returns indexes, in the order of their calls; all of them when they have a linearization
 */
export function smallestPart<S, C>(
  model: Model<S, C>,
  operations: readonly Operation<C>[],
  indexes: readonly number[],
  maxConfigurations: number,
): number[] {
  const isBroken = (part: readonly number[]): boolean =>
    findOrder(model, lineUp(model, operations, part), maxConfigurations).verdict === 'none';
  const supported = supportOf(model, operations, indexes);
  let kept = indexes.toSorted((a, b) => operations[a].calledAt - operations[b].calledAt || a - b);
  if (!isBroken(kept)) return kept;
  for (let size = Math.ceil(kept.length / 2); ; size = Math.max(1, size >>> 1)) {
    const before = kept.length;
    for (let start = 0; start < kept.length;) {
      const [from, to] = [start, start + size];
      const less = supported(kept.filter((_, place) => place < from || place >= to));
      if (less.length > 0 && isBroken(less)) kept = less;
      else start = to;
    }
    if (size === 1 && kept.length === before) return kept;
  }
}

/** Leaves out whoever was told something that nobody of those left has written, though somebody did. */
function supportOf<S, C>(
  model: Model<S, C>,
  operations: readonly Operation<C>[],
  indexes: readonly number[],
): (part: readonly number[]) => number[] {
  const given = (part: readonly number[]): Set<Value | undefined> =>
    new Set(part.map((index) => model.gives?.(operations[index].command)));
  const all = given(indexes);
  return (part) => {
    let left = [...part];
    for (;;) {
      const there = given(left);
      const isSupported = (index: number): boolean => {
        const { command, result } = operations[index];
        const needs = model.needs?.(command, result) ?? [];
        return needs.every((value) => there.has(value) || !all.has(value));
      };
      const next = left.filter(isSupported);
      if (next.length === left.length) return left;
      left = next;
    }
  };
}
