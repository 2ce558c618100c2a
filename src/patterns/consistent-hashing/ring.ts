/** The hash ring: Karger and others, *Consistent Hashing and Random Trees* (1997). */
import { hashOf, type HashName } from './hashes';
import type { Member, Takes } from './member';
import { firstFrom } from './search';

export interface Ring {
  scheme: 'ring';
  nodes: number;
  /** Positions of the points, on [0, 2³²), ascending. */
  points: Float64Array;
  /** Place of the node each point belongs to. */
  owners: Int32Array;
}

/**
 * A ring with `virtualNodes` points for each unit of weight, at the hash of `id#number`.
 * @param byPosition wrong on purpose: points are named after the node's place in the list instead of its id, so that
 *   when a node goes, all behind it change their points
 */
export function createRing(
  members: readonly Member[],
  hash: HashName,
  virtualNodes: number,
  byPosition = false,
): Ring {
  const marks = members.flatMap(({ id, weight }, place) =>
    Array.from({ length: virtualNodes * weight }, (_, number) => ({
      point: hashOf(hash, `${byPosition ? String(place) : id}#${String(number)}`),
      place,
      id,
    })),
  );
  // Points that fall together are ordered by id, so that the order of the list means nothing.
  marks.sort((a, b) => a.point - b.point || (a.id < b.id ? -1 : 1));
  return {
    scheme: 'ring',
    nodes: members.length,
    points: Float64Array.from(marks, ({ point }) => point),
    owners: Int32Array.from(marks, ({ place }) => place),
  };
}

/** The place of the owner of a position: of the first point at or after it, going round. */
export function ringOwner({ points, owners }: Ring, position: number): number {
  return owners[firstFrom(points, position)];
}

/** The first node clockwise from a position that takes the key, each asked once; −1 when none does. */
export function walkRing({ points, owners, nodes }: Ring, position: number, takes: Takes): number {
  const asked = new Uint8Array(nodes);
  let at = firstFrom(points, position);
  for (let left = owners.length; left > 0; left--) {
    const place = owners[at];
    if (asked[place] === 0) {
      if (takes(place)) return place;
      asked[place] = 1;
    }
    at = at + 1 === owners.length ? 0 : at + 1;
  }
  return -1;
}

/** The owners of the next points clockwise, the same node as often as it comes: where careless copies go. */
export function nextOwners({ points, owners }: Ring, position: number, count: number): number[] {
  const at = firstFrom(points, position);
  return Array.from({ length: Math.min(count, owners.length) }, (_, i) => owners[(at + i) % owners.length]);
}

/** Which part of the ring each node owns; the parts add up to 1. */
export function arcShares({ points, owners, nodes }: Ring): Float64Array {
  const shares = new Float64Array(nodes);
  for (let i = 0; i < points.length; i++) {
    // A point owns what lies between the point before it and itself; the first one reaches back over zero.
    const before = i === 0 ? points[points.length - 1] - 4294967296 : points[i - 1];
    shares[owners[i]] += (points[i] - before) / 4294967296;
  }
  return shares;
}
