import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBalancer, type Candidate, type Strategy } from './index';
import { idleServers, pickId, server } from './testing/servers';

/** Servers from `a5 b1 c1`: name and weight. */
function weighted(text: string): Candidate[] {
  return text.split(' ').map((word) => server(word[0], { weight: Number(word.slice(1)) }));
}

/** The ids of the next picks, as `a a b`. */
function sequence(strategy: Strategy, list: readonly Candidate[], picks: number): string {
  const state = createBalancer(strategy);
  return Array.from({ length: picks }, () => pickId(state, list)).join(' ');
}

describe('round robin', () => {
  it('[LB8] goes through the servers over and over', () => {
    expect(sequence('roundRobin', idleServers(3), 7)).toBe('s0 s1 s2 s0 s1 s2 s0');
  });

  it('[LB8] passes over servers that are not usable, and the turn goes on behind the one picked', () => {
    const list = idleServers(4);
    const state = createBalancer('roundRobin');
    const picked: string[] = [];
    const down: Record<number, string> = { 1: 's1', 2: 's3', 3: '' };
    for (let i = 0; i < 6; i++) {
      if (i in down) for (const one of list) one.usable = one.id !== down[i];
      picked.push(pickId(state, list));
    }
    expect(picked).toEqual(['s0', 's2', 's0', 's1', 's2', 's3']);
  });
});

describe('weighted round robin', () => {
  it.each([
    ['a5 b1 c1', 'a a b a c a a'],
    ['A4 B3 C2', 'A B C A B A C B A'],
    ['a3 b1', 'a a b a'],
    ['a1 b2 c3', 'c b a c b c'],
  ])('[LB10] GT LB-4: smooth %s gives %s, repeating', (weights, cycle) => {
    const picks = 2 * cycle.split(' ').length;
    expect(sequence('weightedSmooth', weighted(weights), picks)).toBe(`${cycle} ${cycle}`);
  });

  it('[LB9] GT LB-4: interleaved A4 B3 C2 gives A A B A B C A B C, repeating', () => {
    const cycle = 'A A B A B C A B C';
    expect(sequence('weightedInterleaved', weighted('A4 B3 C2'), 18)).toBe(`${cycle} ${cycle}`);
  });

  it('[LB9] interleaved levels fall by the greatest common divisor', () => {
    // By 1 instead of 2 the cycle would be twice as long: A A A B A B.
    expect(sequence('weightedInterleaved', weighted('A4 B2'), 6)).toBe('A A B A A B');
  });

  const weights = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 });

  it.each(['weightedInterleaved', 'weightedSmooth'] as const)(
    '[LB11] GT LB-4: over one cycle %s gives each server exactly its weight',
    (strategy) => {
      fc.assert(
        fc.property(weights, (all) => {
          const list = all.map((weight, place) => server(`s${String(place)}`, { weight }));
          const state = createBalancer(strategy);
          const cycle = all.reduce((sum, weight) => sum + weight, 0);
          for (let round = 0; round < 3; round++) {
            const counts = new Map(list.map(({ id }) => [id, 0]));
            for (let i = 0; i < cycle; i++) {
              const id = pickId(state, list);
              counts.set(id, (counts.get(id) ?? 0) + 1);
            }
            expect([...counts.values()]).toEqual(all);
          }
        }),
      );
    },
  );

  it.each(['weightedInterleaved', 'weightedSmooth'] as const)(
    '[LB3] %s begins a new cycle when a weight changes',
    (strategy) => {
      const list = weighted('a2 b1 c1');
      const state = createBalancer(strategy);
      pickId(state, list);
      list[2].weight = 3;
      const after = Array.from({ length: 6 }, () => pickId(state, list)).join(' ');
      expect(after).toBe(sequence(strategy, weighted('a2 b1 c3'), 6));
    },
  );

  it.each(['weightedInterleaved', 'weightedSmooth'] as const)(
    '[LB1] %s shares by weight among the servers that are left',
    (strategy) => {
      const list = weighted('a5 b2 c1');
      list[0].usable = false;
      const picked = sequence(strategy, list, 30).split(' ');
      expect(picked.filter((id) => id === 'b')).toHaveLength(20);
      expect(picked.filter((id) => id === 'c')).toHaveLength(10);
    },
  );
});
