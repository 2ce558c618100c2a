/** What the lab must show, at the exact figures. Experiments and their claims are judged in `labs.test.ts`. */
import { describe, expect, it } from 'vitest';
import { standings } from '../../kernel/invariant';
import type { Session } from '../../run/session';
import { viewOf } from '../../run/view';
import type { CacheNodeState } from '../../nodes/cache/index';
import { dirtyCount, STRATEGIES, type CachingStrategy } from '../../patterns/caching-strategies/index';
import type { Experiment, RunView } from '../../scenario/types';
import { problemsOf, runFor } from '../testing/runs';
import { lab } from './lab';
import story from './story.md?raw';

/** Runs take their time when the machine is busy. */
const BUSY = { timeout: 60_000 };
const SEEDS = [7, 8, 9, 10, 11];
const all = Object.keys(STRATEGIES) as CachingStrategy[];

function experiment(id: string): Experiment {
  const found = lab.experiments.find((one) => one.id === id);
  if (!found) throw new Error(`There is no experiment called ${id}.`);
  return found;
}

/** The run of an experiment with another seed, or the one beside it. */
function runOf(id: string, seed = lab.scenario.seed, beside = false): Session {
  const { knobs, inputs, untilSec, beside: comparison } = experiment(id);
  return runFor(lab, untilSec, { knobs: { ...knobs, ...(beside ? comparison?.knobs : {}) }, inputs, seed });
}

/** An invariant of a run: when it broke, in seconds, or −1; and what it says. */
function verdict({ sim }: Session, id: string): { brokenAtSec: number; says: string } {
  const { brokenAtUs, says } = standings(sim)[lab.invariants.indexOf(id)];
  return { brokenAtSec: brokenAtUs < 0 ? -1 : brokenAtUs / 1e6, says };
}

const rest = new Map<CachingStrategy, RunView>();

/** A minute at rest under a strategy. */
function atRest(strategy: CachingStrategy): RunView {
  let view = rest.get(strategy);
  if (!view) {
    const session = runFor(lab, 60, { knobs: { 'app.strategy': strategy } });
    expect(problemsOf(session)).toEqual([]);
    view = viewOf(session);
    rest.set(strategy, view);
  }
  return view;
}

const hitRatio = (run: RunView): number => run.count('cache.hits') / run.count('cache.lookups');

describe('the lab at rest', BUSY, () => {
  it('can be watched: some requests a second at 1:1, mostly reads', () => {
    const run = viewOf(runFor(lab, 20));
    const rate = run.rate('requests.arrived', 0, 20);
    expect(lab.scenario.pace).toBe(1);
    expect(rate).toBeGreaterThan(20);
    expect(rate).toBeLessThan(60);
    expect(run.count('reads')).toBeGreaterThan(5 * run.count('writesAcknowledged'));
  });

  it('warms up before one’s eyes', () => {
    const { count } = viewOf(runFor(lab, 10));
    const ratio = (fromSec: number): number =>
      count('cache.hits', fromSec, fromSec + 2) / count('cache.lookups', fromSec, fromSec + 2);
    expect(ratio(0)).toBeLessThan(0.45);
    expect(ratio(2)).toBeGreaterThan(ratio(0) + 0.2);
  });

  it('a database without its cache is busier by half its workers, and bears it', () => {
    const inputs = ['6s crash cache'];
    const run = viewOf(runFor(lab, 30, { inputs, knobs: { 'app.strategy': 'cacheAside' } }));
    expect(run.mean('db.busyWorkers', 2, 6)).toBeLessThan(0.8);
    expect(run.mean('db.busyWorkers', 8, 30)).toBeGreaterThan(1.3);
    expect(run.mean('db.busyWorkers', 8, 30)).toBeLessThan(1.7);
    expect(run.count('errorsPerSec')).toBe(0);
  });
});

