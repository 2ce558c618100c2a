/** The record that clients keep of what they asked and were told: for checkers of histories, and for all to see. */
import { appendToLog, createLog, type AppendLog, type Shared } from '../kernel/plain';

/** What a client asks of a store of values under keys. */
export type ClientOperation = Shared &
  (
    | { readonly kind: 'read'; readonly key: number }
    | { readonly kind: 'write'; readonly key: number; readonly value: number }
    | {
        readonly kind: 'cas';
        readonly key: number;
        readonly expected: number | null;
        readonly value: number;
      }
  );

/** What a client was told: of a read the value, or all of them where there are siblings. */
export interface ClientResult {
  readonly ok: boolean;
  readonly value: number | null | readonly number[];
}

/**
 * How an operation ended for its client: it was told; it was told that nothing was done; or it never learnt the
 * outcome, so that what it asked may be done at any time, or never.
 */
export type ClientOutcome = 'ok' | 'failed' | 'unknown';

/** An operation that has ended for its client. Never changes. */
export interface OperationRecord extends Shared {
  /** The session: it has one operation under way at a time. */
  readonly client: string;
  /** What was asked: kind, key and arguments. */
  readonly operation: ClientOperation;
  readonly outcome: ClientOutcome;
  /** What the client was told; null unless all is well. */
  readonly result: ClientResult | null;
  readonly invokedUs: number;
  /** When it was told; null when the outcome is unknown. */
  readonly returnedUs: number | null;
  /** When the client stopped waiting, whatever the outcome. */
  readonly endedUs: number;
  /** Number of the logical request. */
  readonly request: number;
}

/** An operation under way. */
export interface OpenOperation extends Shared {
  readonly session: string;
  readonly serial: number;
  readonly operation: ClientOperation;
  readonly invokedUs: number;
  /** Number of the logical request. */
  readonly request: number;
}

/** The record of what was asked and told outlives a crash of the client, whose sessions do not. */
export interface ClientHistory {
  history: AppendLog<OperationRecord>;
  /** By place: the operation a session has under way, or null. */
  open: (OpenOperation | null)[];
  sessionsMade: number;
}

export function createClientHistory(): ClientHistory {
  return { history: createLog<OperationRecord>(), open: [], sessionsMade: 0 };
}

/** The operation of a session has ended, with what the client was told. */
export function closeOperation(
  durable: ClientHistory,
  place: number,
  ended: ClientResult | 'failed' | 'unknown',
  nowUs: number,
): OpenOperation | null {
  const open = durable.open[place];
  durable.open[place] = null;
  if (open === null) return null;
  const { session, operation, invokedUs, request } = open;
  const told = typeof ended === 'object';
  appendToLog(durable.history, {
    $shared: true,
    client: session,
    operation,
    outcome: told ? 'ok' : ended,
    result: told ? ended : null,
    invokedUs,
    returnedUs: ended === 'unknown' ? null : nowUs,
    endedUs: nowUs,
    request,
  });
  return open;
}

/** Newest operations shown by an inspector. */
const OPERATIONS_SHOWN = 8;

/** The history as an inspector shows it. */
export function inspectHistory({ history, open }: ClientHistory) {
  const newest = history.items.slice(Math.max(0, history.length - OPERATIONS_SHOWN), history.length);
  return {
    underWay: open.flatMap((one) =>
      one === null ? [] : [{ session: one.session, operation: { ...one.operation } }],
    ),
    operations: history.length,
    newest: newest.map(({ client, operation, outcome, result, invokedUs, returnedUs }) => ({
      client,
      operation: { ...operation },
      result: result === null ? outcome : { ...result },
      invokedUs,
      returnedUs,
    })),
  };
}
