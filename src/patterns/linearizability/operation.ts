/** What a history is made of. */

/** Something an object can hold. Values are equal when `===` says so: the number 1 is not the text `1`. */
export type Value = string | number | boolean | null;

/** What an operation gave back: a value, or all members of a set in any order. */
export type Result = Value | readonly Value[];

/** One operation of one client on the object, as seen from outside. */
export interface Operation<C> {
  /** Who called, as named in explanations. */
  readonly client: string;
  /** What was asked for. */
  readonly command: C;
  /** What came back; left out when nothing does, or when nobody knows it. */
  readonly result?: Result;
  /**
   * Instant of the call, on a clock shared by all clients: a time, or better the place in the list of all calls and
   * returns (`history.ts`), which tells apart what happens within one microsecond.
   */
  readonly calledAt: number;
  /**
   * Instant of the return, at or after the call, on the same clock. Null when it never returned: it may have taken
   * effect at any time after its call, may still do so, or never.
   */
  readonly returnedAt: number | null;
}