describe('strategies side by side', BUSY, () => {
  it.each(all)('%s: no read is stale and nothing fails', (strategy) => {
    const run = atRest(strategy);
    expect([run.count('staleReads'), run.count('errorsPerSec')]).toEqual([0, 0]);
    for (const invariant of lab.invariants) expect(run.held(invariant)).toBe(true);
  });

  it('those that keep the written value in the cache hit more and read less from the database', () => {
    for (const keeps of ['writeThrough', 'writeBehind'] as const) {
      for (const deletes of ['cacheAside', 'readThrough', 'writeAround', 'refreshAhead'] as const) {
        expect(hitRatio(atRest(keeps))).toBeGreaterThan(hitRatio(atRest(deletes)) + 0.05);
        expect(atRest(keeps).rate('db.reads')).toBeLessThan(atRest(deletes).rate('db.reads') * 0.8);
        expect(atRest(keeps).mean('app.readTimeMs')).toBeLessThan(atRest(deletes).mean('app.readTimeMs'));
      }
    }
  });

  it('write-behind alone answers writes without the database, and spares it some', () => {
    const behind = atRest('writeBehind');
    for (const strategy of all.filter((one) => one !== 'writeBehind')) {
      expect(behind.quantile('app.writeTimeMs', 0.99)).toBeLessThan(
        atRest(strategy).quantile('app.writeTimeMs', 0.5) * 0.6,
      );
      expect(behind.count('db.writes')).toBeLessThan(atRest(strategy).count('db.writes') * 0.8);
      expect(atRest(strategy).mean('cache.dirtyWrites')).toBe(0);
    }
    expect(behind.mean('cache.dirtyWrites')).toBeGreaterThan(1);
  });

  it('the table of the story says what happens', () => {
    const rows = [...story.matchAll(/^\| ([a-z-]+) \| (.+) \|$/gm)];
    expect(rows.map(([, title]) => title)).toEqual(all.map((strategy) => STRATEGIES[strategy].title));
    for (const [index, strategy] of all.entries()) {
      const run = atRest(strategy);
      expect(rows[index][2]).toBe(
        [
          `${(hitRatio(run) * 100).toFixed(0)} %`,
          `${run.mean('app.readTimeMs').toFixed(0)} ms`,
          `${run.mean('app.writeTimeMs').toFixed(0)} ms`,
          `${run.rate('db.reads').toFixed(1)} reads, ${run.rate('db.writes').toFixed(1)} writes`,
        ].join(' | '),
      );
    }
  });
});

describe('what a crash of the cache loses', BUSY, () => {
  const id = 'acknowledged-writes-survive';
  const inputs = ['9.9s crash cache'];

  it.each(SEEDS)(
    'write-behind: the last write of exactly the keys that were not flushed (seed %d)',
    (seed) => {
      const knobs = { 'app.strategy': 'writeBehind', 'clients.writeRatio': 0.3 };
      const before = runFor(lab, 9.899999, { knobs, seed });
      const cache = before.sim.world.nodes.find((node) => node.id === 'cache')?.state as CacheNodeState;
      expect(cache.buffer.flushing).toEqual([]);
      const unflushed = dirtyCount(cache.buffer);
      expect(unflushed).toBe(new Set([...cache.buffer.newest.keys()]).size);
      expect(unflushed).toBeGreaterThan(3);

      const after = runFor(lab, 16, { knobs, inputs, seed });
      const { brokenAtSec, says } = verdict(after, id);
      expect(brokenAtSec).toBe(9.9);
      expect(says).toMatch(new RegExp(`^The last acknowledged write of ${String(unflushed)} keys is gone`));
      const { count, mean } = viewOf(after);
      const metric = (name: string): number => count(`cache.${name}`);
      expect(mean('cache.dirtyWrites', 12, 16)).toBe(0);
      expect(metric('writesBuffered') - metric('writesCoalesced') - metric('writesFlushed')).toBe(unflushed);
    },
  );

  it('the story names the number', () => {
    expect(verdict(runOf('lost-writes'), id).says).toMatch(/ 9 keys /);
    expect(story).toContain('are the writes that are lost: nine');
  });

  it.each(all.filter((strategy) => strategy !== 'writeBehind'))('%s: nothing', (strategy) => {
    const knobs = { 'app.strategy': strategy, 'clients.writeRatio': 0.3 };
    expect(verdict(runFor(lab, 16, { knobs, inputs }), id).brokenAtSec).toBe(-1);
  });
});

