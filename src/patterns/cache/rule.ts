/**
 * An eviction rule: which entry leaves when a full cache needs room. It knows an entry only by its slot, a whole
 * number from 1 that is handed out again after the entry has left, and keeps what it needs in plain state `S`.
 */
export interface EvictionRule<S> {
  /** State that knows of no entry yet. */
  create(): S;
  /** An entry has come in. */
  enter(state: S, slot: number): void;
  /** An entry was read, or its value replaced. */
  use(state: S, slot: number): void;
  /** An entry has gone: evicted, removed or expired. */
  leave(state: S, slot: number): void;
  /**
   * The slot whose entry is to leave; there is at least one.
   * @param chance uniform on [0, 1)
   */
  victim(state: S, chance: () => number): number;
  /** All slots, the next victim first. */
  order(state: S): number[];
}
