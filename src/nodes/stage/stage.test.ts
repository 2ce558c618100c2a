/** Stages behind each other, and GT BP-1 to BP-5. */
import { describe, expect, it } from 'vitest';
import { meanOf } from '../../kernel/histogram';
import type { Input } from '../../kernel/input';
import type { ParamValue } from '../../kernel/params';
import { findImpurities } from '../../kernel/plain';
import { Simulation } from '../../kernel/simulation';
import { conservationProblems, counted } from '../../kernel/testing/conservation';
import { at, during, entriesOf, nodeIn, SEC } from '../../kernel/testing/tiny';
import { createRecorder } from '../../kernel/trace';
import { buffered } from '../../patterns/backpressure/index';
import { buildModel } from '../../scenario/build';
import type { Scenario } from '../../scenario/types';
import type { StageState } from './state';

type Values = Readonly<Record<string, ParamValue>>;

/** Clients who always have another item for the first stage: it never waits for one. */
const SATURATED: Values = { mode: 'closed', users: 3, thinkTimeMs: 0, thinkShape: 'constant', clients: 1 };

interface Parts {
  source: Values;
  /** From the first to the sink. */
  stages: readonly Values[];
  latencyMs?: number;
  inputs?: readonly Input[];
  seed?: number;
  lean?: boolean;
}

/** A source before stages `s1`, `s2` … */
function pipeline({ source, stages, latencyMs = 0, inputs = [], seed = 7, lean = false }: Parts): Simulation {
  const ids = stages.map((_, index) => `s${String(index + 1)}`);
  const scenario: Scenario = {
    version: 1,
    title: '',
    seed,
    pace: 1,
    nodes: [
      { id: 'source', kind: 'traffic-source', at: [0, 0], params: { to: 's1', ...source } },
      ...stages.map((params, index) => ({
        id: ids[index],
        kind: 'stage',
        at: [0, 0] as const,
        params: { downstream: index + 1 < ids.length ? ids[index + 1] : '', ...params },
      })),
    ],
    links: [
      { between: ['source', 's1'] },
      ...ids.slice(1).map((id, index) => ({ between: [ids[index], id] as const, latencyMs })),
    ],
  };
  const sim = new Simulation(
    buildModel(scenario),
    lean ? { without: ['windows', 'hash'] } : { recorder: createRecorder(4096) },
  );
  sim.setInputs(inputs);
  return sim;
}

const stateOf = (sim: Simulation, id: string): StageState => nodeIn(sim, id).state as StageState;

function expectClean(sim: Simulation): void {
  expect(conservationProblems(sim)).toEqual([]);
  expect(findImpurities(sim.world)).toEqual([]);
}

/** Items the last stage has finished a second, from a time to another. */
function throughput(sim: Simulation, sink: string, fromSec: number, toSec: number): number {
  sim.advance(fromSec * SEC);
  const before = counted(sim, `${sink}.finished`);
  sim.advance(toSec * SEC);
  return (counted(sim, `${sink}.finished`) - before) / (toSec - fromSec);
}

/** Items a measurement goes over. */
const ITEMS = 100_000;

describe('GT BP-1: block after service between two exponential stations, 1 %', { timeout: 120_000 }, () => {
  it.each([
    [0, 0.66667],
    [1, 0.75],
    [2, 0.8],
    [5, 0.875],
    [10, 0.92308],
    [100, 0.99029],
  ])('buffer %i: throughput %f of the rate of each', (bound, share) => {
    const rate = 1000;
    const station = { serviceTimeMs: 1000 / rate, serviceShape: 'exponential' };
    const sim = pipeline({
      source: SATURATED,
      stages: [
        { ...station, bound: 2 },
        { ...station, bound },
      ],
      lean: true,
    });
    const measured = throughput(sim, 's2', 5, 5 + ITEMS / rate) / rate;
    expect(Math.abs(measured / share - 1)).toBeLessThanOrEqual(0.01);
  });
});

