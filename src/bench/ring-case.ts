/** The lookup of a position on a hash ring of ten nodes with 200 points each. */
import { createPlacement, firstFrom } from '../patterns/consistent-hashing/index';
import { increments, perSecond } from './measure';

const LOOKUPS = 3_000_000;

/** Million lookups a second. */
export function ringLookups(): number {
  const members = Array.from({ length: 10 }, (_, i) => ({ id: `node-${String(i)}`, weight: 1 }));
  const { table } = createPlacement(members, {
    scheme: 'ring',
    hash: 'murmur3',
    virtualNodes: 200,
    tableSize: 1021,
    pointsByPosition: false,
  });
  if (table.scheme !== 'ring') throw new Error('Not a ring.');
  const { points, owners } = table;
  let sum = 0;
  const rate = perSecond(LOOKUPS, (i) => {
    const position = Math.imul(increments[i % increments.length] + i, 0x9e3779b1) >>> 0;
    sum += owners[firstFrom(points, position)];
  });
  // The sum keeps the lookups from being left out.
  return sum < 0 ? 0 : rate;
}
