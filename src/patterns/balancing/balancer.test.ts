import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyPlain, findImpurities } from '../../kernel/plain';
import { createBalancer, observe, pick, STRATEGIES, type Candidate } from './index';
import { chanceOf, idleServers, noChance, pickId, server } from './testing/servers';

const strategies = fc.constantFrom(...STRATEGIES);
const candidates = fc
  .array(
    fc.record({
      weight: fc.integer({ min: 1, max: 9 }),
      load: fc.integer({ min: 0, max: 20 }),
      usable: fc.boolean(),
      share: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    }),
    { minLength: 0, maxLength: 8 },
  )
  .map((rows) => rows.map((row, place): Candidate => ({ id: `s${String(place)}`, ...row })));
const clients = fc.integer({ min: 0, max: 0xffffffff });

describe('every strategy', () => {
  it('[LB1] picks usable servers only, or -1 when there is none', () => {
    fc.assert(
      fc.property(strategies, fc.array(candidates, { minLength: 1 }), clients, (strategy, lists, client) => {
        const state = createBalancer(strategy);
        const chance = chanceOf(client);
        lists.forEach((list, nowUs) => {
          const place = pick(state, list, { client, nowUs }, chance);
          if (list.some(({ usable }) => usable)) expect(list[place].usable).toBe(true);
          else expect(place).toBe(-1);
        });
      }),
    );
  });

  it('[LB1] picks the only usable server', () => {
    for (const strategy of STRATEGIES) {
      const list = idleServers(5).map((one) => ({ ...one, usable: one.id === 's3' }));
      const state = createBalancer(strategy);
      for (let client = 0; client < 20; client++) {
        expect(pickId(state, list, { client, chance: chanceOf(client) })).toBe('s3');
      }
    }
  });

  it('[LB2] picks the same from the same state and chance, and changes nothing but its state', () => {
    fc.assert(
      fc.property(strategies, fc.array(candidates, { minLength: 2 }), clients, (strategy, lists, client) => {
        const one = createBalancer(strategy);
        const chance = chanceOf(1);
        for (const list of lists) {
          pick(one, list, { client, nowUs: 5 }, chance);
          if (list.length > 0) observe(one, list[0].id, 7, 9);
        }
        const other = copyPlain(one);
        const list = lists[0];
        const before = copyPlain(list);
        expect(pick(other, list, { client, nowUs: 9 }, chanceOf(2))).toBe(
          pick(one, list, { client, nowUs: 9 }, chanceOf(2)),
        );
        expect(other).toEqual(one);
        expect(list).toEqual(before);
        expect(findImpurities(one)).toEqual([]);
      }),
    );
  });

  it('[LB3] notices servers that joined, left or moved', () => {
    for (const strategy of STRATEGIES) {
      const state = createBalancer(strategy);
      const chance = chanceOf(3);
      const seen = (list: readonly Candidate[]): string[] => {
        const ids = new Set<string>();
        for (let client = 0; client < 200; client++) ids.add(pickId(state, list, { client, chance }));
        return [...ids].sort();
      };
      expect(seen([server('a'), server('b')])).toEqual(['a', 'b']);
      expect(seen([server('c'), server('b'), server('a')])).toEqual(['a', 'b', 'c']);
      expect(seen([server('c'), server('a')])).toEqual(['a', 'c']);
    }
  });

  it('[LB3] notices that the same servers stand in another order', () => {
    const state = createBalancer('ipHash');
    const list = [server('a'), server('b'), server('c')];
    for (let client = 0; client < 30; client++) {
      const home = pickId(state, list, { client });
      list.unshift(...list.splice(2));
      expect(pickId(state, list, { client })).toBe(home);
    }
  });

  it.each([0, -1, 1.5, NaN, Infinity])('[LB3] refuses a weight of %s and names the server', (weight) => {
    const list = [server('a'), server('b', { weight })];
    expect(() => pick(createBalancer('random'), list, { client: 0, nowUs: 0 }, noChance)).toThrow(
      `The weight of b must be a whole number from 1, not ${String(weight)}.`,
    );
  });

  it('[LB3] refuses the weight again when asked again', () => {
    const state = createBalancer('weightedInterleaved');
    const ask = (): number => pick(state, [server('a', { weight: 0 })], { client: 0, nowUs: 0 }, noChance);
    expect(ask).toThrow('weight of a');
    expect(ask).toThrow('weight of a');
  });

  it('[LB7] refuses an option outside its range', () => {
    expect(() => createBalancer('consistentHashBounded', { loadFactor: 0.99 })).toThrow('loadFactor');
    expect(() => createBalancer('consistentHashBounded', { loadFactor: NaN })).toThrow('loadFactor');
    expect(() => createBalancer('consistentHashBounded', { virtualNodes: 0 })).toThrow('virtualNodes');
    expect(() => createBalancer('consistentHashBounded', { virtualNodes: 1.5 })).toThrow('virtualNodes');
    expect(() => createBalancer('peakEwma', { decayMs: 0 })).toThrow('decayMs');
  });

  it('[LB7] takes the ends of the ranges', () => {
    const ring = createBalancer('consistentHashBounded', { virtualNodes: 1, loadFactor: 1 });
    expect(pickId(ring, idleServers(1))).toBe('s0');
  });

  it('[LB7] has defaults', () => {
    expect(createBalancer('powerOfTwo').memory).toMatchObject({ withReplacement: false });
    expect(createBalancer('consistentHashBounded').memory).toMatchObject({
      virtualNodes: 100,
      loadFactor: 1.25,
    });
    expect(createBalancer('peakEwma').memory).toMatchObject({ decayMs: 10_000 });
  });
});