describe('GT BP-2: the same with unequal rates, 1 %', { timeout: 120_000 }, () => {
  const rows = [
    [0, 0.72527],
    [1, 0.81371],
    [2, 0.86562],
    [5, 0.93939],
    [10, 0.97938],
  ].flatMap(([bound, share]) => [
    [bound, 1.2, 1, share],
    [bound, 1, 1.2, share],
  ]);
  it.each(rows)('buffer %i, rates %f and %f: throughput %f', (bound, first, second, share) => {
    const station = (rate: number): Values => ({ serviceTimeMs: 1 / rate, serviceShape: 'exponential' });
    const sim = pipeline({
      source: SATURATED,
      stages: [
        { ...station(first), bound: 2 },
        { ...station(second), bound },
      ],
      lean: true,
    });
    const measured = throughput(sim, 's2', 5, 5 + ITEMS / 1000) / 1000;
    expect(Math.abs(measured / share - 1)).toBeLessThanOrEqual(0.01);
  });
});

describe('GT BP-3: stages that always take the same time', () => {
  const steady = (serviceTimeMs: number, more: Values = {}): Values => ({
    serviceTimeMs,
    serviceShape: 'constant',
    ...more,
  });

  it.each([1, 2, 10, 1000])(
    'buffers of %i: the pipeline is exactly as fast as its slowest stage',
    (bound) => {
      for (const times of [
        [10, 20, 5],
        [20, 10, 5],
        [5, 10, 20],
      ]) {
        const sim = pipeline({
          source: SATURATED,
          stages: times.map((time) => steady(time, { bound, itemKb: 1 })),
        });
        expect(throughput(sim, 's3', 60, 160)).toBe(50);
      }
    },
  );

  it('an unbounded queue before the slowest grows by what comes less what goes', () => {
    const sim = pipeline({
      source: { ratePerSec: 75, arrivals: 'even' },
      stages: [steady(5, { policy: 'unbounded' }), steady(20, { policy: 'unbounded', memoryMb: 1e6 })],
    });
    const waiting = [20, 40, 60].map((sec) => {
      sim.advance(sec * SEC);
      return buffered(stateOf(sim, 's2').buffer);
    });
    expect(waiting.slice(1).map((count, index) => count - waiting[index])).toEqual([500, 500]);
  });
});

describe('GT BP-4: a window of credits and a round trip of 100 ms, sink 1000/s', () => {
  it.each([
    [10, 100],
    [50, 500],
    [100, 1000],
    [200, 1000],
  ])(
    'window %i: %i a second, and never more in flight than the window',
    { timeout: 30_000 },
    (bound, rate) => {
      const sim = pipeline({
        source: SATURATED,
        latencyMs: 50,
        stages: [
          { serviceTimeMs: 0, serviceShape: 'constant' },
          { serviceTimeMs: 1, serviceShape: 'constant', policy: 'credits', bound },
        ],
      });
      let most = 0;
      for (let ms = 1; ms <= 3000; ms++) {
        sim.advance(ms * 1000);
        const { outlet } = stateOf(sim, 's1');
        const { buffer, busy } = stateOf(sim, 's2');
        // Sent, and neither taken up by the worker nor waiting in the buffer.
        const begun = counted(sim, 's2.worked') + busy;
        most = Math.max(most, outlet.sent - begun);
        expect(buffered(buffer) + buffer.promised).toBeLessThanOrEqual(bound);
      }
      expect(most).toBe(bound);
      expect(throughput(sim, 's2', 3, 13)).toBe(rate);
      expectClean(sim);
    },
  );
});

