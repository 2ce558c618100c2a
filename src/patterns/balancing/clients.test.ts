import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mix32, murmur3 } from '../../kernel/hash';
import { createBalancer, pick, type BalancerState, type Candidate, type Strategy } from './index';
import { idleServers, noChance, pickId, server, serversWithLoads } from './testing/servers';

const clients = fc.integer({ min: 0, max: 0xffffffff });
const COUNT = 10_000;

/** The server of each of the first clients. */
function homes(strategy: Strategy, list: readonly Candidate[]): string[] {
  const state = createBalancer(strategy, { loadFactor: Infinity });
  return Array.from({ length: COUNT }, (_, client) => pickId(state, list, { client }));
}

/** Clients that were not on the server that went and moved all the same. */
function movedWithoutNeed(before: readonly string[], after: readonly string[], gone: string): number {
  return before.filter((home, client) => home !== gone && after[client] !== home).length;
}

/** The owner of the first point clockwise from a client, found by looking at every point. */
function naiveOwner(client: number, virtualNodes: number, ids: readonly string[]): string {
  const start = mix32(client);
  let owner = '';
  let nearest = Infinity;
  for (const id of ids) {
    for (let number = 0; number < virtualNodes; number++) {
      const distance = (murmur3(`${id}#${String(number)}`) - start + 2 ** 32) % 2 ** 32;
      if (distance < nearest) [owner, nearest] = [id, distance];
    }
  }
  return owner;
}

/** A balancer that has placed its first request. */
function placed(state: BalancerState, list: readonly Candidate[]): BalancerState {
  pick(state, list, { client: 0, nowUs: 0 }, noChance);
  return state;
}

describe('IP hash', () => {
  it('[LB16] keeps every client on its server', () => {
    fc.assert(
      fc.property(clients, fc.integer({ min: 1, max: 12 }), (client, count) => {
        const list = idleServers(count);
        const state = createBalancer('ipHash');
        const home = pickId(state, list, { client });
        for (const one of list) one.load += 7;
        for (let i = 0; i < 5; i++) {
          pickId(state, list, { client: i });
          expect(pickId(state, list, { client })).toBe(home);
        }
      }),
    );
  });

  it('[LB16] moves exactly the clients of a server that goes, by whatever way it goes, and back', () => {
    fc.assert(
      fc.property(clients, fc.integer({ min: 2, max: 12 }), fc.nat(), (client, count, choice) => {
        const list = idleServers(count);
        const gone = list[choice % count];
        const state = createBalancer('ipHash');
        const home = pickId(state, list, { client });
        gone.usable = false;
        const meanwhile = pickId(state, list, { client });
        expect(meanwhile === home).toBe(home !== gone.id);
        const removed = list.filter((one) => one !== gone);
        expect(pickId(state, removed, { client })).toBe(meanwhile);
        gone.usable = true;
        expect(pickId(state, list, { client })).toBe(home);
      }),
    );
  });

  it('[LB16] does not depend on the order of the list', () => {
    fc.assert(
      fc.property(clients, fc.shuffledSubarray(idleServers(8), { minLength: 8 }), (client, shuffled) => {
        const home = pickId(createBalancer('ipHash'), idleServers(8), { client });
        expect(pickId(createBalancer('ipHash'), shuffled, { client })).toBe(home);
      }),
    );
  });

  it('[LB16] spreads clients over servers, and those of a lost server over all others', () => {
    const list = idleServers(5);
    const before = homes('ipHash', list);
    // 2000 clients a server on average, standard deviation 40.
    for (const { id } of list) {
      expect(Math.abs(before.filter((home) => home === id).length - 2000)).toBeLessThan(4 * 40);
    }
    list[2].usable = false;
    const after = homes('ipHash', list);
    expect(movedWithoutNeed(before, after, 's2')).toBe(0);
    const orphans = after.filter((_, client) => before[client] === 's2');
    for (const id of ['s0', 's1', 's3', 's4']) {
      // A quarter of about 2000 each, standard deviation 20.
      const taken = orphans.filter((home) => home === id).length;
      expect(Math.abs(taken - orphans.length / 4)).toBeLessThan(4 * 20);
    }
  });
});

describe('modulo hash', () => {
  it('[LB17] keeps clients while nothing changes, and moves nearly all when one server goes', () => {
    const list = idleServers(5);
    const before = homes('moduloHash', list);
    expect(homes('moduloHash', list)).toEqual(before);
    list[4].usable = false;
    const after = homes('moduloHash', list);
    const moved = after.filter((home, client) => home !== before[client]).length;
    // A hash keeps its place in 1 of 5 cases: 8000 of 10 000 move, standard deviation 40.
    expect(Math.abs(moved - 8000)).toBeLessThan(4 * 40);
    // 6000 of them were not on the server that went: 4/5 of all, of whom 3/4 move; standard deviation 49.
    expect(Math.abs(movedWithoutNeed(before, after, 's4') - 6000)).toBeLessThan(4 * 49);
  });
});

