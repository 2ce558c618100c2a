import { describe, expect, it } from 'vitest';
import { hex, lookOf, movedFrom, ownerOf, sayModulo, sayMove, saySpread, type RingPicture } from './picture';

const picture: RingPicture = {
  scheme: 'ring',
  title: 'ring',
  hash: 'murmur3',
  copies: 1,
  members: ['a', 'b', 'c'],
  ids: ['a', 'b', 'c'],
  points: null,
  pointOwners: null,
  positions: Float64Array.of(1, 2, 3),
  owners: Int32Array.of(0, 2, 1),
  cold: Uint8Array.of(0, 1, 0),
  before: { ids: ['a', 'b'], owners: Int32Array.of(0, 0, 1) },
  keys: 3,
  shares: { counts: Int32Array.of(1, 1, 1), maxByMean: 1, cv: 0, expectedCv: 0.5 },
  last: { why: 'c in', atUs: 1, moved: 1, needed: 1, nodesBefore: 2 },
};

describe('a change', () => {
  it('is said beside what is expected, and what modulo would make it', () => {
    expect(sayMove(picture)).toBe('c in: 1 of 3 keys moved, 33.3 %. Expected: 1/3 = 33.3 %.');
    expect(sayModulo(picture)).toBe('Modulo n: 2/3 = 66.7 %.');
  });

  it('of more than one node, or of the rules, has nothing to stand beside', () => {
    const rules = { ...picture, last: { why: 'New rules', atUs: 1, moved: 2, needed: 0, nodesBefore: 3 } };
    expect(sayMove(rules)).toBe('New rules: 2 of 3 keys moved, 66.7 %.');
    expect(sayModulo(rules)).toBe('');
  });

  it('may not have been', () => {
    const still = { ...picture, last: null, before: null };
    expect(sayMove(still)).toBe('No node has come or gone yet.');
    expect(sayModulo(still)).toBe('');
    expect(movedFrom(still, 1)).toBe('');
  });
});

it('a key is with its owner, and came from the one before', () => {
  expect([0, 1, 2].map((key) => ownerOf(picture, key))).toEqual(['a', 'c', 'b']);
  expect([0, 1, 2].map((key) => movedFrom(picture, key))).toEqual(['', 'a', '']);
});

it('spread and positions are written out', () => {
  expect(saySpread(picture)).toBe('Spread 0.000, expected 0.500; the fullest node has 1.00 × the mean.');
  expect(hex(255)).toBe('000000ff');
});

it('no two of sixteen nodes look alike', () => {
  const looks = Array.from({ length: 16 }, (_, i) => JSON.stringify(lookOf(i)));
  expect(new Set(looks).size).toBe(16);
});