describe('failed flushes', BUSY, () => {
  it.each(SEEDS)('lose nothing: every write arrives (seed %d)', (seed) => {
    const session = runOf('failed-flush', seed);
    const { count, held } = viewOf(session);
    expect(count('cache.flushesFailed')).toBeGreaterThan(0);
    expect(count('cache.writesBuffered')).toBe(count('writesAcknowledged'));
    expect(count('cache.writesFlushed')).toBe(count('cache.writesBuffered') - count('cache.writesCoalesced'));
    expect(held('acknowledged-writes-survive')).toBe(true);
  });
});

describe('races, and their cures', BUSY, () => {
  const stale = (id: string, seed: number, beside = false): number =>
    viewOf(runOf(id, seed, beside)).count('staleReads');

  it.each(['race', 'versions-and-deletes', 'update-order'])(
    '%s: stale with every seed, and never cured ones',
    (id) => {
      for (const seed of SEEDS) {
        expect(stale(id, seed)).toBeGreaterThan(0);
        expect(stale(id, seed, true)).toBe(0);
      }
    },
  );

  it('without overtaking there is no race', () => {
    const { knobs, untilSec } = experiment('race');
    for (const seed of SEEDS)
      expect(viewOf(runFor(lab, untilSec, { knobs, seed })).count('staleReads')).toBe(0);
  });

  it('no strategy reads anything stale when messages overtake, except where the mistake is made', () => {
    const { knobs, inputs, untilSec } = experiment('race');
    for (const strategy of all) {
      const changed = { ...knobs, 'app.strategy': strategy, 'app.fillRule': 'lease' };
      expect(viewOf(runFor(lab, untilSec, { knobs: changed, inputs })).count('staleReads')).toBe(0);
    }
  });

  it('the story says when its promises break', () => {
    const both = verdict(runOf('both-at-once'), 'cache-holds-what-database-held');
    const update = verdict(runOf('update-order'), 'no-stale-read');
    expect(story).toContain(`breaks after ${both.brokenAtSec.toFixed(1)} s. [Update instead`);
    expect(story).toContain(`*No stale read* breaks after ${update.brokenAtSec.toFixed(1)} s`);
  });

  it.each(SEEDS)('both at once: what the database refused is served, and not otherwise (seed %d)', (seed) => {
    const id = 'cache-holds-what-database-held';
    expect(verdict(runOf('both-at-once', seed), id).brokenAtSec).toBeGreaterThan(0);
    expect(verdict(runOf('both-at-once', seed, true), id).brokenAtSec).toBe(-1);
  });
});

describe('presets', BUSY, () => {
  it('GT C-4f: nine hits in ten make 3 ms', () => {
    const [{ knobs }] = lab.presets ?? [];
    const [warm, whole] = [200, 1000].map((seconds) => viewOf(runFor(lab, seconds, { knobs })));
    const counted = (metric: string): number => whole.count(metric) - warm.count(metric);
    const hits = counted('cache.hits') / counted('cache.lookups');
    expect(Math.abs(hits - 0.9)).toBeLessThan(4 * Math.sqrt(0.09 / 32_000));
    const expectedMs = hitRatio(whole) * 1 + (1 - hitRatio(whole)) * (1 + 20);
    expect(whole.mean('app.readTimeMs')).toBeCloseTo(expectedMs, 1);
  });
});
