import { lineUp, type Lineup } from './lineup';
import type { Model } from './model';
import type { Operation } from './operation';
import { findOrder, type Found } from './search';

/** Where a history stops being linearizable. Operations are named by their index. */
export interface Diagnosis<S> {
  /** The first operation, by return, that no order gets past. */
  readonly misfit: number;
  /** An order of all that returned before it, with those of unknown outcome that it lets take effect. */
  readonly order: readonly number[];
  /** States the object can be in when the misfit returns. */
  readonly endings: readonly S[];
  /** Whether those are all; otherwise they are the end of `order`. */
  readonly isEveryEnding: boolean;
}

/**
 * Finds where a history stops being linearizable.
 * @param found the search that found no order
 */
export function diagnose<S, C>(
  model: Model<S, C>,
  operations: readonly Operation<C>[],
  lineup: Lineup<S, C>,
  found: Found<S>,
  maxConfigurations: number,
): Diagnosis<S> {
  const { indexes, returnedAt, returnedCount } = lineup;
  // A search that knows no later results has come as far as can be, and has seen every way to get there.
  if (!lineup.foresight) return diagnosisOf(lineup, found, indexes[found.misfit], true);
  const returns = indexes
    .slice(0, returnedCount)
    .map((index, place) => ({ index, at: returnedAt[place] }))
    .sort((a, b) => a.at - b.at);
  const order = returns.map(({ index }) => index);
  const cutAt = (count: number): { lineup: Lineup<S, C>; found: Found<S> } => {
    const cut = cutAfter(operations, indexes, order, count);
    const lined = lineUp(model, cut.operations, cut.indexes);
    return { lineup: lined, found: findOrder(model, lined, maxConfigurations) };
  };
  // Every beginning of a linearizable history is linearizable: halve until two neighbours differ.
  let fits = 0;
  let breaks = returnedCount;
  while (breaks - fits > 1) {
    const middle = (fits + breaks) >>> 1;
    if (cutAt(middle).found.verdict === 'none') breaks = middle;
    else fits = middle;
  }
  const before = cutAt(fits);
  return diagnosisOf(before.lineup, before.found, order[fits], false);
}

function diagnosisOf<S, C>(
  lineup: Lineup<S, C>,
  found: Found<S>,
  misfit: number,
  isEveryEnding: boolean,
): Diagnosis<S> {
  const order = found.order.map((place) => lineup.indexes[place]);
  return { misfit, order, endings: found.endings, isEveryEnding };
}

/**
 * The history up to just before return number `count`, from 0: who has not returned by then has no return, and keeps
 * the result it will have.
 */
function cutAfter<C>(
  operations: readonly Operation<C>[],
  indexes: readonly number[],
  returns: readonly number[],
  count: number,
): { operations: Operation<C>[]; indexes: number[] } {
  const returned = new Set(returns.slice(0, count));
  const nextReturnAt =
    count < returns.length ? (operations[returns[count]].returnedAt ?? Infinity) : Infinity;
  return {
    operations: operations.map((one, index) => (returned.has(index) ? one : { ...one, returnedAt: null })),
    indexes: indexes.filter((index) => operations[index].calledAt <= nextReturnAt),
  };
}
