import type { EntryKind, TraceEntry } from './trace';
import type { World } from './world';
import type { Plain } from './plain';

/** What an invariant says when asked. */
export interface InvariantVerdict {
  held: boolean;
  /** What broke it, in words; or how far it has been checked. */
  says: string;
}

/**
 * A promise that is checked while the run goes on. Its memo is plain data and part of every checkpoint, so it may
 * span kinds, messages and history. The world it is shown is read-only.
 */
export interface Invariant<M = unknown> {
  id: string;
  title: string;
  explain: string;
  /** Entry kinds it is shown. After an event with such an entry it is checked. */
  on: readonly EntryKind[];
  init: () => M;
  observe: (memo: M, entry: TraceEntry, world: Readonly<World>) => void;
  check: (memo: M, world: Readonly<World>) => InvariantVerdict;
}

/** An invariant whose own memo type is known to itself alone. */
export type AnyInvariant = Invariant;

/** Declares an invariant; its types are checked here and then put aside. */
export function defineInvariant<M extends Plain | object>(invariant: Invariant<M>): AnyInvariant {
  return invariant as unknown as AnyInvariant;
}

/** State of one invariant in a world. */
export interface InvariantState {
  memo: unknown;
  /** −1 while it holds. */
  brokenAtUs: number;
  brokenAtEvent: number;
  says: string;
}
