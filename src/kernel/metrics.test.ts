import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile } from './histogram';
import {
  closeWindows,
  createCatalog,
  createMetrics,
  observeValue,
  registerMetric,
  setGauge,
  WINDOWS_KEPT,
  type Metrics,
} from './metrics';
import {
  countBetween,
  firstWindowAfter,
  gaugeMean,
  histogramBetween,
  lastCountUs,
  totalsOf,
  windowsBetween,
} from './readings';
import { conservationProblems, counted } from './testing/conservation';
import { MS, plannedKind, SEC, tinyKind, tinyRun, type Moment } from './testing/tiny';

const catalog = createCatalog();
const spec = { unit: '', help: '', better: 'neither' } as const;
const COUNTER = registerMetric(catalog, 'counter', { type: 'counter', ...spec });
const GAUGE = registerMetric(catalog, 'gauge', { type: 'gauge', ...spec });
const HISTOGRAM = registerMetric(catalog, 'histogram', { type: 'histogram', ...spec });

/** Something measured: a time, and a number that is counted, set as the gauge, and put into the histogram. */
type Sample = [us: number, value: number];

function measure(samples: readonly Sample[], nowUs: number, warmUpUs = 0): Metrics {
  const metrics = createMetrics(catalog, warmUpUs);
  for (const [us, value] of samples) {
    closeWindows(metrics, us);
    metrics.counters[COUNTER] += value;
    setGauge(metrics, GAUGE, value, us);
    observeValue(metrics, HISTOGRAM, value);
  }
  closeWindows(metrics, nowUs);
  return metrics;
}

const within = (samples: readonly Sample[], fromUs: number, toUs: number): Sample[] =>
  samples.filter(([us]) => us >= fromUs && us < toUs);
const total = (samples: readonly Sample[]): number => samples.reduce((sum, [, value]) => sum + value, 0);

/** Integral of the gauge between two times, in value × µs. */
function area(samples: readonly Sample[], fromUs: number, toUs: number): number {
  let sum = 0;
  for (const [i, [us, value]] of samples.entries()) {
    const endUs = samples[i + 1]?.[0] ?? Infinity;
    sum += value * Math.max(0, Math.min(toUs, endUs) - Math.max(fromUs, us));
  }
  return sum;
}

const samplesOf = (maxUs: number, maxLength: number): fc.Arbitrary<Sample[]> =>
  fc
    .array(
      fc.tuple(
        fc.oneof(
          fc.nat(maxUs),
          fc.nat(maxUs / 100_000).map((n) => n * 100_000),
        ),
        fc.nat(9),
      ),
      { maxLength },
    )
    .map((list) => list.sort(([one], [other]) => one - other));

