/**
 * The state machine that the cluster replicates: a map from keys to numbers. It remembers the last command of every
 * client session with its result, so that a command that comes again takes effect once.
 * @see Diego Ongaro, Consensus: Bridging Theory and Practice, section 6.3
 */
import type { Shared } from '../../kernel/plain';

/** What a client may ask. A compare-and-set writes only if the key holds what is expected. */
export type Operation = Shared &
  (
    | { readonly kind: 'read'; readonly key: number }
    | { readonly kind: 'write'; readonly key: number; readonly value: number }
    | { readonly kind: 'cas'; readonly key: number; readonly expected: number | null; readonly value: number }
  );

/** How it went. */
export interface Result extends Shared {
  /** False for a compare-and-set that found something else. */
  readonly ok: boolean;
  /** What the key holds afterwards; null when nobody has written it. */
  readonly value: number | null;
}

/** What came of the last command of a client session. */
export interface Outcome extends Shared {
  readonly serial: number;
  readonly result: Result;
  /** Index of the entry that took effect. */
  readonly index: number;
}

export interface Store {
  values: Map<number, number>;
  sessions: Map<string, Outcome>;
  /** Commands that took effect. */
  effects: number;
}

export function createStore(): Store {
  return { values: new Map(), sessions: new Map(), effects: 0 };
}

/** A store of its own with the same contents. */
export function copyStore({ values, sessions, effects }: Store): Store {
  return { values: new Map(values), sessions: new Map(sessions), effects };
}

/** What a key holds. */
export function readKey(store: Store, key: number): Result {
  return { $shared: true, ok: true, value: store.values.get(key) ?? null };
}

/** What came of a session's command if it is the last one that took effect, or null. */
export function lastCommand(store: Store, session: string, serial: number): Outcome | null {
  const last = store.sessions.get(session);
  return last?.serial === serial ? last : null;
}

/** A client's command as the log has it. */
export interface Command {
  readonly index: number;
  readonly session: string;
  readonly serial: number;
  readonly operation: Operation;
}

/**
 * A committed command takes effect, unless it already has.
 * @param forgetsSessions breaks the rule: it takes effect every time it comes
 * @returns what came of it, now or when it came first; null when the session has moved on and nobody waits for it
 */
export function applyCommand(
  store: Store,
  { index, session, serial, operation }: Command,
  forgetsSessions: boolean,
): Outcome | null {
  const last = store.sessions.get(session);
  if (last !== undefined && !forgetsSessions) {
    if (serial === last.serial) return last;
    if (serial < last.serial) return null;
  }
  const outcome: Outcome = { $shared: true, serial, result: takeEffect(store.values, operation), index };
  store.effects++;
  store.sessions.set(session, outcome);
  return outcome;
}

function takeEffect(values: Map<number, number>, operation: Operation): Result {
  const { key } = operation;
  const present = values.get(key) ?? null;
  if (operation.kind === 'read') return { $shared: true, ok: true, value: present };
  if (operation.kind === 'cas' && operation.expected !== present)
    return { $shared: true, ok: false, value: present };
  values.set(key, operation.value);
  return { $shared: true, ok: true, value: operation.value };
}
