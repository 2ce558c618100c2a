import type { EntryKind, TraceEntry } from './trace';
import type { World } from './world';
import type { Plain } from './plain';

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
  /** Shown each such entry, which is not to be kept: the record is used again. */
  observe?: (memo: M, entry: Readonly<TraceEntry>, world: Readonly<World>) => void;
  /**
   * Whether it holds.
   * @param only index of the one node that the event happened to, when no other can have changed; −1 otherwise
   */
  check: (memo: M, world: Readonly<World>, only: number) => boolean;
  /** What broke it, in words; or how far it has been checked. */
  says: (memo: M) => string;
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
}

/** How an invariant stands, in words: what broke it, or how far it has been checked. */
export interface InvariantStanding {
  id: string;
  /** −1 while it holds. */
  brokenAtUs: number;
  says: string;
}

/** How all invariants of a run stand. */
export function standings({
  model,
  world,
}: {
  model: { readonly invariants: readonly AnyInvariant[] };
  world: Readonly<World>;
}): InvariantStanding[] {
  return model.invariants.map(({ id, says }, index) => {
    const { memo, brokenAtUs } = world.invariants[index];
    return { id, brokenAtUs, says: says(memo) };
  });
}
