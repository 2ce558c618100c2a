/** Policies of callers: retry, deadline, throttling and cancelling, before real services. */
import { describe, expect, it } from 'vitest';
import type { ParamValue } from '../kernel/params';
import { findImpurities } from '../kernel/plain';
import { Simulation } from '../kernel/simulation';
import { conservationProblems, counted } from '../kernel/testing/conservation';
import { at, SEC } from '../kernel/testing/tiny';
import { buildModel } from '../scenario/build';
import type { Scenario } from '../scenario/types';

type Params = Readonly<Record<string, ParamValue>>;

/** A chain: clients before services, each calling the next. */
function chain(clients: Params, services: readonly Params[], seed = 7): Scenario {
  const ids = services.map((_, i) => `s${String(i + 1)}`);
  const free = { workers: 1000, serviceTimeMs: 0, serviceShape: 'constant', queueCapacity: 0 };
  return {
    version: 1,
    title: '',
    seed,
    pace: 1,
    nodes: [
      { id: 'clients', kind: 'traffic-source', at: [0, 0], params: { to: 's1', ...clients } },
      ...services.map((own, i) => {
        const downstream = i + 1 < ids.length ? ids[i + 1] : '';
        return { id: ids[i], kind: 'service', at: [0, 0] as const, params: { ...free, downstream, ...own } };
      }),
    ],
    links: ids.map((id, i) => ({ between: [i === 0 ? 'clients' : ids[i - 1], id] as const, latencyMs: 1 })),
  };
}

function run(
  scenario: Scenario,
  untilSec: number,
  inputs: Parameters<Simulation['setInputs']>[0] = [],
): Simulation {
  const sim = new Simulation(buildModel(scenario));
  sim.setInputs(inputs);
  sim.advance(untilSec * SEC);
  expect(conservationProblems(sim)).toEqual([]);
  expect(findImpurities(sim.world)).toEqual([]);
  return sim;
}

const RETRY = { retry: true, retryBackoff: 'immediate' };
const BUSY = { timeout: 30_000 };

describe('GT 10.2: attempts', BUSY, () => {
  it.each([
    [0.1, 3, 0.999, 1.11],
    [0.3, 3, 0.973, 1.39],
    [0.5, 3, 0.875, 1.75],
    [0.9, 3, 0.271, 2.71],
    [1, 5, 0, 5],
  ])('failures %d, %d attempts: %d succeed, %d attempts on average', (failureRatio, attempts, good, mean) => {
    const clients = { ...RETRY, retryAttempts: attempts, ratePerSec: 1000, timeoutMs: 0 };
    const sim = run(chain(clients, [{ failureRatio }]), 40);
    const requests = counted(sim, 'clients.requests.arrived');
    expect(Math.abs(counted(sim, 'clients.requests.completed') / requests - good)).toBeLessThan(0.01);
    expect(Math.abs(counted(sim, 's1.requests.arrived') / requests - mean)).toBeLessThan(0.02);
  });

  it.each([
    [3, 3, 27],
    [4, 3, 64],
    [3, 5, 243],
  ])('%d attempts on each of %d layers: %d calls of a bottom that fails', (attempts, layers, calls) => {
    const own = { ...RETRY, retryAttempts: attempts };
    const services = Array.from({ length: layers }, (_, i) => (i < layers - 1 ? own : { failureRatio: 1 }));
    const sim = run(chain({ ...own, ratePerSec: 1, arrivals: 'even', timeoutMs: 0 }, services), 10.95);
    const requests = counted(sim, 'clients.requests.arrived');
    expect(counted(sim, `s${String(layers)}.requests.arrived`)).toBe(requests * calls);
  });

  it('a budget of 10 % keeps the load within 1.1 times, instead of three', () => {
    const load = (more: Params): number => {
      const clients = { ...RETRY, retryAttempts: 3, ratePerSec: 200, timeoutMs: 0, ...more };
      const sim = run(chain(clients, [{ failureRatio: 1 }]), 100);
      return counted(sim, 's1.requests.arrived') / counted(sim, 'clients.requests.arrived');
    };
    expect(load({})).toBeCloseTo(3, 2);
    expect(load({ retryBudget: true, retryBudgetRatio: 0.1, retryBudgetTokens: 1 })).toBeLessThanOrEqual(
      1.1001,
    );
  });

  it('throttling keeps the load to K times what is accepted', () => {
    const clients = { throttle: true, throttleRatio: 2, ratePerSec: 400, timeoutMs: 0 };
    const server = { workers: 1, serviceTimeMs: 10, serviceShape: 'constant', queueCapacity: 5 };
    const sim = run(chain(clients, [server]), 400);
    const before = [counted(sim, 's1.requests.arrived'), counted(sim, 's1.requests.completed')];
    sim.advance(800 * SEC);
    const after = [counted(sim, 's1.requests.arrived'), counted(sim, 's1.requests.completed')];
    const [sent, accepted] = after.map((count, i) => (count - before[i]) / 400);
    expect(Math.abs(sent / 201 - 1)).toBeLessThan(0.03);
    expect(Math.abs(accepted / 100 - 1)).toBeLessThan(0.02);
  });
});

