/** The service and the traffic source against queueing theory. Rows of `truths.md` are named as GT. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createModel, type ModelLink } from '../kernel/model';
import { defaultParams } from '../kernel/params';
import { Simulation } from '../kernel/simulation';
import { conservationProblems } from '../kernel/testing/conservation';
import { at, entriesOf, mesh, MS, plannedKind, type Moment } from '../kernel/testing/tiny';
import type { Input } from '../kernel/input';
import { createRecorder } from '../kernel/trace';
import { kind as service } from './service/index';
import type { Measured, System } from './testing/queueing';
import { expectTruth, queueingRuns } from './testing/truth';

/** A run is measured once, however many rows read it. */
const measured = new Map<string, Measured>();
let measure: (system: System, rate: number, customers: number, everyWait?: boolean) => Measured;

beforeAll(async () => {
  const runs = await queueingRuns();
  measure = (system, ...rest) => {
    const key = JSON.stringify([system, ...rest]);
    const known = measured.get(key) ?? runs.measure(system, ...rest);
    measured.set(key, known);
    return known;
  };
}, 60_000);

/**
 * A service under exact arrivals: a source that asks at these times, in milliseconds, and a constant service time.
 * @returns waits of those who were served, and when each answer left, in milliseconds
 */
function exactly(arrivalsMs: readonly number[], params: object, inputs: readonly Input[], untilMs: number) {
  const departures: number[] = [];
  const waits = new Map<number, number>();
  const plan = arrivalsMs.map((ms): Moment => [
    ms,
    (ctx) => ctx.call('server', 'read', null, { request: ctx.beginRequest() }),
  ]);
  const source = plannedKind(plan, {
    onOutcome: (ctx, _state, end) => {
      departures.push(ctx.nowUs / MS);
      ctx.endRequest(end.status, end.startedAtUs);
    },
  });
  const own = { present: true, memoryLimitBytes: Infinity };
  const constant = {
    ...defaultParams(service.params),
    serviceShape: 'constant',
    queueCapacity: 1_000_000,
    ...params,
  };
  const links: ModelLink[] = mesh(['source', 'server']);
  const nodes = [
    { id: 'source', kind: source, group: 'source', params: {}, ...own },
    { id: 'server', kind: service, group: 'server', params: constant, ...own },
  ];
  const model = createModel({ seed: 1, nodes, links, policies: new Map(), invariants: [], warmUpUs: 0 });
  const sim = new Simulation(model, { recorder: createRecorder(1 << 18) });
  sim.setInputs(inputs);
  sim.advance(untilMs * MS);
  for (const { subject, atUs } of entriesOf(sim, 'span')) {
    const { name, request, fromUs } = subject as { name: string; request: number; fromUs: number };
    if (name === 'waiting') waits.set(request, (atUs - fromUs) / MS);
    else if (!waits.has(request)) waits.set(request, 0);
  }
  expect(conservationProblems(sim)).toEqual([]);
  return { sim, departures, waits: [...waits].sort(([a], [b]) => a - b).map(([, wait]) => wait) };
}

describe('GT KAV-9: the worked example, arrivals 0 1 2 3 10, services 2 2 2 2 1', () => {
  it.each([
    [1, [0, 1, 2, 3, 0], [2, 4, 6, 8, 11]],
    [2, [0, 0, 0, 0, 0], [2, 3, 4, 5, 11]],
  ])('%i servers', (workers, waits, departures) => {
    const shorter = at(9_000, 'set', 'server.serviceTimeMs', 1_000);
    const seconds = (list: number[]): number[] => list.map((ms) => ms / 1_000);
    const run = exactly(
      [0, 1, 2, 3, 10].map((s) => s * 1_000),
      { workers, serviceTimeMs: 2_000 },
      [shorter],
      20_000,
    );
    expect([seconds(run.waits), seconds(run.departures)]).toEqual([waits, departures]);
  });
});

describe('GT KAV-10: 120 a second into 100 a second for 60 s, then 80', () => {
  // Evenly spaced arrivals from 0 to 60 s, the last one included, and then on from there.
  const overload = Array.from({ length: 7_201 }, (_, k) => (k * 1_000) / 120);
  const after = Array.from({ length: 5_600 }, (_, k) => 60_000 + ((k + 1) * 1_000) / 80);
  const run = (untilMs: number) => exactly([...overload, ...after], { serviceTimeMs: 10 }, [], untilMs);

  it('a backlog of 1200 after 60 s, a wait of 12 s for the last of the overload, drained 60 s later', () => {
    const { sim } = run(60_000);
    const { station } = sim.world.nodes[1].state as {
      station: { queue: unknown[]; head: number; busy: number };
    };
    expect(station.queue.length - station.head + station.busy - 1).toBe(1_200);
    const { waits } = run(130_000);
    expect(waits[7_200]).toBe(12_000);
    // The first who does not wait comes 60 s after the drop: number 4800 of those who came since.
    expect(waits.findIndex((wait, k) => k > 0 && wait === 0)).toBe(7_200 + 4_800);
  });
});

