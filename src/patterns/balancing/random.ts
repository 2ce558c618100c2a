import type { Candidate, Chance } from './candidate';
import type { Roster } from './roster';

/** Any server, all equally likely. */
export interface RandomChoice {
  strategy: 'random';
}

/** Draws one server. */
export function pickRandom(roster: Roster, chance: Chance): number {
  return roster.places[Math.floor(chance() * roster.count)];
}

/** The less loaded of two random servers: Mitzenmacher, *The power of two choices in randomized load balancing*. */
export interface PowerOfTwo {
  strategy: 'powerOfTwo';
  /** Wrong on purpose: both draws may hit the same server, which is then no choice at all. */
  withReplacement: boolean;
}

/** Two servers are drawn; the one with less load serves, the first drawn of equals. */
export function pickOfTwo(
  memory: PowerOfTwo,
  roster: Roster,
  candidates: readonly Candidate[],
  chance: Chance,
): number {
  const { places, count } = roster;
  const firstIndex = Math.floor(chance() * count);
  let secondIndex: number;
  if (memory.withReplacement || count === 1) secondIndex = Math.floor(chance() * count);
  else {
    // One fewer to draw from, and those behind the first move up: uniform over all others.
    secondIndex = Math.floor(chance() * (count - 1));
    if (secondIndex >= firstIndex) secondIndex++;
  }
  const first = places[firstIndex];
  const second = places[secondIndex];
  return candidates[second].load < candidates[first].load ? second : first;
}
