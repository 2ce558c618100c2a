/** The mechanism above every scheme: who owns a key, who holds its copies, and who takes it when its owner is full. */
import { hashOf, type HashName } from './hashes';
import { jumpHash } from './jump';
import { createMaglev, walkMaglev, type Maglev } from './maglev';
import type { Member, Takes } from './member';
import { createRendezvous, rendezvousOwner, walkRendezvous, type Rendezvous } from './rendezvous';
import { createRing, nextOwners, ringOwner, walkRing, type Ring } from './ring';

export const SCHEMES = ['modulo', 'ring', 'rendezvous', 'jump', 'maglev'] as const;
export type Scheme = (typeof SCHEMES)[number];

/** A scheme that knows its nodes by number alone: all are worth the same. */
export interface Buckets {
  scheme: 'modulo' | 'jump';
  nodes: number;
}

export interface PlacementOptions {
  scheme: Scheme;
  hash: HashName;
  /** `ring`: points of a node of weight 1, a whole number from 1. */
  virtualNodes: number;
  /** `maglev`: entries of the table, a prime. */
  tableSize: number;
  /** `ring`, wrong on purpose: points are named after places in the list. */
  pointsByPosition: boolean;
}

/** A list of nodes, and where keys go among them. Plain data; a new one is made when the nodes change. */
export interface Placement {
  hash: HashName;
  /** How many nodes there are. */
  nodes: number;
  table: Buckets | Ring | Rendezvous | Maglev;
}

/** Where keys go among these nodes. @throws Error for a Maglev table that is no prime or too small */
export function createPlacement(members: readonly Member[], options: PlacementOptions): Placement {
  return { hash: options.hash, nodes: members.length, table: tableOf(members, options) };
}

function tableOf(members: readonly Member[], options: PlacementOptions): Placement['table'] {
  const { scheme, hash, virtualNodes, tableSize, pointsByPosition } = options;
  switch (scheme) {
    case 'ring':
      return createRing(members, hash, virtualNodes, pointsByPosition);
    case 'rendezvous':
      return createRendezvous(members, hash);
    case 'maglev':
      return createMaglev(members, hash, tableSize);
    default:
      return { scheme, nodes: members.length };
  }
}

/** Where a key lies: its hash. */
export function positionOf({ hash }: Placement, key: string): number {
  return hashOf(hash, key);
}

/** The place of the node that owns a key; −1 when there is none. */
export function ownerOf(placement: Placement, key: string): number {
  const { table, nodes } = placement;
  if (nodes === 0) return -1;
  if (table.scheme === 'rendezvous') return rendezvousOwner(table, key);
  const position = positionOf(placement, key);
  switch (table.scheme) {
    case 'ring':
      return ringOwner(table, position);
    case 'maglev':
      return table.table[position % table.table.length];
    case 'jump':
      return jumpHash(0, position, nodes);
    case 'modulo':
      return position % nodes;
  }
}

/** The first node, from a key's owner on in the key's own order, that takes it; −1 when none does. */
export function firstThatTakes(placement: Placement, key: string, takes: Takes): number {
  const { table, nodes } = placement;
  if (nodes === 0) return -1;
  if (table.scheme === 'rendezvous') return walkRendezvous(table, key, takes);
  if (table.scheme === 'ring') return walkRing(table, positionOf(placement, key), takes);
  if (table.scheme === 'maglev') return walkMaglev(table, positionOf(placement, key), takes);
  const owner = ownerOf(placement, key);
  for (let step = 0; step < nodes; step++) {
    const place = (owner + step) % nodes;
    if (takes(place)) return place;
  }
  return -1;
}

/**
 * The nodes that hold a key: its owner and the next different nodes in its order, fewer when there are not so many.
 * @param nextPoints wrong on purpose, on a ring: the owners of the next points, which may be one node several times
 */
export function holdersOf(placement: Placement, key: string, count: number, nextPoints = false): number[] {
  const { table } = placement;
  if (nextPoints && table.scheme === 'ring') {
    return nextOwners(table, positionOf(placement, key), count);
  }
  if (count === 1) return placement.nodes > 0 ? [ownerOf(placement, key)] : [];
  const holders: number[] = [];
  firstThatTakes(placement, key, (place) => {
    holders.push(place);
    return holders.length === count;
  });
  return holders;
}
