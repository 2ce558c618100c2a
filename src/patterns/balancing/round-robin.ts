import type { Roster } from './roster';

/** Servers in turn. */
export interface RoundRobin {
  strategy: 'roundRobin';
  /** The place whose turn it is. */
  next: number;
}

/** The first in the list begins. */
export function createRoundRobin(): RoundRobin {
  return { strategy: 'roundRobin', next: 0 };
}

/** The first server from the one whose turn it is, going round; the turn passes to the place behind it. */
export function pickRoundRobin(memory: RoundRobin, roster: Roster): number {
  const { places, count } = roster;
  let index = 0;
  while (index < count && places[index] < memory.next) index++;
  const place = places[index === count ? 0 : index];
  memory.next = place + 1;
  return place;
}
