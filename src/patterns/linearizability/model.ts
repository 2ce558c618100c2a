import type { Operation, Result, Value } from './operation';

/** The state after an operation, or undefined when its result could not have come from the state before. */
export type NextState<S> = S | undefined;

/**
 * What an object does when operations come one at a time: the sequential specification that every linearization
 * obeys. States are values; a step makes a new one and leaves the old one alone.
 */
export interface Model<S, C> {
  /** The object in a sentence, such as `the register`. */
  readonly noun: string;
  /** The state before the first operation. */
  readonly initial: S;
  /** One operation. Without a result, whatever the object answers is right. */
  step(state: S, command: C, result: Result | undefined): NextState<S>;
  /** A text or number that two states share exactly when they are the same. */
  keyOf(state: S): Value;
  /** Whether an operation that fits can leave another state behind. What only looks is placed without a search. */
  canChange(command: C, result: Result | undefined): boolean;
  /** The part of the object a command is about, or undefined when about all of it. Absent: there are no parts. */
  shardOf?(command: C): Value | undefined;
  /** Looks through a whole history for what its results rule out; undefined when that is nothing. */
  foresee?(operations: readonly Operation<C>[]): Foresight<S, C> | undefined;
  /** The value that an operation puts into the object, and those that its result says were put there before. */
  gives?(command: C): Value | undefined;
  needs?(command: C, result: Result | undefined): readonly Value[];
  /** What a client did, in the past tense: `read 3`. */
  tell(command: C, result: Result | undefined): string;
  /** What the object was like in a state, to follow the noun: `held 3`. */
  show(state: S): string;
}

/**
 * What the results of a history rule out, so that a search does not set out on it. It may refuse only what a
 * linearization can do without: if there is one, there is one that none of these refuse.
 */
export interface Foresight<S, C> {
  /** Whether to pass through a state. */
  isPossible?(state: S): boolean;
  /** Whether to have the first operation take effect before the second, and the second not without the first. */
  precedes?(first: Operation<C>, second: Operation<C>): boolean;
  /** Whether to have an operation of unknown outcome take effect at all. */
  isNeeded?(operation: Operation<C>): boolean;
}

/** A value in a sentence: texts in quotes, so that they differ from numbers. */
export function showValue(value: Result | undefined): string {
  return value === null || value === undefined ? 'nothing' : JSON.stringify(value);
}

/** Whether an answer agrees with what the client was told, if it was told anything. */
export function agrees(result: Result | undefined, answer: Value): boolean {
  return result === undefined || result === answer;
}
