import { createPlacement, holdersOf, type Placement } from '../consistent-hashing/index';

/** Points of a node on the ring: enough that each replica has about its share of the keys. */
const VIRTUAL_NODES = 64;

/** Where keys go among nodes: on a ring. */
export function createPreference(nodes: readonly string[]): Placement {
  return createPlacement(
    nodes.map((id) => ({ id, weight: 1 })),
    { scheme: 'ring', hash: 'murmur3', virtualNodes: VIRTUAL_NODES, tableSize: 0, pointsByPosition: false },
  );
}

/** All nodes of a key in the order of the ring, by place: its replicas first, then those that may stand in [QS14]. */
export function preferenceOf(placement: Placement, key: number): number[] {
  return holdersOf(placement, `key-${String(key)}`, placement.nodes);
}
