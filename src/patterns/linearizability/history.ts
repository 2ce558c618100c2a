import type { Operation, Result } from './operation';

/** An operation in a recorded history: its instants are places in the order of all calls and returns. */
export interface RecordedOperation<C> extends Operation<C> {
  result?: Result;
  returnedAt: number | null;
  /** Simulated time of the call in microseconds, for showing. */
  readonly callUs: number;
  /** Simulated time of the return in microseconds, for showing; null while there is none. */
  returnUs: number | null;
}

/** What clients asked for and were told, in the order in which it happened. */
export interface History<C> {
  /** In the order of their calls. */
  operations: RecordedOperation<C>[];
  /** Number of calls and returns so far. */
  eventCount: number;
}

/** A history in which nothing has happened yet. */
export function createHistory<C>(): History<C> {
  return { operations: [], eventCount: 0 };
}

/**
 * A client calls.
 * @param command kept as it is handed in: nobody may change it afterwards
 * @returns the index of the operation, for `recordReturn`
 */
export function recordCall<C>(history: History<C>, client: string, command: C, nowUs: number): number {
  const calledAt = history.eventCount++;
  return (
    history.operations.push({ client, command, calledAt, returnedAt: null, callUs: nowUs, returnUs: null }) -
    1
  );
}

/**
 * The answer reaches the client. An operation for which this is never called has an unknown outcome.
 * @param result what the client was told; undefined where there is nothing to tell
 * @throws Error when there is no such operation, or it has returned before
 */
export function recordReturn(
  history: History<unknown>,
  index: number,
  result: Result | undefined,
  nowUs: number,
): void {
  if (!(index in history.operations) || history.operations[index].returnedAt !== null) {
    throw new Error(`Operation ${String(index)} is not under way, so it cannot return.`);
  }
  const operation = history.operations[index];
  if (result !== undefined) operation.result = result;
  operation.returnedAt = history.eventCount++;
  operation.returnUs = nowUs;
}