describe('GT BP-5: overload 1.5, buffer 100', () => {
  const measure = (policy: string) => {
    const sim = pipeline({
      source: { ratePerSec: 1500 },
      stages: [{ serviceTimeMs: 1, serviceShape: 'exponential', policy, bound: 100 }],
    });
    sim.advance(60 * SEC);
    const dropped = counted(sim, 's1.dropped');
    const loss = dropped / (dropped + counted(sim, 's1.finished'));
    expectClean(sim);
    return { loss, wait: meanIn(sim, 's1.waitMs') };
  };

  it('the loss is the same third, and drop oldest gives survivors a shorter wait', () => {
    const [newest, oldest] = ['dropNewest', 'dropOldest'].map(measure);
    for (const { loss } of [newest, oldest]) expect(Math.abs(loss - 1 / 3)).toBeLessThan(0.01);
    // Near a hundred service times, and near a hundred gaps between arrivals.
    expect(newest.wait).toBeGreaterThan(90);
    expect(newest.wait).toBeLessThan(101);
    expect(oldest.wait).toBeGreaterThan(60);
    expect(oldest.wait).toBeLessThan(72);
  });

  it.each([
    ['dropNewest', [1, 2, 3, 4]],
    ['dropOldest', [1, 98, 99, 100]],
  ])('%s keeps of a burst of a hundred', (policy, kept) => {
    const sim = pipeline({
      source: { ratePerSec: 1000, arrivals: 'even' },
      stages: [{ serviceTimeMs: 60_000, serviceShape: 'constant', policy, bound: 3 }],
    });
    sim.advance(0.1 * SEC);
    const { workers, buffer } = stateOf(sim, 's1');
    const held = [...workers, ...buffer.items].filter((one) => one !== null && one !== 'blocked');
    expect(held.map(({ request }) => request)).toEqual(kept);
  });
});

/** Mean of a histogram up to the last whole second. */
function meanIn(sim: Simulation, metric: string): number {
  const place = sim.model.catalog.places.get(metric);
  if (place?.type !== 'histogram') throw new Error(`There is no histogram called ${metric}.`);
  return meanOf(sim.world.metrics.histogramTotals[place.index]);
}

describe('producer fast, buffer 10, consumer 200 ms, 100 items', () => {
  const burst = (policy: string, more: Values = {}): Simulation => {
    const sim = pipeline({
      source: { ratePerSec: 100, arrivals: 'even' },
      inputs: [at(1005, 'spike', 'source', 0)],
      stages: [{ serviceTimeMs: 200, serviceShape: 'constant', policy, bound: 10, ...more }],
    });
    sim.advance(60 * SEC);
    expect(counted(sim, 'source.requests.arrived')).toBe(100);
    expectClean(sim);
    return sim;
  };

  it.each([
    ['block', 100, 0, 0],
    ['unbounded', 100, 0, 0],
    ['dropNewest', 15, 85, 0],
    ['shed', 15, 0, 85],
    ['credits', 15, 0, 85],
  ])('%s: %i finished, %i dropped, %i refused', (policy, finished, dropped, refused) => {
    const sim = burst(policy);
    expect(counted(sim, 's1.finished')).toBe(finished);
    expect(counted(sim, 's1.dropped')).toBe(dropped);
    expect(counted(sim, 's1.refused')).toBe(refused);
    expect(counted(sim, 'source.requests.rejected')).toBe(refused);
  });

  it('drop oldest finishes as many, and its senders are told nothing', () => {
    const sim = burst('dropOldest');
    expect([counted(sim, 's1.finished'), counted(sim, 's1.dropped')]).toEqual([15, 85]);
    expect(counted(sim, 'source.requests.completed')).toBe(100);
  });
});