describe('deadlines', BUSY, () => {
  it('end a call in the midst of its attempts, and a retry that would come too late ends it at once', () => {
    const clients = { ...RETRY, retryAttempts: 100, ratePerSec: 5, timeoutMs: 300, deadline: true };
    const sim = run(chain({ ...clients, deadlineAfterMs: 1000 }, [{ hangRatio: 1 }]), 20);
    // Four attempts of 300 ms, the last of them cut short.
    const requests = counted(sim, 'clients.requests.timedOut');
    expect(requests).toBeGreaterThan(50);
    expect(counted(sim, 'clients.retries')).toBe(3 * requests);
  });

  const services = (inherits: boolean): Params[] => [
    { deadline: true, deadlineAfterMs: 60_000, deadlineInherits: inherits, downstreamTimeout: false },
    { hangRatio: 1, hangMs: 30_000, workers: 1000 },
  ];

  it('are inherited: who serves a request gives up with its caller', () => {
    const outAt = (inherits: boolean): number => {
      const sim = run(chain({ ratePerSec: 5, timeoutMs: 500 }, services(inherits)), 10);
      return counted(sim, 's1.requests.arrived') - counted(sim, 's1.requests.timedOut');
    };
    expect(outAt(true)).toBeLessThan(8);
    expect(outAt(false)).toBeGreaterThan(30);
  });
});

describe('cancelling', BUSY, () => {
  it('goes through a service to the one it has asked, and frees both', () => {
    const clients = { ratePerSec: 20, timeoutMs: 400, timeoutCancels: true };
    const middle = { downstreamCancels: true, downstreamTimeoutMs: 20_000 };
    const sim = run(chain(clients, [middle, { workers: 2, queueCapacity: 100, hangRatio: 1 }]), 10);
    const cancelled = ['s1', 's2'].map((id) => counted(sim, `${id}.requests.cancelled`));
    expect(cancelled[0]).toBeGreaterThan(150);
    expect(cancelled[1]).toBeGreaterThan(150);
    sim.setInputs([at(10_001, 'spike', 'clients', 0)]);
    sim.advance(11 * SEC);
    expect(sim.world.nodes.map(({ openRequests }) => openRequests)).toEqual([0, 0, 0]);
  });

  it('comes too late for what was answered, and changes nothing then', () => {
    const clients = { ratePerSec: 50, timeoutMs: 1.5, timeoutCancels: true };
    const sim = run(chain(clients, [{}]), 5);
    expect(counted(sim, 's1.requests.cancelled')).toBe(0);
    expect(counted(sim, 's1.requests.completed')).toBe(counted(sim, 's1.requests.arrived'));
  });
});

describe('late requests', BUSY, () => {
  it('are not served: who has left gets nothing, who still waits is told at once', () => {
    const clients = { ratePerSec: 40, timeoutMs: 500 };
    const server = { workers: 1, serviceTimeMs: 50, queueCapacity: 1000, dropsLate: true };
    const expired = run(chain(clients, [server]), 30);
    expect(counted(expired, 's1.droppedLate')).toBeGreaterThan(300);
    expect(counted(expired, 'clients.requests.dropped')).toBe(0);
    const hopeless = run(chain(clients, [{ ...server, spareTimeMs: 200 }]), 30);
    expect(counted(hopeless, 'clients.requests.dropped')).toBeGreaterThan(300);
    expect(counted(hopeless, 's1.servedLate')).toBeLessThan(counted(expired, 's1.servedLate') / 5);
  });
});

describe('combinations', () => {
  it('that make no sense are refused with the reason, before the start and while running', () => {
    const scenario = (more: Params): Scenario => chain({ timeoutMs: 3000, ...more }, [{}]);
    expect(() => buildModel(scenario({ deadline: true, deadlineAfterMs: 2000 }))).toThrow(
      'In clients: Client timeout (3000 ms) must be at most Deadline (2000 ms): one attempt would outlast the whole call.',
    );
    expect(() => buildModel(scenario({ retry: true, retryBaseMs: 500, retryCapMs: 400 }))).toThrow(
      'In clients: Cap (400 ms) must be at least Base (500 ms): the first wait would be longer than the longest.',
    );
    // What is switched off, or not used, is in nobody's way.
    expect(() =>
      buildModel(scenario({ deadlineAfterMs: 2000, retryBaseMs: 500, retryCapMs: 400 })),
    ).not.toThrow();
    const refusals: string[] = [];
    const sim = new Simulation(buildModel(scenario({ deadline: true, deadlineAfterMs: 4000 })));
    sim.onRefusal = (_input, sentence) => refusals.push(sentence);
    sim.setInputs([at(1, 'set', 'clients.deadlineAfterMs', 1000), at(2, 'set', 'clients.timeoutMs', 3999)]);
    sim.advance(SEC);
    expect(refusals).toEqual([
      'Client timeout (3000 ms) must be at most Deadline (1000 ms): one attempt would outlast the whole call.',
    ]);
    expect(sim.world.nodes[0].params).toMatchObject({ deadlineAfterMs: 4000, timeoutMs: 3999 });
  });
});
