import { showValue, type Foresight, type Model, type NextState } from './model';
import type { Operation, Result, Value } from './operation';

/** Commands of a queue. `enqueue` gives nothing; `dequeue` gives the value at the front, or null when there is none. */
export type QueueCommand =
  { readonly do: 'enqueue'; readonly value: NonNullable<Value> } | { readonly do: 'dequeue' };

/** A queue: first in, first out, without limit. */
export function queueModel(initial: readonly Value[] = []): Model<readonly Value[], QueueCommand> {
  return {
    noun: 'the queue',
    initial,
    step: stepQueue,
    keyOf: (items) => JSON.stringify(items),
    canChange: (command, result) => command.do === 'enqueue' || result !== null,
    foresee: (operations) => foreseeQueue(operations, initial),
    tell: tellQueue,
    show: (items) => (items.length === 0 ? 'was empty' : `held ${items.map(showValue).join(', ')}`),
  };
}

function stepQueue(
  items: readonly Value[],
  command: QueueCommand,
  result: Result | undefined,
): NextState<readonly Value[]> {
  if (command.do === 'enqueue') return [...items, command.value];
  const front = items.length === 0 ? null : items[0];
  return result === undefined || result === front ? items.slice(1) : undefined;
}

/**
 * What was dequeued first was enqueued first, and what never leaves was enqueued last, or need not have been at all:
 * so the results of dequeues put enqueues in order, of which there would otherwise be too many to try.
 */
function foreseeQueue(
  operations: readonly Operation<QueueCommand>[],
  initial: readonly Value[],
): Foresight<readonly Value[], QueueCommand> {
  const enqueues = new Map<Value, number>(initial.map((value) => [value, 1]));
  const leavers = new Map<Value, Operation<QueueCommand>[]>();
  let isEveryLeaverKnown = true;
  for (const operation of operations) {
    const { command, result } = operation;
    if (command.do === 'enqueue') enqueues.set(command.value, (enqueues.get(command.value) ?? 0) + 1);
    else if (result === undefined) isEveryLeaverKnown = false;
    else leavers.set(result as Value, [...(leavers.get(result as Value) ?? []), operation]);
  }
  const staysFor = (value: Value): boolean => isEveryLeaverKnown && !leavers.has(value);
  /** Who takes a value out that is enqueued once; undefined when nobody does, or it could be another one's. */
  const leaverOf = (value: Value): Operation<QueueCommand> | undefined => {
    const takers = leavers.get(value) ?? [];
    return enqueues.get(value) === 1 && takers.length === 1 ? takers[0] : undefined;
  };
  return {
    isNeeded: ({ command }) => command.do === 'dequeue' || !staysFor(command.value),
    precedes: ({ command: first }, { command: second }) => {
      if (first.do !== 'enqueue' || second.do !== 'enqueue') return false;
      const firstLeftAt = leaverOf(first.value)?.returnedAt ?? Infinity;
      if (staysFor(second.value)) return firstLeftAt < Infinity;
      const leaver = leaverOf(second.value);
      if (!leaver) return false;
      // Whose leaving is uncertain may also leave earlier, with a dequeue whose result nobody knows.
      return (isEveryLeaverKnown || leaver.returnedAt !== null) && firstLeftAt < leaver.calledAt;
    },
  };
}

function tellQueue(command: QueueCommand, result: Result | undefined): string {
  if (command.do === 'enqueue') return `enqueued ${showValue(command.value)}`;
  if (result === undefined) return 'asked to dequeue';
  return result === null ? 'found the queue empty' : `dequeued ${showValue(result)}`;
}
