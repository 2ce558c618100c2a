/** The hash router between clients and five nodes. The rules of placement: `patterns/consistent-hashing/SPEC.md`. */
import { describe, expect, it } from 'vitest';
import { conservationProblems } from '../../kernel/testing/conservation';
import { entriesOf } from '../../kernel/testing/tiny';
import type { ParamValue } from '../../kernel/params';
import { findImpurities } from '../../kernel/plain';
import type { Message } from '../../kernel/message';
import { Simulation } from '../../kernel/simulation';
import { US_PER_S } from '../../kernel/time';
import { createRecorder } from '../../kernel/trace';
import { nodeOf } from '../../kernel/world';
import { createPlacement, holdersOf } from '../../patterns/consistent-hashing/index';
import { showFace } from '../../run/faces';
import { buildModel } from '../../scenario/build';
import type { Scenario } from '../../scenario/types';
import { parseInput } from '../../scenario/words';
import { defaultParams } from '../../kernel/params';
import type { HashRouterState } from './index';
import { hashRouterParams } from './params';

type Params = Readonly<Record<string, ParamValue>>;

function paramsOf(kind: string): Params {
  return kind === 'cache' ? { database: 'db', capacity: 1000, ttlMs: 0 } : { workers: 100 };
}

/** Five nodes of seven are there. */
function scenarioOf(router: Params, source: Params, kind: string): Scenario {
  const ids = Array.from({ length: 7 }, (_, i) => `n${String(i)}`);
  return {
    version: 1,
    title: 'Hash router',
    seed: 3,
    pace: 1,
    nodes: [
      {
        id: 'clients',
        kind: 'traffic-source',
        at: [0, 0],
        params: { to: 'router', ratePerSec: 100, keys: 100, keySkew: 0, ...source },
      },
      { id: 'router', kind: 'hash-router', at: [1, 0], params: { nodes: 'nodes', keys: 100, ...router } },
      ...ids.map((id, i) => ({
        id,
        kind,
        group: 'nodes',
        present: i < 5,
        at: [2, i] as const,
        params: paramsOf(kind),
      })),
      { id: 'db', kind: 'database', at: [3, 0], params: { workers: 100 } },
    ],
    links: [
      { between: ['clients', 'router'], latencyMs: 5 },
      ...ids.map((id) => ({ between: ['router', id] as const, latencyMs: 10 })),
      ...ids.map((id) => ({ between: [id, 'db'] as const, latencyMs: 10 })),
    ],
  };
}

interface Parts {
  router?: Params;
  source?: Params;
  kind?: string;
  inputs?: readonly string[];
  seconds?: number;
}

function run({ router = {}, source = {}, kind = 'service', inputs = [], seconds = 10 }: Parts = {}) {
  const model = buildModel(scenarioOf(router, source, kind), {});
  const sim = new Simulation(model, { recorder: createRecorder(200_000) });
  sim.setInputs(
    inputs.map((text, i) => {
      const parsed = parseInput(text, `i${String(i)}`);
      if (!parsed.ok) throw new Error(parsed.problem);
      return parsed.value;
    }),
  );
  sim.advance(seconds * US_PER_S);
  const node = nodeOf(sim.world, 'router');
  if (!node) throw new Error('There is no router.');
  const state = node.state as HashRouterState;
  const sent = entriesOf(sim, 'send').flatMap(({ atUs, subject }) => {
    const { from, to, role, body, type } = subject as Message;
    if (from !== 'router' || role !== 'request') return [];
    return [{ atUs, to, key: (body as { key: number }).key, type }];
  });
  const logs = entriesOf(sim, 'log').map(({ subject }) => subject as string);
  expect(conservationProblems(sim)).toEqual([]);
  expect(findImpurities(sim.world)).toEqual([]);
  return { sim, node, state, sent, logs };
}