describe('consistent hashing with bounded load', () => {
  const lists = fc
    .array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 8 })
    .map((loads) => serversWithLoads(loads));
  const factors = fc.oneof(fc.constant(1), fc.double({ min: 1, max: 4, noNaN: true }));

  it('[LB19] never raises a load above its capacity', () => {
    fc.assert(
      fc.property(lists, factors, clients, (list, loadFactor, client) => {
        const state = createBalancer('consistentHashBounded', { loadFactor, virtualNodes: 5 });
        const inFlight = list.reduce((sum, { load }) => sum + load, 0);
        const place = pick(state, list, { client, nowUs: 0 }, noChance);
        const capacity = Math.ceil((loadFactor * (inFlight + 1)) / list.length);
        expect(list[place].load + 1).toBeLessThanOrEqual(capacity);
      }),
    );
  });

  it('[LB19] holds the bound all along, with one client alone sending', () => {
    const list = idleServers(4);
    const state = createBalancer('consistentHashBounded', { loadFactor: 1.25 });
    for (let sent = 1; sent <= 400; sent++) {
      list[pick(state, list, { client: 42, nowUs: 0 }, noChance)].load++;
      const highest = Math.max(...list.map(({ load }) => load));
      expect(highest).toBeLessThanOrEqual(Math.ceil((1.25 * sent) / 4));
    }
    // The client's own server is filled to the brim: 1.25 × 400 / 4.
    expect(Math.max(...list.map(({ load }) => load))).toBe(125);
  });

  it('[LB19] does not round a whole capacity up: 1.12 × 25 / 4 is 7, though a hair more in binary', () => {
    expect((1.12 * 25) / 4).toBeGreaterThan(7);
    const list = serversWithLoads([7, 7, 7, 3]);
    const state = createBalancer('consistentHashBounded', { loadFactor: 1.12 });
    for (let client = 0; client < 50; client++) expect(pickId(state, list, { client })).toBe('s3');
  });

  it('[LB18] equals the plain ring when the factor is infinite', () => {
    fc.assert(
      fc.property(lists, clients, (list, client) => {
        const idle = list.map((one) => ({ ...one, load: 0 }));
        const bounded = createBalancer('consistentHashBounded', { loadFactor: Infinity });
        const plain = createBalancer('consistentHashBounded', { loadFactor: list.length });
        // On idle servers any bound has room for one, so the owner serves.
        expect(pickId(bounded, list, { client })).toBe(pickId(plain, idle, { client }));
      }),
    );
  });

  it('[LB18] agrees with a look at every point, whoever takes part', () => {
    fc.assert(
      fc.property(clients, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (client, usable) => {
        const list = idleServers(5).map((one, place) => ({ ...one, usable: usable[place] ?? true }));
        const state = createBalancer('consistentHashBounded', { virtualNodes: 2, loadFactor: Infinity });
        const ids = list.filter((one) => one.usable).map(({ id }) => id);
        expect(pickId(state, list, { client })).toBe(naiveOwner(client, 2, ids));
      }),
    );
  });

  it('[LB18] GT H-3: ten nodes with ten points each own exactly these keys', () => {
    const list = Array.from({ length: 10 }, (_, node) => server(`node-${String(node)}`));
    const { memory } = placed(createBalancer('consistentHashBounded', { virtualNodes: 10 }), list);
    if (memory.strategy !== 'consistentHashBounded') throw new Error('not a ring');
    const { points, owners } = memory.ring;
    const counts = list.map(() => 0);
    for (let key = 0; key < 100_000; key++) {
      const hash = murmur3(`key-${String(key)}`);
      const index = points.findIndex((point) => point >= hash);
      counts[owners[index === -1 ? 0 : index]]++;
    }
    expect(counts).toEqual([8627, 12679, 12419, 8763, 11322, 7265, 6585, 10270, 11932, 10138]);
  });

  it('[LB18] servers whose points fall together stand in the order of their ids', () => {
    expect(murmur3('s16486#0')).toBe(murmur3('s40335#0'));
    const twins = [server('s16486'), server('s40335')];
    for (const list of [twins, twins.toReversed()]) {
      const state = createBalancer('consistentHashBounded', { virtualNodes: 1, loadFactor: Infinity });
      for (let client = 0; client < 20; client++) expect(pickId(state, list, { client })).toBe('s16486');
    }
  });

  it('[LB18] moves only the clients of a server that goes, and does not depend on the order', () => {
    const list = idleServers(6);
    const before = homes('consistentHashBounded', list);
    expect(homes('consistentHashBounded', [...list].reverse())).toEqual(before);
    list[3].usable = false;
    expect(movedWithoutNeed(before, homes('consistentHashBounded', list), 's3')).toBe(0);
  });
});
