import { describe, expect, it } from 'vitest';
import { meanOf, quantile } from '../kernel/histogram';
import { countBetween, histogramBetween, totalsOf } from '../kernel/readings';
import { conservationProblems } from '../kernel/testing/conservation';
import { US_PER_S } from '../kernel/time';
import { parseInput } from '../scenario/words';
import { hasMetric, placeOf } from './metrics-of';
import { chain, logOf, openSession } from './testing/sessions';
import { summarise, viewOf } from './view';

const crash = parseInput('10s..12s crash back', 'c');
if (!crash.ok) throw new Error(crash.problem);

const session = openSession({ ...chain, warmUpSec: 5 }, { log: logOf(crash.value) });
session.advance(20.5 * US_PER_S);
const view = viewOf(session);
const { model, playheadUs } = session;
const { metrics } = session.sim.world;
const totals = totalsOf(metrics, playheadUs);
const index = (name: string): number => placeOf(model, name).index;

describe('a finished run as claims read it', () => {
  it('counts since the warm-up, or between two times', () => {
    expect(view.untilSec).toBe(20.5);
    expect(view.count('requests.completed')).toBe(totals.count(index('requests.completed')));
    const between = countBetween(
      metrics,
      index('requests.timedOut'),
      10 * US_PER_S,
      13 * US_PER_S,
      playheadUs,
    );
    expect(view.count('requests.timedOut', 10, 13)).toBe(between);
    expect(view.count('requests.arrived', 0)).toBeGreaterThan(view.count('requests.arrived'));
    expect(view.count('requests.arrived', 5)).toBe(view.count('requests.arrived'));
  });

  it('the parts of a stretch add up', () => {
    const parts = [5, 9.3, 10, 14.7, 20.5].map((to, i, all) =>
      i === 0 ? 0 : view.count('requests.arrived', all[i - 1], to),
    );
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(view.count('requests.arrived'), 9);
  });

  it('a rate is a count over its stretch, which ends where the run does', () => {
    expect(view.rate('requests.arrived')).toBe(view.count('requests.arrived') / 15.5);
    expect(view.rate('requests.arrived', 18, 99)).toBeCloseTo(
      view.count('requests.arrived', 18, 99) / 2.5,
      9,
    );
    expect(view.rate('requests.arrived', 30, 40)).toBeNaN();
    expect(view.rate('requests.arrived')).toBeGreaterThan(45);
    expect(view.rate('requests.arrived')).toBeLessThan(75);
  });

  it('means and quantiles are those of the totals, or of the stretch', () => {
    const all = totals.histogram(index('responseTimeMs'));
    expect(view.mean('responseTimeMs')).toBe(meanOf(all));
    expect(view.quantile('responseTimeMs', 0.99)).toBe(quantile(all, 0.99));
    const some = histogramBetween(metrics, index('responseTimeMs'), 13 * US_PER_S, 18 * US_PER_S);
    expect(view.mean('responseTimeMs', 13, 18)).toBe(meanOf(some));
    expect(view.quantile('responseTimeMs', 0.5, 13, 18)).toBe(quantile(some, 0.5));
    expect(view.mean('back.busyWorkers')).toBe(totals.mean(index('back.busyWorkers')));
    expect(view.mean('back.busyWorkers', 10.1, 11.9)).toBe(0);
    expect(view.quantile('back.busyWorkers', 0.5)).toBeNaN();
  });

  it('derived metrics are what they are made of', () => {
    expect(view.count('goodputPerSec')).toBe(
      view.count('requests.completed') - view.count('requests.degraded'),
    );
    const errors = ['failed', 'rejected', 'timedOut', 'dropped'].map((name) =>
      view.count(`requests.${name}`),
    );
    expect(view.count('errorsPerSec')).toBe(errors.reduce((sum, count) => sum + count, 0));
    expect(
      ['goodputPerSec', 'requests.lost', 'happiness', 'toString'].map((name) => hasMetric(model, name)),
    ).toEqual([true, true, false, false]);
  });

  it('says when something was counted last, to a tenth of a second', () => {
    const ended = view.lastSec('requests.timedOut');
    expect(view.count('requests.timedOut', ended - 0.1, ended)).toBeGreaterThan(0);
    expect(view.count('requests.timedOut', ended)).toBe(0);
    expect(view.lastSec('requests.arrived')).toBe(20.5);
    expect(view.lastSec('requests.lost')).toBe(-1);
    expect(view.lastSec('errorsPerSec')).toBe(
      Math.max(
        ...['failed', 'rejected', 'timedOut', 'dropped'].map((name) => view.lastSec(`requests.${name}`)),
      ),
    );
  });

  it('an unknown name is an error that names it', () => {
    expect(() => view.count('happiness')).toThrow('There is no metric called happiness.');
    expect(() => view.held('peace')).toThrow('The run watches no invariant called peace.');
  });

  it('a quantile of long runs does not mix the warm-up in, however windows were merged', () => {
    const long = openSession({ ...chain, warmUpSec: 5 }, { recorded: false });
    long.advance(700 * US_PER_S);
    const all = totalsOf(long.sim.world.metrics, long.playheadUs).histogram(
      placeOf(long.model, 'responseTimeMs').index,
    );
    expect(viewOf(long).mean('responseTimeMs')).toBe(meanOf(all));
    expect(conservationProblems(long.sim)).toEqual([]);
  }, 60_000);
});

describe('a run in one object', () => {
  const summary = summarise(session, 'chain', ['10s..12s crash back']);

  it('has its making, position and hash', () => {
    expect(summary).toMatchObject({
      lab: 'chain',
      seed: 3,
      untilUs: 20_500_000,
      warmUpUs: 5_000_000,
      knobs: {},
      inputs: ['10s..12s crash back'],
      events: session.sim.world.events,
      traceHash: session.sim.hashHex(),
      nodes: { clients: { up: true }, front: { up: true }, back: { up: true } },
      invariants: [],
    });
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  it('has every metric with something to say, of the measured part', () => {
    expect(summary.metrics['requests.completed']).toEqual({
      count: view.count('requests.completed'),
      rate: view.rate('requests.completed'),
    });
    expect(summary.metrics['back.queueLength']).toEqual({ mean: view.mean('back.queueLength') });
    expect(summary.metrics.responseTimeMs).toMatchObject({
      mean: view.mean('responseTimeMs'),
      p99: view.quantile('responseTimeMs', 0.99),
    });
    expect(summary.metrics.throughputPerSec).toMatchObject({ count: view.count('throughputPerSec') });
    expect(Object.keys(summary.metrics)).not.toContain('requests.lost');
  });
});
