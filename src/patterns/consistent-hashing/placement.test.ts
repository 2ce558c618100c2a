import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findImpurities } from '../../kernel/plain';
import {
  firstFrom,
  firstThatTakes,
  hashOf,
  holdersOf,
  movementOf,
  ownerOf,
  positionOf,
  SCHEMES,
  searchSteps,
  type Scheme,
} from './index';
import { homes, keys, nodes, ownersOf, placementOf } from './testing/members';

const few = keys(400);
const counts = fc.integer({ min: 2, max: 12 });
const scheme = fc.constantFrom(...SCHEMES);

describe.each(SCHEMES)('%s', (name) => {
  const options = { scheme: name };

  it('[CH2] gives the same owner again, and is plain data', () => {
    expect(homes(nodes(7), few, options)).toEqual(homes(nodes(7), few, options));
    expect(findImpurities(placementOf(nodes(7), options))).toEqual([]);
  });

  it('[CH2] [CH4] without nodes there is no owner', () => {
    const nobody = placementOf([], options);
    expect(ownerOf(nobody, 'key-1')).toBe(-1);
    expect(firstThatTakes(nobody, 'key-1', () => true)).toBe(-1);
    expect(holdersOf(nobody, 'key-1', 1)).toEqual([]);
    expect(holdersOf(nobody, 'key-1', 3)).toEqual([]);
  });

  it('[CH3] [CH4] the order begins with the owner and asks everyone once', () => {
    fc.assert(
      fc.property(counts, fc.nat(100_000), (count, k) => {
        const placement = placementOf(nodes(count), options);
        const key = `key-${String(k)}`;
        const asked: number[] = [];
        expect(firstThatTakes(placement, key, (place) => asked.push(place) === 0)).toBe(-1);
        expect(asked[0]).toBe(ownerOf(placement, key));
        expect([...asked].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
        expect(firstThatTakes(placement, key, (place) => place === asked[1])).toBe(asked[1]);
        for (const copies of [1, 2, count, count + 3]) {
          expect(holdersOf(placement, key, copies)).toEqual(asked.slice(0, copies));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('spreads keys over all nodes', () => {
    expect(new Set(homes(nodes(6), few, options)).size).toBe(6);
  });
});

const MINIMAL: readonly Scheme[] = ['ring', 'rendezvous', 'jump'];

describe('GT H-2: who has to move', () => {
  it.each(MINIMAL)('[CH5] %s: a newcomer takes keys, and no other key moves', (name) => {
    fc.assert(
      fc.property(counts, (count) => {
        const before = homes(nodes(count), few, { scheme: name });
        const after = homes(nodes(count + 1), few, { scheme: name });
        const moved = after.filter((home, k) => home !== before[k]);
        expect(moved.length).toBeGreaterThan(0);
        expect(new Set(moved)).toEqual(new Set([`node-${String(count)}`]));
      }),
      { numRuns: 20 },
    );
  });

  it.each(MINIMAL)('[CH6] [CH12] %s: when a node goes, exactly its keys move', (name) => {
    fc.assert(
      fc.property(counts, fc.nat(), (count, choice) => {
        const gone = name === 'jump' ? count - 1 : choice % count;
        const before = homes(nodes(count), few, { scheme: name });
        const after = homes(nodes(count).toSpliced(gone, 1), few, { scheme: name });
        for (const [k, home] of before.entries()) {
          expect(after[k] !== home).toBe(home === `node-${String(gone)}`);
        }
      }),
      { numRuns: 20 },
    );
  });

  it.each(['ring', 'rendezvous'] as const)('[CH6] %s: the order of the list means nothing', (name) => {
    fc.assert(
      fc.property(fc.shuffledSubarray(nodes(9), { minLength: 9 }), (shuffled) => {
        expect(homes(shuffled, few, { scheme: name })).toEqual(homes(nodes(9), few, { scheme: name }));
      }),
      { numRuns: 20 },
    );
  });

  it('[CH13] modulo: 3 → 4 moves about 3/4, 10 → 12 about 5/6', () => {
    const many = keys(100_000);
    const moved = (from: number, to: number): number => {
      const [before, after] = [from, to].map((n) => homes(nodes(n), many, { scheme: 'modulo' }));
      return after.filter((home, k) => home !== before[k]).length / many.length;
    };
    // Four standard deviations of a share of 100,000.
    expect(Math.abs(moved(3, 4) - 0.75)).toBeLessThan(0.0055);
    expect(Math.abs(moved(10, 12) - 5 / 6)).toBeLessThan(0.0048);
  });

  it('[CH13] modulo 10 → 12 moves exactly 5/6 of sixty positions in a row', () => {
    const positions = Array.from({ length: 60 }, (_, i) => i);
    expect(positions.filter((position) => position % 10 !== position % 12)).toHaveLength(50);
  });
});

describe('the ring', () => {
  it('[CH7] gives a position to the first point at or after it, going round', () => {
    const { table } = placementOf(nodes(3), { virtualNodes: 5 });
    if (table.scheme !== 'ring') throw new Error('not a ring');
    const { points, owners } = table;
    expect([...points]).toEqual([...points].sort((a, b) => a - b));
    for (const [i, point] of points.entries()) expect(firstFrom(points, point)).toBe(i);
    expect(firstFrom(points, points[14] + 1)).toBe(0);
    expect(firstFrom(points, points[3] + 1)).toBe(4);
    for (const [i, point] of points.entries()) {
      const names = Array.from({ length: 5 }, (_, j) => `node-${String(owners[i])}#${String(j)}`);
      expect(names.map((text) => hashOf('murmur3', text))).toContain(point);
    }
  });

  it('[CH7] orders points that fall together by id', () => {
    // Murmur3 of s16486#0 and of s40335#0 are the same.
    const pair = ['s40335', 's16486'].map((id) => ({ id, weight: 1 }));
    for (const members of [pair, pair.toReversed()]) {
      expect(homes(members, ['x'], { virtualNodes: 1 })).toEqual(['s16486']);
    }
  });

  it('[CH7] gives weight by points', () => {
    const members = nodes(4).map((node, i) => ({ ...node, weight: i + 1 }));
    const { table } = placementOf(members, { virtualNodes: 10 });
    if (table.scheme !== 'ring') throw new Error('not a ring');
    const own = [0, 1, 2, 3].map((place) => table.owners.filter((owner) => owner === place).length);
    expect(own).toEqual([10, 20, 30, 40]);
  });

  it('[CH8] searches step by step as it searches', () => {
    const { table } = placementOf(nodes(10), { virtualNodes: 20 });
    if (table.scheme !== 'ring') throw new Error('not a ring');
    const { points } = table;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (position) => {
        const steps = searchSteps(points, position);
        expect(steps.length).toBeLessThanOrEqual(Math.ceil(Math.log2(points.length + 1)));
        let [low, high] = [0, points.length];
        for (const step of steps) {
          expect([step.low, step.high]).toEqual([low, high]);
          expect(step.before).toBe(points[step.middle] < position);
          if (step.before) low = step.middle + 1;
          else high = step.middle;
        }
        expect(low).toBe(high);
        expect(firstFrom(points, position)).toBe(low % points.length);
      }),
    );
  });

  it('[CH9] moves keys between nodes that stay when points are named after places', () => {
    const parts = { pointsByPosition: true };
    const all = nodes(5);
    const left = all.toSpliced(1, 1);
    const movement = movementOf(
      { ids: all.map(({ id }) => id), owners: ownersOf(placementOf(all, parts), few) },
      { ids: left.map(({ id }) => id), owners: ownersOf(placementOf(left, parts), few) },
    );
    expect(movement.moved).toBeGreaterThan(2 * movement.needed);
  });

  it('[CH10] finds the same node twice when copies go to the next points', () => {
    const placement = placementOf(nodes(3), { virtualNodes: 50 });
    const careless = few.map((key) => holdersOf(placement, key, 2, true));
    const twice = careless.filter(([a, b]) => a === b);
    expect(twice.length).toBeGreaterThan(few.length / 10);
    for (const [i, key] of few.entries()) {
      expect(careless[i][0]).toBe(ownerOf(placement, key));
      expect(new Set(holdersOf(placement, key, 2)).size).toBe(2);
    }
  });

  it('[CH2] lies where the key’s hash is', () => {
    expect(positionOf(placementOf(nodes(2)), 'test')).toBe(0xba6bd213);
  });
});

describe('[CH11] rendezvous', () => {
  it('gives shares in proportion to weights', () => {
    const members = nodes(4).map((node, i) => ({ ...node, weight: i + 1 }));
    const many = keys(20_000);
    const found = homes(members, many, { scheme: 'rendezvous' });
    for (const { id, weight } of members) {
      const share = found.filter((home) => home === id).length / many.length;
      // Four standard deviations.
      expect(Math.abs(share - weight / 10)).toBeLessThan(4 * Math.sqrt(0.24 / many.length));
    }
  });

  it('gives the same owners for equal weights of any size', () => {
    const heavy = nodes(5).map((node) => ({ ...node, weight: 7 }));
    expect(homes(heavy, few, { scheme: 'rendezvous' })).toEqual(
      homes(nodes(5), few, { scheme: 'rendezvous' }),
    );
  });

  it('with one heavier node, moves keys to it alone', () => {
    const before = homes(nodes(5), few, { scheme: 'rendezvous' });
    const heavier = nodes(5).map((node, i) => ({ ...node, weight: i === 2 ? 2 : 1 }));
    const after = homes(heavier, few, { scheme: 'rendezvous' });
    const moved = after.filter((home, k) => home !== before[k]);
    expect(new Set(moved)).toEqual(new Set(['node-2']));
  });
});

it('[CH12] [CH13] jump and modulo know no weights', () => {
  const heavier = nodes(5).map((node, i) => ({ ...node, weight: i + 1 }));
  for (const name of ['jump', 'modulo'] as const) {
    expect(homes(heavier, few, { scheme: name })).toEqual(homes(nodes(5), few, { scheme: name }));
  }
});

it('[CH18] a key that moved had to when its owner went or it went to a newcomer', () => {
  const owners = (...places: number[]): Int32Array => Int32Array.from(places);
  const before = { ids: ['a', 'b', 'c'], owners: owners(0, 0, 1, 1, 2, 2, -1) };
  // a stays at another place, b goes, d comes: key 1 goes to c, 2 and 3 leave b, 5 goes to d, 6 gets its first owner.
  const after = { ids: ['c', 'a', 'd'], owners: owners(1, 0, 0, 2, 0, 2, 1) };
  expect(movementOf(before, after)).toEqual({ moved: 5, needed: 4 });
});

it('movement counts nothing when nothing changed', () => {
  fc.assert(
    fc.property(scheme, counts, (name, count) => {
      const members = nodes(count);
      const own = {
        ids: members.map(({ id }) => id),
        owners: ownersOf(placementOf(members, { scheme: name }), few),
      };
      expect(movementOf(own, own)).toEqual({ moved: 0, needed: 0 });
    }),
    { numRuns: 20 },
  );
});
