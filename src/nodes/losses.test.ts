/** Systems that lose requests, systems that are closed, and identities that hold in every run. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Input } from '../kernel/input';
import { Simulation } from '../kernel/simulation';
import { conservationProblems, counted } from '../kernel/testing/conservation';
import { at, during, entriesOf, MS, nodeIn, SEC } from '../kernel/testing/tiny';
import { createRecorder } from '../kernel/trace';
import { buildModel } from '../scenario/build';
import { gaugeArea, placeIn, scenarioOf, UNIT_MS, type System } from './testing/queueing';
import { expectTruth, queueingRuns } from './testing/truth';

let measure: Awaited<ReturnType<typeof queueingRuns>>['measure'];
beforeAll(async () => {
  ({ measure } = await queueingRuns());
}, 60_000);

describe('GT Q-4: Erlang B, STAT(2e5, 2 %)', () => {
  const table: [c: number, a: number, rejected: number][] = [
    [1, 0.5, 0.333333],
    [1, 1, 0.5],
    [2, 1, 0.2],
    [5, 3, 0.110054],
    [5, 5, 0.284868],
    [10, 5, 0.018385],
    [10, 8, 0.121661],
    [10, 10, 0.214582],
    [10, 12, 0.301925],
    [20, 15, 0.045593],
    [20, 20, 0.158892],
    [50, 45, 0.054104],
    [100, 90, 0.026957],
    [100, 100, 0.0757],
  ];
  it.each(table)('c = %i, a = %f', { timeout: 30_000 }, (workers, rate, rejected) => {
    const run = measure({ rate, workers, places: 0 }, rate, 2e5);
    expectTruth(run, 0.02, { rejected, inQueue: 0, sojourn: 1, inSystem: rate * (1 - rejected) });
  });

  const shapes: [shape: string, cv: number][] = [
    ['constant', 1],
    ['lognormal', 1],
    ['hyperexponential', 2],
  ];
  const rows = shapes.flatMap((shape) => [
    [...shape, 5, 3, 0.110054] as const,
    [...shape, 10, 10, 0.214582] as const,
  ]);
  it.each(rows)(
    'whatever the service time: %s, coefficient of variation %f, c = %i',
    { timeout: 30_000 },
    (shape, cv, workers, rate, rejected) => {
      expectTruth(measure({ rate, workers, places: 0, shape, cv }, rate, 2e5), 0.02, { rejected });
    },
  );
});

describe('GT Q-4: M/M/c/K, STAT(2e5, 2 %)', () => {
  it.each([
    [1, 5, 0.8, 0.088819, 0.728944, 1.868332, 2.563065, 1.139388],
    [1, 5, 1.0, 0.166667, 0.833333, 2.5, 3, 1.666667],
    [1, 10, 0.9, 0.050814, 0.854268, 3.969441, 4.646601, 3.115173],
    [1, 10, 1.2, 0.192586, 0.968896, 6.710709, 6.926138, 5.741812],
    [1, 10, 2.0, 0.500244, 0.999511, 9.005374, 9.009775, 8.005862],
    [1, 100, 1.5, 0.333333, 1, 98, 98, 97],
    [4, 8, 3.2, 0.060728, 3.005669, 3.784701, 1.259188, 0.779032],
    [4, 20, 6.0, 0.333481, 3.999116, 18.008349, 4.503082, 14.009233],
  ])(
    'c = %i, K = %i, λ = %f',
    { timeout: 30_000 },
    (workers, places, rate, rejected, throughput, inSystem, sojourn, inQueue) => {
      const run = measure({ rate, workers, places: places - workers }, rate, 2e5);
      expectTruth(run, 0.02, { rejected, throughput, inSystem, sojourn, inQueue });
    },
  );
});

describe('GT Q-4: Erlang A, the impatient leave the queue, STAT(2e5, 2 %)', () => {
  it.each([
    [1, 0.8, 0.5, 0.595247, 0.255941, 0.511881, 1.004753],
    [1, 1, 1, 0.632121, 0.367879, 0.367879, 1],
    [1, 2, 1, 0.864665, 0.567668, 0.567668, 2],
    [10, 9, 0.5, 0.468942, 0.067012, 0.134023, 9.603105],
    [10, 12, 1, 0.757608, 0.213632, 0.213632, 12],
    [10, 12, 0.2, 0.944497, 0.177421, 0.887105, 20.516206],
  ])(
    'c = %i, λ = %f, θ = %f',
    { timeout: 30_000 },
    (workers, rate, theta, waited, abandoned, wait, inSystem) => {
      const run = measure({ rate, workers, patience: 1 / theta }, rate, 2e5, true);
      expectTruth(run, 0.02, { waited, abandoned, wait, inSystem, rejected: 0 });
    },
  );
});

describe('GT Q-5: closed systems, STAT(2e5, 2 %)', () => {
  it.each([
    [5, 1, 0.16667, 1],
    [5, 2, 0.32432, 1.16667],
    [5, 5, 0.71513, 1.99171],
    [5, 10, 0.98162, 5.18729],
    [5, 20, 1, 15.00001],
    [5, 50, 1, 45],
    [10, 5, 0.43605, 1.46663],
    [10, 10, 0.78542, 2.73208],
    [10, 20, 0.99813, 10.03745],
  ])('think time %i, %i users', { timeout: 30_000 }, (think, users, throughput, response) => {
    expectTruth(measure({ users, think }, throughput, 2e5), 0.02, { throughput, response });
  });

  it(
    'an open source of the same rate sees longer response times: no coordinated omission',
    { timeout: 30_000 },
    () => {
      const closed = measure({ users: 5, think: 5 }, 0.71513, 2e5);
      const open = measure({ rate: 0.71513 }, 0.71513, 2e5);
      expectTruth(open, 0.03, { throughput: 0.71513, response: 1 / (1 - 0.71513) });
      expect(open.estimates.response.value).toBeGreaterThan(1.5 * closed.estimates.response.value);
    },
  );

  it('the interactive law R = N / X − Z is an identity', () => {
    const run = (users: number, done: number) => {
      const sim = new Simulation(buildModel(scenarioOf({ users, think: 5, thinkShape: 'constant' })), {
        without: ['windows'],
      });
      while (counted(sim, 'requests.completed') < done) sim.step();
      const response = sim.world.metrics.histograms[sim.model.responseTime];
      const rate = done / (sim.world.nowUs / MS);
      return {
        measured: response.sum / response.count,
        law: users / rate - 5 * UNIT_MS,
        longestMs: response.max,
      };
    };
    // One user has whole cycles only; of several, each has at most one unfinished.
    const one = run(1, 2_000);
    expect(Math.abs(one.measured / one.law - 1)).toBeLessThan(1e-9);
    const ten = run(10, 20_000);
    expect(Math.abs(ten.measured - ten.law)).toBeLessThan((10 * (ten.longestMs + 5 * UNIT_MS)) / 20_000);
  });
});

describe('what a source offers', () => {
  it('even arrivals keep their rate exactly: no fraction of a microsecond is lost', () => {
    const scenario = scenarioOf({ rate: 1.2 });
    const model = buildModel(scenario, { 'clients.arrivals': 'even' });
    const sim = new Simulation(model, { without: ['windows'] });
    sim.advance(60 * SEC);
    expect(counted(sim, 'requests.arrived')).toBe(60 * 120);
    sim.advance(600 * SEC);
    expect(counted(sim, 'requests.arrived')).toBe(600 * 120);
  });

  it('a closed loop has as many users as its knob says, whatever it said before', () => {
    const changes = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 8 })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.nat(), changes, (seed, list) => {
        const sim = new Simulation(buildModel(scenarioOf({ users: 5, think: 2, seed })));
        let ms = 0;
        sim.setInputs(list.map(([gap, users]) => at((ms += gap), 'set', 'clients.users', users)));
        sim.advance(2 * SEC);
        expect((nodeIn(sim, 'clients').state as { users: number }).users).toBe(list[list.length - 1][1]);
      }),
    );
  });
});

describe('identities of every run that starts and ends empty', () => {
  const faults = [during(3_000, 6_000, 'slow', 'server', 3), during(7_000, 7_500, 'pause', 'server')];
  const systems: [name: string, system: System, inputs: Input[]][] = [
    ['one worker', { rate: 0.8 }, []],
    ['four workers', { rate: 3, workers: 4, shape: 'lognormal' }, []],
    ['newest first', { rate: 0.9, discipline: 'lifo' }, []],
    ['few places', { rate: 1.5, places: 4 }, []],
    ['the impatient', { rate: 1.5, patience: 2, workers: 2 }, []],
    ['slow and paused', { rate: 0.7, workers: 2 }, faults],
    ['a closed loop', { users: 12, think: 8 }, []],
  ];

  it.each(systems)('GT INV-1, INV-2, INV-3: %s', (_name, system, inputs) => {
    const recorder = createRecorder(1 << 18);
    const sim = new Simulation(buildModel(scenarioOf(system)), { recorder, without: ['windows'] });
    sim.setInputs([...inputs, at(20_000, 'spike', 'clients', 0)]);
    const endUs = 60 * SEC;
    sim.advance(endUs);
    expect([nodeIn(sim, 'server').openRequests, nodeIn(sim, 'clients').openLogical]).toEqual([0, 0]);
    expect(counted(sim, 'server.requests.arrived')).toBeGreaterThan(600);
    expect(conservationProblems(sim)).toEqual([]);

    const spans = { waiting: 0, serving: 0 };
    for (const { subject, atUs } of entriesOf(sim, 'span')) {
      const { name, fromUs } = subject as { name: 'waiting' | 'serving'; fromUs: number };
      spans[name] += atUs - fromUs;
    }
    expect(recorder.first).toBe(0);
    const sumUs = (metric: string): number => sim.world.metrics.histograms[placeIn(sim, metric)].sum * MS;
    const area = (gauge: string): number => gaugeArea(sim, gauge, endUs);
    const same = (one: number, other: number): void => {
      expect(Math.abs(one - other)).toBeLessThanOrEqual(1e-9 * other);
    };
    // Little's law on the queue, on the workers (which is their utilisation), on the node, and on the source.
    same(area('server.queueLength'), spans.waiting);
    same(area('server.busyWorkers'), spans.serving);
    if (system.patience === undefined) same(spans.waiting + spans.serving, sumUs('server.responseTimeMs'));
    same(area('clients.inFlight'), sumUs('answerTimeMs'));
  });

  it.each(systems)('GT INV-4: the same twice, and in slices: %s', (_name, system, inputs) => {
    const hash = (sliceUs: number, seed = 1): string => {
      const sim = new Simulation(buildModel(scenarioOf({ ...system, seed })));
      sim.setInputs(inputs);
      for (let us = sliceUs; us < 10 * SEC; us += sliceUs) sim.advance(us);
      sim.advance(10 * SEC);
      return sim.hashHex();
    };
    expect(hash(10 * SEC)).toBe(hash(10 * SEC));
    expect(hash(37_123)).toBe(hash(10 * SEC));
    expect(hash(10 * SEC, 2)).not.toBe(hash(10 * SEC));
  });
});