describe('windows', () => {
  it('[K-M1] hold 100 ms and 1 s; what comes at the end of one belongs to the next', () => {
    const m = measure(
      [
        [0, 1],
        [99_999, 2],
        [100_000, 4],
        [1_000_000, 8],
      ],
      1_200_000,
    );
    expect(
      m.fast
        .map(({ fromUs, toUs, counters }) => [fromUs, toUs, counters[COUNTER]])
        .filter(([, , n]) => n > 0),
    ).toEqual([
      [0, 100_000, 3],
      [100_000, 200_000, 4],
      [1_000_000, 1_100_000, 8],
    ]);
    expect(m.slow.map(({ fromUs, toUs, histograms }) => [fromUs, toUs, histograms[HISTOGRAM].count])).toEqual(
      [[0, 1_000_000, 3]],
    );
    expect([m.fast.length, m.fromUs, m.slowFromUs]).toEqual([12, 1_200_000, 1_000_000]);
  });

  it('[K-M2] a gauge is its mean over time', () => {
    const m = measure(
      [
        [0, 4],
        [25_000, 8],
        [250_000, 0],
      ],
      400_000,
    );
    expect(m.fast.map(({ gauges }) => gauges[GAUGE])).toEqual([7, 8, 4, 0]);
  });

  it('[K-M3] beyond 600 the older half is merged: sums stay, and the last half minute stays fine', () => {
    fc.assert(
      fc.property(
        samplesOf(200 * SEC, 60),
        fc.integer({ min: 60 * SEC, max: 260 * SEC }),
        (samples, nowUs) => {
          const m = measure(within(samples, 0, nowUs), nowUs);
          expect(m.fast.length).toBeLessThanOrEqual(WINDOWS_KEPT);
          expect(m.fast.reduce((sum, { counters }) => sum + counters[COUNTER], m.counters[COUNTER])).toBe(
            total(within(samples, 0, nowUs)),
          );
          for (const [i, window] of m.fast.entries())
            expect(window.fromUs).toBe(i === 0 ? 0 : m.fast[i - 1].toUs);
          for (const { fromUs, toUs } of m.fast.slice(-300)) expect(toUs - fromUs).toBe(100_000);
          const integral = m.fast.reduce(
            (sum, { fromUs, toUs, gauges }) => sum + gauges[GAUGE] * (toUs - fromUs),
            0,
          );
          expect(integral).toBeCloseTo(area(samples, 0, m.fromUs), 0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('[K-M3] an hour, and a long silence, take no more room', () => {
    const samples = Array.from({ length: 3_600 }, (_, i): Sample => [i * SEC + 5, i % 7]);
    const m = measure([...samples, [5 * 3_600 * SEC, 1]], 5 * 3_600 * SEC + 5);
    expect([m.fast.length <= WINDOWS_KEPT, m.slow.length <= WINDOWS_KEPT]).toEqual([true, true]);
    const { count, histogram } = totalsOf(m, 5 * 3_600 * SEC + 5);
    expect([count(COUNTER), histogram(HISTOGRAM).count]).toEqual([total(samples) + 1, 3_601]);
    expect(histogramBetween(m, HISTOGRAM, 0, Infinity).count).toBe(3_601);
  });
});

describe('readings', () => {
  it('[K-M5] between two ends of windows, they are exact', () => {
    const bounds = fc
      .tuple(fc.nat(60), fc.nat(60))
      .map(([a, b]) => [Math.min(a, b) * 100_000, Math.max(a, b) * 100_000]);
    fc.assert(
      fc.property(
        samplesOf(5 * SEC, 60),
        bounds,
        fc.integer({ min: 6_000_001, max: 7_000_000 }),
        (samples, [fromUs, toUs], nowUs) => {
          const m = measure(samples, nowUs);
          expect(countBetween(m, COUNTER, fromUs, toUs, nowUs)).toBe(total(within(samples, fromUs, toUs)));
          const mean = gaugeMean(m, GAUGE, fromUs, toUs, nowUs);
          if (toUs > fromUs) expect(mean).toBeCloseTo(area(samples, fromUs, toUs) / (toUs - fromUs), 9);
          else expect(mean).toBeNaN();
        },
      ),
    );
  });

  it('[K-M5] a window that is partly inside counts by its share, and so does the open one', () => {
    const m = measure(
      [
        [0, 10],
        [100_000, 20],
        [210_000, 40],
      ],
      240_000,
    );
    expect(countBetween(m, COUNTER, 50_000, 125_000, 240_000)).toBe(5 + 5);
    expect(countBetween(m, COUNTER, 0, 240_000, 240_000)).toBe(70);
    expect(countBetween(m, COUNTER, 0, 220_000, 240_000)).toBe(30 + 20);
    expect(countBetween(m, COUNTER, 0, 999_999, 240_000)).toBe(70);
    expect(gaugeMean(m, GAUGE, 150_000, 240_000, 240_000)).toBeCloseTo((50 * 20 + 10 * 20 + 30 * 40) / 90, 9);
  });

  it('[K-M5] histograms count every window that is inside at all', () => {
    const m = measure(
      [
        [500_000, 1],
        [1_500_000, 2],
        [2_500_000, 3],
      ],
      2_600_000,
    );
    const counts = (fromUs: number, toUs: number): number =>
      histogramBetween(m, HISTOGRAM, fromUs, toUs).count;
    expect([
      counts(0, 1_000_000),
      counts(1_000_000, 2_000_000),
      counts(999_999, 1_000_001),
      counts(2_000_000, 2_600_000),
      counts(0, 9e9),
    ]).toEqual([1, 1, 2, 1, 3]);
    expect(quantile(histogramBetween(m, HISTOGRAM, 0, 9e9), 1)).toBe(3);
  });

  it('[K-M4] totals leave the warm-up out, to the end of its second', () => {
    fc.assert(
      fc.property(
        samplesOf(9 * SEC, 60),
        fc.integer({ min: 0, max: 4 * SEC }),
        fc.integer({ min: 9 * SEC, max: 12 * SEC }),
        (samples, warmUpUs, nowUs) => {
          const m = measure(samples, nowUs, warmUpUs);
          const fromUs = Math.ceil(warmUpUs / SEC) * SEC;
          const { count, histogram, mean, spanUs } = totalsOf(m, nowUs);
          expect([m.warmUpUs, spanUs]).toEqual([fromUs, nowUs - fromUs]);
          expect(count(COUNTER)).toBe(total(within(samples, fromUs, Infinity)));
          expect(histogram(HISTOGRAM).count).toBe(within(samples, fromUs, Infinity).length);
          expect(mean(GAUGE)).toBeCloseTo(area(samples, fromUs, nowUs) / spanUs, 9);
        },
      ),
    );
  });

  it('[K-M4] a gauge that has stood still since before the warm-up ended keeps its mean', () => {
    const metrics = measure([[1_950_000, 6]], 1_950_000, 2 * SEC);
    const { count, mean, spanUs } = totalsOf(metrics, 12 * SEC);
    expect([count(COUNTER), mean(GAUGE), spanUs]).toEqual([0, 6, 10 * SEC]);
    expect(totalsOf(metrics, 1_960_000).mean(GAUGE)).toBeNaN();
  });

  it('[K-M5] the windows of a stretch, with the open one', () => {
    const m = measure(
      [
        [0, 1],
        [150_000, 2],
        [230_000, 4],
      ],
      240_000,
    );
    const shown = (fromUs: number, toUs: number) =>
      windowsBetween(m, fromUs, toUs, 240_000).map((window) => [
        window.fromUs,
        window.toUs,
        window.counters[COUNTER],
        window.gauges[GAUGE],
      ]);
    expect(shown(0, 240_000)).toEqual([
      [0, 100_000, 1, 1],
      [100_000, 200_000, 2, 1.5],
      [200_000, 240_000, 4, 2.5],
    ]);
    expect(shown(100_000, 200_000)).toEqual([[100_000, 200_000, 2, 1.5]]);
    expect(m.fast).toHaveLength(2);
  });

  it('says when something was counted last', () => {
    const m = measure(
      [
        [150_000, 2],
        [450_000, 0],
      ],
      700_000,
    );
    expect(lastCountUs(m, COUNTER, 700_000)).toBe(200_000);
    expect(lastCountUs(measure([], 700_000), COUNTER, 700_000)).toBe(-1);
    expect(lastCountUs(measure([[650_000, 1]], 670_000), COUNTER, 670_000)).toBe(670_000);
    expect(firstWindowAfter(m.fast, 100_000)).toBe(1);
  });
});

describe('requests', () => {
  const plan: Moment[] = [
    [
      1,
      (ctx) => {
        ctx.beginRequest();
        ctx.beginRequest();
        ctx.beginRequest();
      },
    ],
    [
      5,
      (ctx) => {
        ctx.endRequest('completed', 1 * MS);
      },
    ],
    [
      7,
      (ctx) => {
        ctx.endRequest('degraded', 1 * MS);
      },
    ],
    [
      9,
      (ctx) => {
        ctx.endRequest('timedOut', 1 * MS);
      },
    ],
  ];

  it('[K-R3] good ends go into the response time, all ends into the time to an answer', () => {
    const { sim } = tinyRun({ nodes: { a: plannedKind(plan) } }, [], 20);
    const { metrics } = sim.world;
    const { model } = sim;
    const of = (index: number): number[] => [metrics.histograms[index].count, metrics.histograms[index].sum];
    expect([of(model.responseTime), of(model.answerTime)]).toEqual([
      [2, 4 + 6],
      [3, 4 + 6 + 8],
    ]);
    expect(
      ['arrived', 'completed', 'degraded', 'timedOut'].map((name) => counted(sim, `a.requests.${name}`)),
    ).toEqual([3, 2, 1, 1]);
  });

  it('[K-R1] [K-R2] the books come out at every moment, whatever the end', () => {
    const ends = ['completed', 'degraded', 'failed', 'rejected', 'timedOut'] as const;
    const callee = tinyKind({
      onMessage: (ctx, _state, message) => {
        const turn = ctx.below('ends', ends.length + 3);
        if (turn < ends.length) ctx.reply(message, ends[turn]);
        else if (turn === ends.length) ctx.abandon(message, 'dropped');
        else if (turn === ends.length + 1) ctx.abandon(message, 'cancelled');
      },
    });
    const asks = Array.from({ length: 400 }, (_, i): Moment => [
      i / 4,
      (ctx) => ctx.call('b', 'request', null),
    ]);
    const { sim } = tinyRun({ nodes: { a: plannedKind(asks), b: callee } });
    while (sim.step()) expect(conservationProblems(sim)).toEqual([]);
    const statuses = [...ends, 'dropped', 'cancelled'].map((name) => counted(sim, `b.requests.${name}`));
    expect(statuses.every((count) => count > 20)).toBe(true);
  });

  it('the check of the books finds what is wrong', () => {
    const { sim } = tinyRun({ nodes: { a: plannedKind(plan) } }, [], 20);
    sim.world.nodes[0].openLogical = 3;
    expect(conservationProblems(sim)).toEqual([
      'a: 3 arrived 3 ended 3 in flight',
      'the run: 3 arrived 3 ended 3 in flight',
    ]);
  });

  it('a kind can only measure what it declared', () => {
    const count = plannedKind([
      [
        1,
        (ctx) => {
          ctx.count('made up');
        },
      ],
    ]);
    expect(() => tinyRun({ nodes: { a: count } }, [], 2)).toThrow(
      'The kind of a declares no metric called made up.',
    );
  });
});
