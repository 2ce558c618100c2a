import { describe, expect, it } from 'vitest';
import { lookupSteps } from './lookup-steps';
import type { RingPicture } from './picture';

const picture = {
  title: 'ring',
  hash: 'murmur3',
  ids: ['a', 'b'],
  points: Float64Array.of(10, 20, 30),
  pointOwners: Int32Array.of(0, 1, 0),
  positions: Float64Array.of(15, 31),
  owners: Int32Array.of(1, 0),
} as unknown as RingPicture;

describe('a lookup', () => {
  it('goes from the hash over the search to the owner', () => {
    expect(lookupSteps(picture, 0)).toEqual([
      { words: 'Murmur3 of key-0 is 0000000f.', point: -1, low: 0, high: 0 },
      {
        words:
          '3 points left. Does point 1 come at or behind the key? 00000014 of b does: look before it for an earlier one.',
        point: 1,
        low: 0,
        high: 3,
      },
      {
        words:
          '1 points left. Does point 0 come at or behind the key? 0000000a of a lies before the key: look behind it.',
        point: 0,
        low: 0,
        high: 1,
      },
      { words: 'Point 1 is the first: b owns key-0.', point: 1, low: 1, high: 2 },
    ]);
  });

  it('goes round behind the last point', () => {
    expect(lookupSteps(picture, 1).at(-1)).toMatchObject({
      words: 'No point comes behind the key, so round to point 0: a owns key-1.',
      point: 0,
    });
  });

  it('is short where there are no points', () => {
    const jump = { ...picture, title: 'jump', points: null, pointOwners: null };
    expect(lookupSteps(jump, 0).map(({ words }) => words)).toEqual([
      'Murmur3 of key-0 is 0000000f.',
      'There are no points to search: jump gives it to b.',
    ]);
  });
});
