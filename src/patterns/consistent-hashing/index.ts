/** Placing keys on nodes so that few move when the nodes change. The rules are in SPEC.md. */
export { capacityOf, placeBounded } from './bounds';
export { fnv1a, HASHES, hashOf } from './hashes';
export type { HashName } from './hashes';
export { jumpHash } from './jump';
export { md5 } from './md5';
export type { Member } from './member';
export { createPlacement, firstThatTakes, holdersOf, ownerOf, positionOf, SCHEMES } from './placement';
export type { Placement, PlacementOptions, Scheme } from './placement';
export { arcShares, createRing, walkRing } from './ring';
export type { Ring } from './ring';
export { firstFrom, searchSteps } from './search';
export { countsOf, expectedCv, movementOf, spreadOf } from './spread';
export type { Movement } from './spread';
