/** Merkle trees, for replicas that compare what they have. Rules [MT1] … in `SPEC.md`. */
export { childrenOf, createTree, DEPTH, differing, digestsOf, FAN_OUT, leafOf, LEAVES } from './tree';
export type { Digests, Tree } from './tree';
