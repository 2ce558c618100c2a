import { mix32, murmur3 } from '../../kernel/hash';
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
  /** Positions on the ring, on [0, 2³²), ascending. */
  points: Float64Array;
  /** The place of the server each point belongs to. */
  owners: Int32Array;
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
  const points = new Float64Array(0);
  return { strategy: 'consistentHashBounded', virtualNodes, loadFactor, points, owners: new Int32Array(0) };
}

/** The servers changed: places their points anew, at the Murmur3 of `id#number`. */
export function rebuildRing(ring: BoundedRing, roster: Roster): void {
  const marks = roster.ids.flatMap((id, place) =>
    Array.from({ length: ring.virtualNodes }, (_, number) => ({
      point: murmur3(`${id}#${String(number)}`),
      place,
      id,
    })),
  );
  // Points that fall together are ordered by id, so that the order of the list of servers means nothing.
  marks.sort((a, b) => a.point - b.point || (a.id < b.id ? -1 : 1));
  ring.points = Float64Array.from(marks, ({ point }) => point);
  ring.owners = Int32Array.from(marks, ({ place }) => place);
}

/**
 * The first server clockwise from the client's hash that has room. Somebody always has: if all were full there
 * would be at least as many requests as all of them may have, which is more than there are.
 */
export function pickOnRing(
  ring: BoundedRing,
  roster: Roster,
  candidates: readonly Candidate[],
  client: number,
): number {
  const capacity = ringCapacity(ring, roster, candidates);
  let at = firstPointFrom(ring.points, mix32(client));
  for (;;) {
    const place = ring.owners[at];
    if (roster.taking[place] === 1 && candidates[place].load < capacity) return place;
    at = at + 1 === ring.owners.length ? 0 : at + 1;
  }
}

/** ⌈c·(m + 1) / n⌉ for m requests in flight at the n servers that take part: the one to be placed counts too. */
function ringCapacity(ring: BoundedRing, roster: Roster, candidates: readonly Candidate[]): number {
  let inFlight = 0;
  for (let index = 0; index < roster.count; index++) inFlight += candidates[roster.places[index]].load;
  return Math.ceil((ring.loadFactor * (inFlight + 1)) / roster.count - ROUNDING);
}

/** 1.12 × 25 is a hair above 28 in binary; a hair is not a request. */
const ROUNDING = 1e-9;

/** The index of the first point at or after a position, going round. */
function firstPointFrom(points: Float64Array, position: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle] < position) low = middle + 1;
    else high = middle;
  }
  return low === points.length ? 0 : low;
}
