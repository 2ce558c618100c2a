import type { Roster } from './roster';

/**
 * Smooth weighted round robin (nginx): a heavy server's turns are spread over the cycle instead of coming in a row.
 */
export interface WeightedSmooth {
  strategy: 'weightedSmooth';
  /** What each server has saved up, by place. */
  credits: Float64Array;
}

/** Nobody has saved anything. */
export function createWeightedSmooth(): WeightedSmooth {
  return { strategy: 'weightedSmooth', credits: new Float64Array(0) };
}

/** The servers or their weights changed: a new cycle begins. */
export function restartSmooth(memory: WeightedSmooth, roster: Roster): void {
  memory.credits = new Float64Array(roster.ids.length);
}

/** Everyone earns their weight; the richest serves, the first of equals, and pays what all have earned. */
export function pickSmooth(memory: WeightedSmooth, roster: Roster): number {
  const { credits } = memory;
  const { places, weights } = roster;
  let earned = 0;
  let richest = -1;
  for (let index = 0; index < roster.count; index++) {
    const place = places[index];
    credits[place] += weights[place];
    earned += weights[place];
    if (richest === -1 || credits[place] > credits[richest]) richest = place;
  }
  credits[richest] -= earned;
  return richest;
}