describe('slow start', () => {
  const picks = 20_000;

  /** How often each of four servers is picked while the last has this share, clients 0, 1, 2, … asking. */
  function picksWithShare(strategy: (typeof STRATEGIES)[number], share: number): number[] {
    const list = idleServers(4);
    list[3].share = share;
    const state = createBalancer(strategy);
    const chance = chanceOf(11);
    const counts = [0, 0, 0, 0];
    for (let client = 0; client < picks; client++) {
      counts[pick(state, list, { client, nowUs: client }, chance)]++;
    }
    return counts;
  }

  it.each(STRATEGIES)(
    '[LB4] [LB5] %s gives a warming server about its portion of the normal share',
    (strategy) => {
      const normal = picksWithShare(strategy, 1)[3];
      for (const share of [0.1, 0.5]) {
        const warming = picksWithShare(strategy, share)[3];
        // Rotation hands it share / (3 + share) of all, the others share / 4: at most a third more than its portion.
        expect(warming).toBeGreaterThan(normal * share * 0.9);
        expect(warming).toBeLessThan(normal * share * 1.4);
      }
    },
  );

  it('[LB4] a share of 0 is never picked while others are usable, a share of 1 costs no chance', () => {
    for (const strategy of STRATEGIES) expect(picksWithShare(strategy, 0)[3]).toBe(0);
    expect(pickId(createBalancer('roundRobin'), idleServers(3), { chance: noChance })).toBe('s0');
    const list = [server('a', { share: 0 }), server('b')];
    expect(pickId(createBalancer('roundRobin'), list, { chance: () => 0 })).toBe('b');
  });

  it('[LB4] an idle warming server is not flooded by least connections', () => {
    const list = [server('a', { load: 9 }), server('b', { load: 9 }), server('new', { share: 0.1 })];
    const state = createBalancer('leastConnections');
    const chance = chanceOf(5);
    let toNew = 0;
    for (let i = 0; i < picks; i++) if (pickId(state, list, { chance }) === 'new') toNew++;
    // Binomial with mean 2000 and standard deviation 42.
    expect(Math.abs(toNew - 2000)).toBeLessThan(4 * 42);
  });

  it.each(['ipHash', 'moduloHash', 'consistentHashBounded'] as const)(
    '[LB5] under %s clients come back to a warming server one by one and stay',
    (strategy) => {
      const list = idleServers(4);
      const state = createBalancer(strategy, { loadFactor: Infinity });
      for (let client = 0; client < 300; client++) {
        list[3].share = 1;
        const home = pickId(state, list, { client });
        let back = false;
        for (let step = 0; step <= 10; step++) {
          list[3].share = step / 10;
          const now = pickId(state, list, { client });
          if (back) expect(now).toBe(home);
          back = home === 's3' && now === 's3';
        }
        expect(back).toBe(home === 's3');
      }
    },
  );

  it('[LB6] when all usable servers sit out, all of them serve', () => {
    for (const strategy of STRATEGIES) {
      const list = [server('a', { share: 0 }), server('b', { usable: false }), server('c', { share: 0 })];
      const state = createBalancer(strategy);
      const chance = chanceOf(8);
      const seen = new Set<string>();
      for (let client = 0; client < 100; client++) seen.add(pickId(state, list, { client, chance }));
      expect([...seen].sort()).toEqual(['a', 'c']);
    }
  });
});