/** Where keys go among nodes, as the pattern says. */
function holders(ids: readonly string[], key: number, count: number): string[] {
  const options = { ...defaultParams(hashRouterParams), tableSize: 1021 };
  const members = ids.map((id) => ({ id, weight: 1 }));
  const placement = createPlacement(members, options as never);
  return holdersOf(placement, `key-${String(key)}`, count).map((place) => ids[place]);
}

const FIVE = ['n0', 'n1', 'n2', 'n3', 'n4'];

describe('the way of a request', () => {
  it('is to the owner of its key', () => {
    const { sent } = run();
    expect(sent.length).toBeGreaterThan(800);
    for (const { key, to, type } of sent) {
      expect(to).toBe(holders(FIVE, key, 1)[0]);
      expect(type).toBe('read');
    }
  });

  it('is to any of the nodes that have a copy', () => {
    const { sent } = run({ router: { copies: 3 } });
    const used = new Map<number, Set<string>>();
    for (const { key, to } of sent) used.set(key, (used.get(key) ?? new Set()).add(to));
    for (const [key, nodes] of used) for (const id of nodes) expect(holders(FIVE, key, 3)).toContain(id);
    expect(Math.max(...[...used.values()].map(({ size }) => size))).toBe(3);
  });

  it('is to a cache by reading through, and a write makes the copies forgotten', () => {
    const { sent, sim } = run({
      kind: 'cache',
      router: { copies: 2, nodesAre: 'caches' },
      source: { writeRatio: 0.3 },
    });
    expect(new Set(sent.map(({ type }) => type))).toEqual(new Set(['readThrough', 'writeThrough']));
    for (const { key, to, type } of sent) {
      if (type === 'writeThrough') expect(to).toBe(holders(FIVE, key, 1)[0]);
    }
    const forgotten = entriesOf(sim, 'send').filter(
      ({ subject }) => (subject as Message).type === 'delete' && (subject as Message).role === 'control',
    );
    expect(forgotten).toHaveLength(sent.filter(({ type }) => type === 'writeThrough').length);
  });

  it('with a bound on requests in flight, no node has more than its part of them', () => {
    const { sent, state } = run({
      router: { bound: 'inFlight', loadFactor: 1.25 },
      source: { hotRatio: 0.5, ratePerSec: 400 },
    });
    const hot = sent.filter(({ key }) => key === 0);
    const counts = holders(FIVE, 0, 5).map((id) => hot.filter(({ to }) => to === id).length);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(2);
    expect(counts[0]).toBe(Math.max(...counts));
    expect(state.nodes.every(({ inFlight }) => inFlight >= 0)).toBe(true);
  });

  it('with a bound on keys, no node has more than its part of the catalogue', () => {
    const { sent, state } = run({ router: { bound: 'keys', loadFactor: 1 } });
    for (const place of [0, 1, 2, 3, 4]) {
      expect(state.layout.owners.filter((owner) => owner === place)).toHaveLength(20);
    }
    for (const { key, to } of sent) expect(to).toBe(state.layout.ids[state.layout.owners[key]]);
  });

  it('ends at the router when there is no node', () => {
    const { sim, sent } = run({ inputs: FIVE.map((id) => `1s leave ${id}`), seconds: 2 });
    expect(sent.every(({ atUs }) => atUs <= US_PER_S)).toBe(true);
    const refused = entriesOf(sim, 'send').filter(
      ({ subject }) => (subject as Message).status === 'rejected' && (subject as Message).from === 'router',
    );
    expect(refused.length).toBeGreaterThan(50);
  });

  it('goes on for keys beyond the catalogue', () => {
    const { sent } = run({ router: { keys: 10 } });
    for (const { key, to } of sent) expect(to).toBe(holders(FIVE, key, 1)[0]);
  });
});

