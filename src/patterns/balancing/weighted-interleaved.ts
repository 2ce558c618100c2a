import type { Roster } from './roster';

/**
 * Weighted round robin by the rule of the Linux Virtual Server (`ip_vs_wrr`): rounds over the servers at a level
 * that falls from the highest weight by the greatest common divisor; a round visits who weighs at least the level.
 */
export interface WeightedInterleaved {
  strategy: 'weightedInterleaved';
  /** The place visited last, −1 before the first round. */
  place: number;
  /** The weight a server needs to be visited in this round. */
  level: number;
  /** Greatest common divisor of the weights. */
  step: number;
  /** Highest weight: the level of the first round. */
  highest: number;
}

/** A cycle that begins once the servers are known. */
export function createWeightedInterleaved(): WeightedInterleaved {
  return { strategy: 'weightedInterleaved', place: -1, level: 0, step: 1, highest: 1 };
}

/** The servers or their weights changed: a new cycle begins. */
export function restartInterleaved(memory: WeightedInterleaved, roster: Roster): void {
  memory.place = -1;
  memory.level = 0;
  memory.step = 0;
  memory.highest = 0;
  for (const weight of roster.weights) {
    memory.step = greatestCommonDivisor(weight, memory.step);
    memory.highest = Math.max(memory.highest, weight);
  }
}

/** The next server in the cycle. Every server weighs at least the lowest level, so the search ends. */
export function pickInterleaved(memory: WeightedInterleaved, roster: Roster): number {
  const { weights, taking } = roster;
  for (;;) {
    memory.place++;
    if (memory.place === weights.length) memory.place = 0;
    if (memory.place === 0) {
      memory.level -= memory.step;
      if (memory.level <= 0) memory.level = memory.highest;
    }
    if (taking[memory.place] === 1 && weights[memory.place] >= memory.level) return memory.place;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
