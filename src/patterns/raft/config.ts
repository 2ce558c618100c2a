/**
 * Who belongs to the cluster, and what a majority of them is. While a joint change is under way there are two sets of
 * members, and everything needs a majority of both.
 * @see Diego Ongaro, Consensus: Bridging Theory and Practice, chapter 4
 */
import type { Shared } from '../../kernel/plain';

/** The members, by their ids. Never changes. */
export interface Config extends Shared {
  readonly members: readonly string[];
  /** The members to be, while a joint change is under way; else null. */
  readonly next: readonly string[] | null;
}

/** A configuration of one set of members. */
export function configOf(members: readonly string[]): Config {
  return { $shared: true, members: [...members], next: null };
}

/** The configuration between two sets of members. */
export function jointConfig(members: readonly string[], next: readonly string[]): Config {
  return { $shared: true, members: [...members], next: [...next] };
}

/** Whether a server has a vote. */
export function isMember(config: Config, id: string): boolean {
  return config.members.includes(id) || config.next?.includes(id) === true;
}

/** All who have a vote, each once. */
export function votersOf({ members, next }: Config): readonly string[] {
  return next === null ? members : [...members, ...next.filter((id) => !members.includes(id))];
}

/** How many of so many members are a majority: more than half, unless that rule is broken. */
export function quorumOf(members: number, halfIsEnough: boolean): number {
  return halfIsEnough ? Math.max(1, members >> 1) : (members >> 1) + 1;
}

/**
 * The largest number that a majority has reached, when `reached` tells how far each member is: with match indices
 * what may be committed, with times since when a majority has been heard, with ones and zeros whether one agrees.
 * A cluster without members has reached nothing: −Infinity.
 */
export function reachedByMajority(
  { members, next }: Config,
  halfIsEnough: boolean,
  reached: (id: string) => number,
): number {
  const here = reachedIn(members, halfIsEnough, reached);
  return next === null ? here : Math.min(here, reachedIn(next, halfIsEnough, reached));
}

function reachedIn(
  members: readonly string[],
  halfIsEnough: boolean,
  reached: (id: string) => number,
): number {
  if (members.length === 0) return -Infinity;
  const descending: number[] = [];
  for (const id of members) {
    const value = reached(id);
    let place = descending.length;
    while (place > 0 && descending[place - 1] < value) place--;
    descending.splice(place, 0, value);
  }
  return descending[quorumOf(members.length, halfIsEnough) - 1];
}
