import type { Foresight, Model } from './model';
import type { Operation } from './operation';

/**
 * The operations of one search, each at a place: first those that returned, then those with an unknown outcome, both
 * in the order of their calls.
 */
export interface Lineup<S, C> {
  readonly operations: readonly Operation<C>[];
  /** At [place], the index of the operation in the list that was handed in. */
  readonly indexes: readonly number[];
  /** How many returned: they stand at the places below this one. */
  readonly returnedCount: number;
  readonly calledAt: Float64Array;
  /** Infinity where the outcome is unknown. */
  readonly returnedAt: Float64Array;
  /** 1 where the operation can leave another state behind. */
  readonly canChange: Uint8Array;
  /** At [place], the places of operations that need be looked for before this one only. */
  readonly behind: readonly (readonly number[])[];
  /** What the results of later operations rule out. */
  readonly foresight: Foresight<S, C> | undefined;
}

/**
 * Lines operations up for a search. Those with an unknown outcome that cannot change anything say nothing, and are
 * left out.
 * @param indexes which of the operations take part
 */
export function lineUp<S, C>(
  model: Model<S, C>,
  operations: readonly Operation<C>[],
  indexes: readonly number[],
): Lineup<S, C> {
  const byCall = indexes.toSorted((a, b) => operations[a].calledAt - operations[b].calledAt || a - b);
  const canChange = (index: number): boolean =>
    model.canChange(operations[index].command, operations[index].result);
  const telling = byCall.filter((index) => operations[index].returnedAt !== null || canChange(index));
  const foresight = model.foresee?.(telling.map((index) => operations[index]));
  const isNeeded = (index: number): boolean => foresight?.isNeeded?.(operations[index]) !== false;
  const returned = telling.filter((index) => operations[index].returnedAt !== null);
  const unknown = telling.filter((index) => operations[index].returnedAt === null && isNeeded(index));
  const order = [...returned, ...unknown];
  const lined = order.map((index) => operations[index]);
  return {
    operations: lined,
    indexes: order,
    returnedCount: returned.length,
    calledAt: Float64Array.from(lined, ({ calledAt }) => calledAt),
    returnedAt: Float64Array.from(lined, ({ returnedAt }) => returnedAt ?? Infinity),
    canChange: Uint8Array.from(order, (index) => (canChange(index) ? 1 : 0)),
    behind: predecessors(lined, returned.length, foresight),
    foresight,
  };
}

function predecessors<S, C>(
  lined: readonly Operation<C>[],
  returnedCount: number,
  foresight: Foresight<S, C> | undefined,
): number[][] {
  const latestTwin = new Map<string, number>();
  return lined.map((one, place) => {
    const before = [...lined.keys()].filter((other) => foresight?.precedes?.(lined[other], one) === true);
    if (place >= returnedCount) {
      // Of those that ask for the same and never return, each can stand in for those called later: so in this order.
      const question = JSON.stringify([one.command, one.result]);
      const twin = latestTwin.get(question);
      if (twin !== undefined) before.push(twin);
      latestTwin.set(question, place);
    }
    return before;
  });
}
