import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeedBook, shardOf, type Searched, type Seeds } from './seeds';

interface Found {
  seed: number;
}

const seedsIn = ({ from, step, count }: Seeds): number[] =>
  Array.from({ length: count }, (_, index) => from + index * step);

describe('shards', () => {
  it('share the seeds out: none twice, none left out, each in its range', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 12 }),
        (from, length, of) => {
          const to = from + length;
          const all = Array.from({ length: of }, (_, i) => seedsIn(shardOf(from, to, i + 1, of))).flat();
          expect(all.sort((a, b) => a - b)).toEqual(seedsIn({ from, step: 1, count: length + 1 }));
        },
      ),
    );
  });
});

/** Workers that each try some seeds and then wait for as long as chance wants. */
async function search(
  seeds: Seeds,
  hits: ReadonlySet<number>,
  workers: number,
  blockSize: number,
  slices: readonly number[],
): Promise<SeedBook<Found>> {
  const book = new SeedBook<Found>(seeds, blockSize);
  let turn = 0;
  const chance = (): number => slices[turn++ % slices.length];
  const tryOut = async (some: Seeds): Promise<Searched<Found>> => {
    for (let waits = chance(); waits > 0; waits--) await Promise.resolve();
    const slice = seedsIn(some).slice(0, chance());
    const hit = slice.findIndex((seed) => hits.has(seed));
    return hit < 0 ? { tried: slice.length, hit: null } : { tried: hit + 1, hit: { seed: slice[hit] } };
  };
  await Promise.all(Array.from({ length: workers }, () => book.workThrough(tryOut)));
  return book;
}

describe('a search', () => {
  it('ends with the lowest seed that hits, and the same count, whoever tried what and when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 10, max: 400 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        async (list, workers, blockSize, slices, shards) => {
          const seeds = shardOf(10, 300, 1, shards);
          const own = seedsIn(seeds);
          const expected = own.find((seed) => list.includes(seed));
          const book = await search(seeds, new Set(list), workers, blockSize, slices);
          expect(book.hit?.seed).toBe(expected);
          expect(book.tried).toBe(expected === undefined ? own.length : own.indexOf(expected) + 1);
          expect(book.runs).toBeGreaterThanOrEqual(book.tried);
        },
      ),
    );
  });

  it('hands out nothing above a hit', async () => {
    const book = await search({ from: 1, step: 1, count: 1_000_000 }, new Set([30]), 3, 8, [2, 5]);
    expect(book.hit).toEqual({ seed: 30 });
    expect(book.runs).toBeLessThan(100);
  });
});
