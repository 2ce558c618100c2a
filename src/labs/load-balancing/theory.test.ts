/**
 * The lab's preset *theory* against GT LB-1: mean time in system on ten equal servers with one worker each, Poisson
 * arrivals and exponential service of mean 1 s. Tolerance as in GT 0.2: 3 % or four standard errors, from 20 batches
 * after a tenth of warm-up.
 */
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../kernel/simulation';
import { US_PER_MS, US_PER_S } from '../../kernel/time';
import { buildModel, type KnobValues } from '../../scenario/build';
import { lab } from './lab';

const SERVERS = 10;
const BATCHES = 20;

interface Estimate {
  /** In service times. */
  mean: number;
  standardError: number;
}

/** Mean response time under a load, over so many requests. Promises, windows and hash are left out: they only watch. */
function estimate(load: number, requests: number, knobs: KnobValues): Estimate {
  const theory = lab.presets?.find(({ id }) => id === 'theory')?.knobs;
  const ratePerSec = load * SERVERS;
  const changed = { ...theory, 'clients.clients': 1, 'clients.ratePerSec': ratePerSec, ...knobs };
  const model = buildModel(lab.scenario, { ...changed, 'lb.probeIntervalMs': 600_000 });
  const sim = new Simulation(model, { without: ['invariants', 'windows', 'hash'] });
  const times = sim.world.metrics.histograms[model.responseTime];
  const batchUs = (requests / BATCHES / ratePerSec) * US_PER_S;
  const warmUpUs = (requests / 10 / ratePerSec) * US_PER_S;
  sim.advance(warmUpUs);
  const [firstCount, firstSum] = [times.count, times.sum];
  const means: number[] = [];
  for (let batch = 1; batch <= BATCHES; batch++) {
    const { count, sum } = times;
    sim.advance(warmUpUs + batch * batchUs);
    means.push((times.sum - sum) / (times.count - count));
  }
  const mean = (times.sum - firstSum) / (times.count - firstCount);
  const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (BATCHES - 1);
  const serviceMs = US_PER_S / US_PER_MS;
  return { mean: mean / serviceMs, standardError: Math.sqrt(variance / BATCHES) / serviceMs };
}

/** One number of the table, and how many requests it takes to meet it. */
interface Row {
  strategy: string;
  load: number;
  truth: number;
  requests: number;
  knobs?: KnobValues;
}

const rows: Row[] = [
  { strategy: 'random', load: 0.5, truth: 2, requests: 1e5 },
  { strategy: 'random', load: 0.8, truth: 5, requests: 2e5 },
  { strategy: 'random', load: 0.9, truth: 10, requests: 2e6 },
  { strategy: 'ipHash', load: 0.8, truth: 5, requests: 2e5, knobs: { 'clients.clients': 100_000 } },
  { strategy: 'roundRobin', load: 0.5, truth: 1.3246, requests: 1e5 },
  { strategy: 'roundRobin', load: 0.8, truth: 2.9223, requests: 1.5e5 },
  { strategy: 'roundRobin', load: 0.9, truth: 5.6603, requests: 6e5 },
  { strategy: 'powerOfTwo', load: 0.9, truth: 2.984, requests: 3e5 },
  { strategy: 'leastConnections', load: 0.5, truth: 1.0242, requests: 1e5 },
  { strategy: 'leastConnections', load: 0.8, truth: 1.3555, requests: 1e5 },
  { strategy: 'leastConnections', load: 0.9, truth: 1.913, requests: 3e5 },
];

/** One server with ten workers: nobody waits while any of them is idle. */
const centralQueue: Row = {
  strategy: 'roundRobin',
  load: 0.9,
  truth: 1.669,
  requests: 1.5e5,
  knobs: { 'servers.present': 1, 'servers.workers': 10 },
};

const known = new Map<Row, Estimate>();

/** The estimate for a row, made when it is first asked for. */
function estimateOf(row: Row): Estimate {
  const found =
    known.get(row) ?? estimate(row.load, row.requests, { 'lb.strategy': row.strategy, ...row.knobs });
  known.set(row, found);
  return found;
}

function expectMet(row: Row): void {
  const { mean, standardError } = estimateOf(row);
  expect(Math.abs(mean - row.truth)).toBeLessThanOrEqual(Math.max(0.03 * row.truth, 4 * standardError));
  // Four standard errors are an honest tolerance only while they are small.
  expect(standardError).toBeLessThan(0.03 * row.truth);
}

describe('GT LB-1', { timeout: 300_000 }, () => {
  it.each(rows)('$strategy at load $load: $truth service times', (row) => {
    expectMet(row);
  });

  it('one queue for all at load 0.9: 1.669 service times', () => {
    expectMet(centralQueue);
  });

  it('orders the strategies at load 0.9', () => {
    const order = ['leastConnections', 'powerOfTwo', 'roundRobin', 'random'];
    const ordered = order.flatMap((name) =>
      rows.filter(({ strategy, load }) => strategy === name && load === 0.9),
    );
    const means = [centralQueue, ...ordered].map((row) => estimateOf(row).mean);
    expect(means).toHaveLength(5);
    expect(means).toEqual([...means].sort((a, b) => a - b));
  });
});
