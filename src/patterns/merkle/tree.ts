/** A Merkle tree over keys: replicas that hold the same have the same root, and else find the leaves that differ. */
import { mix32 } from '../../kernel/hash';

/** Children of a node. */
export const FAN_OUT = 4;
/** Levels below the root. */
export const DEPTH = 3;
/** The fan-out to the power of the depth. */
export const LEAVES = 4 ** 3;

/** Digests by level, the root first. */
export type Tree = readonly Int32Array[];

/** The leaf of a key [MT1]. */
export function leafOf(key: number): number {
  return (mix32(key) >>> 0) % LEAVES;
}

/**
 * The tree of a replica's content.
 * @param content keys, each with the hash of what is under it
 */
export function createTree(content: Iterable<readonly [key: number, hash: number]>): Tree {
  const leaves = new Int32Array(LEAVES);
  // Adding up makes the order of the keys mean nothing [MT2].
  for (const [key, hash] of content) leaves[leafOf(key)] += mix32(mix32(key) ^ hash);
  const levels = [leaves];
  for (let level = DEPTH; level > 0; level--) levels.unshift(parentsOf(levels[0]));
  return levels;
}

function parentsOf(children: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  return Int32Array.from({ length: children.length / FAN_OUT }, (_, place) => {
    let digest = 0;
    for (let i = 0; i < FAN_OUT; i++) digest = mix32(digest ^ children[place * FAN_OUT + i]) + 1;
    return digest;
  });
}

/** Digests of some nodes of a level, as one replica sends them. */
export interface Digests {
  readonly level: number;
  readonly places: readonly number[];
  readonly digests: readonly number[];
}

export function digestsOf(tree: Tree, level: number, places: readonly number[]): Digests {
  return { level, places, digests: places.map((place) => tree[level][place]) };
}

/** The nodes of those that differ in this tree. */
export function differing(tree: Tree, { level, places, digests }: Digests): number[] {
  return places.filter((place, i) => tree[level][place] !== digests[i]);
}

/** The children of nodes, one level further down. */
export function childrenOf(places: readonly number[]): number[] {
  return places.flatMap((place) => Array.from({ length: FAN_OUT }, (_, i) => place * FAN_OUT + i));
}