describe('nodes that come and go', () => {
  it('take and leave their own keys alone, and it says how many', () => {
    const { state, logs } = run({ inputs: ['2s join n5', '4s leave n1'] });
    const ids = ['n0', 'n2', 'n3', 'n4', 'n5'];
    expect(state.layout.ids).toEqual(ids);
    for (let key = 0; key < 100; key++) {
      expect(ids[state.layout.owners[key]]).toBe(holders(ids, key, 1)[0]);
    }
    expect(state.last).toMatchObject({ why: 'n1 out', atUs: 4 * US_PER_S });
    expect(state.last?.moved).toBe(state.last?.needed);
    expect(logs.filter((text) => / of 100 keys move$/.test(text))).toHaveLength(2);
  });

  it('under modulo move keys of others too', () => {
    const { state } = run({ router: { scheme: 'modulo' }, inputs: ['2s join n5'] });
    expect(state.last?.moved).toBeGreaterThan(2 * (state.last?.needed ?? 0));
  });

  it('a new scheme moves keys and is no change of nodes', () => {
    const { state } = run({ inputs: ['2s set router.scheme maglev'] });
    expect(state.last?.why).toBe('New rules');
    expect(state.layout.placement.table.scheme).toBe('maglev');
  });

  it('a knob that changes no key leaves the placement as it is', () => {
    const { state } = run({ inputs: ['2s set router.loadFactor 2'] });
    expect(state.last).toBeNull();
  });

  it('a dead node is ejected after so many failures, and is back in time', () => {
    const router = { ejectAfter: 3, retryAfterMs: 3000, nodeTimeoutMs: 200 };
    const { sim, sent, logs, state } = run({ router, inputs: ['2s..4s crash n2'] });
    expect(logs.filter((text) => text.startsWith('n2 ejected'))).toHaveLength(1);
    const ejectedUs = entriesOf(sim, 'log').find(({ subject }) =>
      String(subject).startsWith('n2 ejected'),
    )?.atUs;
    const [from, to] = [Number(ejectedUs), Number(ejectedUs) + 3 * US_PER_S];
    expect(from).toBeGreaterThan(2.2 * US_PER_S);
    const during = sent.filter(({ atUs }) => atUs > from && atUs < to);
    expect(during.length).toBeGreaterThan(100);
    const others = ['n0', 'n1', 'n3', 'n4'];
    for (const one of during) expect(one.to).toBe(holders(others, one.key, 1)[0]);
    expect(sent.some(({ atUs, to: id }) => atUs > to && id === 'n2')).toBe(true);
    expect(state.nodes.map(({ ejectedUntilUs }) => ejectedUntilUs)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('what it shows', () => {
  it('a face with the scheme, the nodes in service and the last move', () => {
    const { sim, node } = run({
      router: { ejectAfter: 3 },
      inputs: ['2s crash n2'],
      seconds: 4,
    });
    const shown = showFace(sim, node, sim.world.nowUs);
    expect(shown.chip?.text).toBe('ring');
    expect(shown.meters[0]).toMatchObject({ text: '4 of 5', tone: 'warn' });
    expect(shown.meters[2].text).toMatch(/^\d+ %$/);
  });

  it('a picture of the ring: points, keys, owners now and before, and who is cold', () => {
    const { sim, node } = run({ inputs: ['2s join n5'], seconds: 3 });
    const drawn = sim.kindOf(node).picture?.(node.state, node.params) as unknown as {
      points: Float64Array;
      positions: Float64Array;
      owners: Int32Array;
      before: { ids: string[]; owners: Int32Array };
      cold: Uint8Array;
      last: { why: string; moved: number };
    };
    expect(drawn.points).toHaveLength(600);
    expect([drawn.positions.length, drawn.owners.length, drawn.cold.length]).toEqual([100, 100, 100]);
    const moved = [...drawn.owners].filter((owner, key) => drawn.before.owners[key] !== owner).length;
    expect(drawn.last).toMatchObject({ why: 'n5 in', moved });
  });

  it('no points for a scheme that has none', () => {
    const { sim, node } = run({ router: { scheme: 'jump' }, seconds: 1 });
    expect(sim.kindOf(node).picture?.(node.state, node.params)).toMatchObject({
      points: null,
      title: 'jump',
    });
  });
});