describe('memory', () => {
  const hungry = (ratePerSec: number): Parts => ({
    source: { ratePerSec, arrivals: 'even' },
    stages: [
      {
        policy: 'unbounded',
        serviceTimeMs: 50,
        serviceShape: 'constant',
        itemKb: 100,
        memoryMb: 20,
        startMs: 2000,
      },
    ],
  });
  const deaths = (sim: Simulation): number[] =>
    entriesOf(sim, 'node').flatMap(({ subject, atUs }) =>
      (subject as { what: string }).what.startsWith('dies') ? [atUs / SEC] : [],
    );

  it('dies when what came less what went no longer fits, and dies again as long as the overload lasts', () => {
    const sim = pipeline(hungry(40));
    sim.recorder = createRecorder(200_000);
    sim.advance(30 * SEC);
    // 20 a second more than it can do, 200 items of 100 kB: ten seconds; then two to start.
    const [first, second] = deaths(sim);
    expect(Math.abs(first - 10)).toBeLessThan(0.1);
    expect(Math.abs(second - 22)).toBeLessThan(0.1);
    expectClean(sim);
  });

  it('recovers when the overload is over', () => {
    const sim = pipeline({ ...hungry(40), inputs: [at(11_000, 'set', 'source.ratePerSec', 15)] });
    sim.recorder = createRecorder(200_000);
    sim.advance(60 * SEC);
    expect(deaths(sim)).toHaveLength(1);
    expect(nodeIn(sim, 's1')).toMatchObject({ up: true, died: '' });
    expect(buffered(stateOf(sim, 's1').buffer)).toBe(0);
  });
});

describe('whatever happens between stages', () => {
  const between = (policy: string, inputs: readonly Input[]): Simulation => {
    const sim = pipeline({
      source: { ratePerSec: 20, arrivals: 'even' },
      latencyMs: 20,
      inputs: [...inputs, at(20_000, 'spike', 'source', 0)],
      stages: [
        { policy: 'unbounded', serviceTimeMs: 10, workers: 2 },
        { policy, bound: 8, batch: 2, serviceTimeMs: 30 },
      ],
    });
    sim.advance(120 * SEC);
    return sim;
  };
  const trouble = [
    during(2000, 5000, 'loss', 's1<->s2', 0.3),
    during(4000, 7000, 'duplicate', 's1<->s2', 0.3),
    during(6000, 9000, 'reorder', 's1<->s2', 0.3),
    during(10_000, 12_000, 'cut', 's1<->s2'),
    during(13_000, 14_000, 'pause', 's2'),
  ];

  it.each(['block', 'credits', 'unbounded'])(
    '%s: every item is finished once, through loss, copies and cuts',
    (policy) => {
      const sim = between(policy, trouble);
      expect(counted(sim, 's2.finished')).toBe(counted(sim, 'source.requests.arrived'));
      expect(counted(sim, 's1.sentAgain')).toBeGreaterThan(0);
      expectClean(sim);
    },
  );

  it.each(['block', 'credits', 'shed', 'dropNewest', 'dropOldest', 'unbounded'])(
    '%s: goes on after a crash of either side',
    (policy) => {
      const sim = between(policy, [during(3000, 5000, 'crash', 's2'), during(8000, 9000, 'crash', 's1')]);
      const arrived = counted(sim, 's1.taken');
      expect(counted(sim, 's2.finished')).toBeGreaterThan(0.9 * arrived);
      const { outgoing, unanswered } = stateOf(sim, 's1');
      expect([outgoing.length, unanswered.size]).toEqual([0, 0]);
      expectClean(sim);
    },
  );

  it.each([250, 500, 700])('credits get through however long the way: %i ms', (latencyMs) => {
    const sim = pipeline({
      source: { ratePerSec: 20, arrivals: 'even' },
      latencyMs,
      stages: [
        { policy: 'unbounded', serviceTimeMs: 10 },
        { policy: 'credits', bound: 5, serviceTimeMs: 10 },
      ],
    });
    expect(throughput(sim, 's2', 10, 60)).toBeCloseTo(5 / (0.002 * latencyMs), 0);
  });

  it('a policy can be changed while it runs', () => {
    const changes = ['credits', 'block', 'dropOldest', 'credits', 'shed', 'block'];
    const sim = between('block', [
      ...changes.map((policy, index) => at(2000 + 1500 * index, 'set', 's2.policy', policy)),
      at(4000, 'set', 's2.bound', 3),
    ]);
    const lost = counted(sim, 's2.dropped') + counted(sim, 's1.refusedDownstream');
    expect(counted(sim, 's2.finished') + lost).toBe(counted(sim, 'source.requests.arrived'));
    expectClean(sim);
  });
});
