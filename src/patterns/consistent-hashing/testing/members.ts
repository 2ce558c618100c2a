/** Nodes and keys as the published counts name them, and placements of them. */
import { murmur3 } from '../../../kernel/hash';
import { createPlacement, ownerOf, type Member, type Placement, type PlacementOptions } from '../index';

/** Nodes `node-0`, `node-1`, … of weight 1. */
export function nodes(count: number, prefix = 'node'): Member[] {
  return Array.from({ length: count }, (_, i) => ({ id: `${prefix}-${String(i)}`, weight: 1 }));
}

/** Keys `key-0`, `key-1`, … */
export function keys(count: number): string[] {
  return Array.from({ length: count }, (_, k) => `key-${String(k)}`);
}

export const OPTIONS: PlacementOptions = {
  scheme: 'ring',
  hash: 'murmur3',
  virtualNodes: 100,
  tableSize: 1021,
  pointsByPosition: false,
};

export function placementOf(members: readonly Member[], options: Partial<PlacementOptions> = {}): Placement {
  return createPlacement(members, { ...OPTIONS, ...options });
}

/** Where each key goes. */
export function ownersOf(placement: Placement, names: readonly string[]): Int32Array {
  return Int32Array.from(names, (key) => ownerOf(placement, key));
}

/** The same by id. */
export function homes(
  members: readonly Member[],
  names: readonly string[],
  options: Partial<PlacementOptions> = {},
): string[] {
  const placement = placementOf(members, options);
  return names.map((key) => members[ownerOf(placement, key)].id);
}

/** Mean of some numbers, and its standard error. */
export function estimate(values: readonly number[]): { mean: number; error: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sd = Math.sqrt(squares / (values.length - 1));
  return { mean, error: sd / Math.sqrt(values.length), sd };
}

/** Members of ring number `r`: as good as random points. */
export function randomNodes(r: number, count: number): Member[] {
  return nodes(count, `ring-${String(murmur3(String(r)))}`);
}
