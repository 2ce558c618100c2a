import { diagnose } from './diagnosis';
import { tellGivingUp, tellMisfit } from './explain';
import { lineUp, type Lineup } from './lineup';
import type { Model } from './model';
import type { Operation, Value } from './operation';
import { findOrder, type Found } from './search';

/** What the check of a history says. Operations are named by their index in the list that was handed in. */
export type Verdict =
  | {
      readonly verdict: 'linearizable';
      /** One linearization: all that returned, and those of unknown outcome that it lets take effect. */
      readonly order: readonly number[];
      /** Configurations the search met. */
      readonly configurations: number;
    }
  | {
      readonly verdict: 'notLinearizable';
      /** The operation that does not fit: before its return the history is linearizable, and with it no more. */
      readonly misfit: number;
      /** The longest beginning of the history that can be explained, in one order that explains it (SPEC: [LIN7]). */
      readonly order: readonly number[];
      /** The misfit's key or value, where the object was checked part by part; otherwise null. */
      readonly shard: Value;
      /** What happened, in one sentence or two. */
      readonly sentence: string;
      readonly configurations: number;
    }
  | { readonly verdict: 'unknown'; readonly sentence: string; readonly configurations: number };

/** Most configurations that are looked at by default: a second or so. */
const MAX_CONFIGURATIONS = 200_000;

/** The search of one part of the object. */
interface Part<S, C> {
  readonly shard: Value;
  readonly lineup: Lineup<S, C>;
  readonly found: Found<S>;
}

/**
 * Whether a history is linearizable: whether each operation could have taken effect at one instant between its call
 * and its return (Herlihy and Wing, *Linearizability: a correctness condition for concurrent objects*, 1990). Two
 * operations are in a given order only when one returned strictly before the other was called.
 *
 * The answer can take time exponential in the number of operations under way at once. Where the search for one part
 * of the object meets more than `maxConfigurations`, it is given up, and the answer may be `unknown`.
 * @throws Error when an operation returned before it was called
 */
export function checkHistory<S, C>(
  model: Model<S, C>,
  operations: readonly Operation<C>[],
  maxConfigurations = MAX_CONFIGURATIONS,
): Verdict {
  checkInstants(operations);
  const parts = Array.from(shards(model, operations), ([shard, indexes]): Part<S, C> => {
    const lineup = lineUp(model, operations, indexes);
    return { shard, lineup, found: findOrder(model, lineup, maxConfigurations) };
  });
  const configurations = parts.reduce((sum, { found }) => sum + found.configurations, 0);
  const broken = parts
    .filter(({ found }) => found.verdict === 'none')
    .map(({ shard, lineup, found }) => ({
      shard,
      ...diagnose(model, operations, lineup, found, maxConfigurations),
    }));
  if (broken.length > 0) {
    const returnOf = ({ misfit }: { misfit: number }): number => operations[misfit].returnedAt ?? Infinity;
    const first = broken.reduce((a, b) => (returnOf(b) < returnOf(a) ? b : a));
    const { shard, misfit, order } = first;
    const sentence = tellMisfit(model, operations, first);
    return { verdict: 'notLinearizable', misfit, order, shard, sentence, configurations };
  }
  if (parts.some(({ found }) => found.verdict === 'gaveUp')) {
    return { verdict: 'unknown', sentence: tellGivingUp(configurations), configurations };
  }
  return { verdict: 'linearizable', order: merge(parts), configurations };
}

function checkInstants(operations: readonly Operation<unknown>[]): void {
  for (const [index, { calledAt, returnedAt }] of operations.entries()) {
    if (
      Number.isFinite(calledAt) &&
      (returnedAt === null || (returnedAt >= calledAt && returnedAt < Infinity))
    )
      continue;
    throw new Error(
      `Operation ${String(index)} must be called at a number and return at or after it, or null: ` +
        `called at ${String(calledAt)}, returned at ${String(returnedAt)}.`,
    );
  }
}

/**
 * Indexes of the operations by the part of the object they are about. A history is linearizable exactly when each
 * part's is (Herlihy and Wing: linearizability is local).
 */
function shards<S, C>(model: Model<S, C>, operations: readonly Operation<C>[]): Map<Value, number[]> {
  const byShard = new Map<Value, number[]>();
  for (const [index, { command }] of operations.entries()) {
    const shard = model.shardOf?.(command);
    if (shard === undefined) return new Map([[null, [...operations.keys()]]]);
    const indexes = byShard.get(shard);
    if (indexes) indexes.push(index);
    else byShard.set(shard, [index]);
  }
  return byShard;
}

/**
 * The orders of all parts in one. Each operation takes effect as early as its own call and those before it in its
 * part allow, which is no later than its return; so what returned before a call takes effect before that, too.
 */
function merge<S, C>(parts: readonly Part<S, C>[]): number[] {
  const effects = parts.flatMap(({ lineup, found }) => {
    let atLeast = -Infinity;
    return found.order.map((place) => {
      atLeast = Math.max(atLeast, lineup.calledAt[place]);
      return { index: lineup.indexes[place], at: atLeast };
    });
  });
  return effects.sort((a, b) => a.at - b.at).map(({ index }) => index);
}
