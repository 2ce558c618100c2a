import { mix32 } from '../../kernel/hash';
import { capacityOf, createRing, walkRing, type Ring } from '../consistent-hashing/index';
import type { Candidate } from './candidate';
import type { Roster } from './roster';

/**
 * A hash ring on which no server gets more than a bounded multiple of the mean load:
 * Mirrokni, Thorup and Zadimoghaddam, *Consistent hashing with bounded loads* (2018).
 */
export interface BoundedRing {
  strategy: 'consistentHashBounded';
  /** Points of each server on the ring. */
  virtualNodes: number;
  /** How many times the mean load a server may have, from 1; infinite for a plain ring. */
  loadFactor: number;
  ring: Ring;
}

/**
 * A ring without servers.
 * @throws Error for less than one point a server, or a load factor below 1, which would leave somebody without room
 */
export function createBoundedRing(virtualNodes: number, loadFactor: number): BoundedRing {
  if (!Number.isInteger(virtualNodes) || virtualNodes < 1) {
    throw new Error(`virtualNodes must be a whole number from 1, not ${String(virtualNodes)}.`);
  }
  if (!(loadFactor >= 1)) throw new Error(`loadFactor must be at least 1, not ${String(loadFactor)}.`);
  const ring = createRing([], 'murmur3', virtualNodes);
  return { strategy: 'consistentHashBounded', virtualNodes, loadFactor, ring };
}

/** The servers changed: places their points anew, at the Murmur3 of `id#number`. */
export function rebuildRing(memory: BoundedRing, { ids }: Roster): void {
  const members = ids.map((id) => ({ id, weight: 1 }));
  memory.ring = createRing(members, 'murmur3', memory.virtualNodes);
}

/**
 * The first server clockwise from the client's hash that has room. Somebody always has: if all were full there
 * would be at least as many requests as all of them may have, which is more than there are.
 */
export function pickOnRing(
  { ring, loadFactor }: BoundedRing,
  roster: Roster,
  candidates: readonly Candidate[],
  client: number,
): number {
  const capacity = ringCapacity(loadFactor, roster, candidates);
  const hasRoom = (place: number): boolean => roster.taking[place] === 1 && candidates[place].load < capacity;
  return walkRing(ring, mix32(client), hasRoom);
}

/** ⌈c·(m + 1) / n⌉ for m requests in flight at the n servers that take part: the one to be placed counts too. */
function ringCapacity(loadFactor: number, roster: Roster, candidates: readonly Candidate[]): number {
  let inFlight = 0;
  for (let index = 0; index < roster.count; index++) inFlight += candidates[roster.places[index]].load;
  return capacityOf(loadFactor, inFlight + 1, roster.count);
}