describe('GT Q-1: M/M/1, STAT(1e6, 3 %)', () => {
  const table: [
    rho: number,
    L: number,
    Lq: number,
    Wq: number,
    W: number,
    p50: number,
    p90: number,
    p95: number,
    p99: number,
    p999: number,
  ][] = [
    [0.1, 0.1111, 0.0111, 0.1111, 1.1111, 0.7702, 2.5584, 3.3286, 5.1169, 7.6753],
    [0.5, 1, 0.5, 1, 2, 1.3863, 4.6052, 5.9915, 9.2103, 13.816],
    [0.7, 2.3333, 1.6333, 2.3333, 3.3333, 2.3105, 7.6753, 9.9858, 15.351, 23.026],
    [0.8, 4, 3.2, 4, 5, 3.4657, 11.513, 14.979, 23.026, 34.539],
  ];
  it.each(table)(
    'ρ = %f',
    { timeout: 60_000 },
    (rho, inSystem, inQueue, wait, sojourn, p50, p90, p95, p99, p999) => {
      const run = measure({ rate: rho }, rho, 1e6);
      expect(run.customers).toBeGreaterThan(0.99e6);
      expectTruth(run, 0.03, { inSystem, inQueue, wait, sojourn, p50, p90, p95, p99, p999 });
      // GT INV-3 and INV-6: the server is busy for that share, and as many leave as come.
      expectTruth(run, 0.03, {
        arrivals: rho,
        utilisation: rho,
        throughput: run.estimates.arrivals.value,
        rejected: 0,
      });
    },
  );

  it('what is not true is found out', { timeout: 60_000 }, () => {
    const run = measure({ rate: 0.5 }, 0.5, 1e6);
    expect(() => {
      expectTruth(run, 0.03, { sojourn: 2.1 });
    }).toThrow();
  });

  it.each([
    [0.5, 7.824],
    [0.7, 14.162],
  ])('ρ = %f: p99 of the wait', { timeout: 60_000 }, (rho, waitP99) => {
    expectTruth(measure({ rate: rho }, rho, 4e5, true), 0.03, { waitP99 });
  });
});

describe('GT Q-2: M/M/c, STAT(4e5, 3 %)', () => {
  const table: [
    c: number,
    rho: number,
    waited: number,
    inQueue: number,
    wait: number,
    sojourn: number,
    waitP95: number,
    waitP99: number,
    p99: number,
  ][] = [
    [2, 0.5, 0.333333, 0.33333, 0.33333, 1.33333, 1.89712, 3.50656, 5.66596],
    [2, 0.8, 0.711111, 2.84444, 1.77778, 2.77778, 6.63701, 10.6606, 11.9374],
    [4, 0.7, 0.428654, 1.00019, 0.35721, 1.35721, 1.79052, 3.13172, 5.49256],
    [8, 0.8, 0.457645, 1.83058, 0.28603, 1.28603, 1.38379, 2.38969, 5.15218],
    [10, 0.8, 0.40918, 1.63672, 0.20459, 1.20459, 1.05107, 1.85579, 4.94611],
    [100, 0.9, 0.21694, 1.95246, 0.02169, 1.02169, 0.14676, 0.3077, 4.62899],
  ];
  it.each(table)(
    'c = %i, ρ = %f',
    { timeout: 60_000 },
    (workers, rho, waited, inQueue, wait, sojourn, waitP95, waitP99, p99) => {
      const rate = workers * rho;
      const run = measure({ rate, workers }, rate, 4e5, true);
      expectTruth(run, 0.03, { waited, inQueue, wait, sojourn, waitP95, waitP99, p99, utilisation: rate });
    },
  );
});

describe('GT Q-3: M/G/1, mean wait, STAT(1e6, 4 %)', () => {
  const lognormal = (sigma: number): number => Math.sqrt(Math.exp(sigma * sigma) - 1);
  const shapes: [name: string, system: System, at5: number, at7: number][] = [
    ['deterministic', { shape: 'constant' }, 0.5, 1.16667],
    ['Erlang 4', { shape: 'erlang4' }, 0.625, 1.45833],
    ['uniform on 0 to 2', { shape: 'uniform' }, 0.66667, 1.55556],
    ['Erlang 2', { shape: 'erlang2' }, 0.75, 1.75],
    ['exponential', {}, 1, 2.33333],
    ['lognormal, σ .5', { shape: 'lognormal', cv: lognormal(0.5) }, 0.64201, 1.49803],
    ['lognormal, σ 1', { shape: 'lognormal', cv: lognormal(1) }, 1.35914, 3.17133],
    ['hyperexponential, c² 4', { shape: 'hyperexponential', cv: 2 }, 2.5, 5.83333],
  ];
  const rows = shapes.flatMap(([name, system, at5, at7]) => [
    [0.5, name, system, at5] as const,
    [0.7, name, system, at7] as const,
  ]);
  it.each(rows)('ρ = %f, %s', { timeout: 60_000 }, (rho, _name, system, wait) => {
    expectTruth(measure({ ...system, rate: rho }, rho, 1e6), 0.04, { wait, sojourn: wait + 1 });
  });
});
