/** What the lab must show, at the exact figures. Experiments and their claims are judged in `labs.test.ts`. */
import { describe, expect, it } from 'vitest';
import { standings } from '../../kernel/invariant';
import type { CallTimer } from '../../kernel/calls';
import type { Message } from '../../kernel/message';
import type { Simulation } from '../../kernel/simulation';
import { US_PER_MS } from '../../kernel/time';
import { viewOf } from '../../run/view';
import type { KnobValues } from '../../scenario/build';
import type { RunView } from '../../scenario/types';
import { problemsOf, runFor, type RunParts } from '../testing/runs';
import { changesOf, entriesOf, traced } from '../testing/traces';
import { lab } from './lab';

/** Requests the balancer sent, probes left out. */
function dispatched(sim: Simulation): { atMs: number; to: string; client: number }[] {
  return entriesOf(sim, 'send').flatMap(({ atUs, subject }) => {
    const { from, to, role, body } = subject as Message;
    if (from !== 'lb' || role !== 'request') return [];
    return [{ atMs: atUs / US_PER_MS, to, client: (body as { client: number }).client }];
  });
}

/** When a client ran out of patience. */
function timeoutsMs(sim: Simulation): number[] {
  const clients = sim.model.nodeIndex.get('clients');
  return entriesOf(sim, 'call')
    .filter(({ node, subject }) => node === clients && (subject as CallTimer).purpose === 'giveUp')
    .map(({ atUs }) => atUs / US_PER_MS);
}

function view(seconds: number, parts: RunParts): RunView {
  return viewOf(runFor(lab, seconds, parts));
}

/** Share of the requests that arrived at s1 to s4 which went to one of them. */
function shareOf(run: RunView, id: string, fromSec?: number, toSec?: number): number {
  const arrived = (server: string): number => run.count(`${server}.requests.arrived`, fromSec, toSec);
  return arrived(id) / ['s1', 's2', 's3', 's4'].reduce((sum, server) => sum + arrived(server), 0);
}

const PATIENT = { 'clients.timeoutMs': 0, 'lb.serverTimeoutMs': 0, 'servers.queueCapacity': 10_000 };
/** Runs take their time when the machine is busy. */
const BUSY = { timeout: 60_000 };
const SEEDS = [7, 8, 9, 10];

describe('the lab at rest', BUSY, () => {
  it('can be watched: some requests a second at 1:1, and probes twice a second', () => {
    const rate = view(20, {}).rate('requests.arrived', 0, 20);
    expect(lab.scenario.pace).toBe(1);
    expect(rate).toBeGreaterThan(20);
    expect(rate).toBeLessThan(60);
  });
});

describe('GT LB-4, on the balancer of the lab', BUSY, () => {
  const letters: Readonly<Record<string, string>> = { s1: 'a', s2: 'b', s3: 'c' };

  it.each([
    ['weightedSmooth', [5, 1, 1], 'aabacaa'],
    ['weightedSmooth', [4, 3, 2], 'abcabacba'],
    ['weightedSmooth', [3, 1], 'aaba'],
    ['weightedSmooth', [1, 2, 3], 'cbacbc'],
    ['weightedInterleaved', [4, 3, 2], 'aababcabc'],
  ])('%s with weights %j: %s, over and over', (strategy, weights, cycle) => {
    const own = weights.map((weight, index) => [`s${String(index + 1)}.weight`, weight] as const);
    const knobs = { 'lb.strategy': strategy, 'servers.present': weights.length, ...Object.fromEntries(own) };
    // The first probes are answered, all in the same instant, two links after the first interval.
    const weightsKnownMs = 500 + 2 * 130;
    const order = dispatched(traced(lab, 5, knobs)).filter(({ atMs }) => atMs > weightsKnownMs);
    const picks = order.map(({ to }) => letters[to]).join('');
    expect(picks.length).toBeGreaterThan(5 * cycle.length);
    expect(picks).toBe(cycle.repeat(100).slice(0, picks.length));
  });
});

describe('a server that dies', BUSY, () => {
  const [intervalMs, timeoutMs, wireMs, clientTimeoutMs, threshold] = [500, 400, 130, 2000, 3];

  it.each([6000, 6100, 6130, 6131, 6250, 6499])('at %i ms: gets nothing once three probes failed', (atMs) => {
    const sim = traced(lab, 18, {}, [`${String(atMs)}ms crash s2`]);
    // The first probe to fail is the first to arrive at or after the crash.
    const firstLostMs = Math.ceil((atMs - wireMs) / intervalMs) * intervalMs;
    const removedMs = firstLostMs + (threshold - 1) * intervalMs + timeoutMs;
    expect(changesOf(sim, 's2')).toEqual([`${String(removedMs)} healthy unhealthy`]);
    const lastSentMs = Math.max(
      ...dispatched(sim)
        .filter(({ to }) => to === 's2')
        .map(({ atMs: at }) => at),
    );
    expect(lastSentMs).toBeGreaterThan(removedMs - 500);
    expect(lastSentMs).toBeLessThanOrEqual(removedMs);
    expect(lastSentMs).toBeLessThanOrEqual(atMs + threshold * intervalMs + timeoutMs);
    const errorsMs = timeoutsMs(sim);
    expect(errorsMs.length).toBeGreaterThan(5);
    expect(Math.max(...errorsMs)).toBeLessThanOrEqual(lastSentMs + clientTimeoutMs);
    expect(viewOf(runFor(lab, 18, { inputs: [`${String(atMs)}ms crash s2`] })).count('errorsPerSec')).toBe(
      errorsMs.length,
    );
  });

  it('is let in again two good probes after its restart, and gets its share', () => {
    const inputs = ['6s crash s2', '10s restart s2'];
    const knobs = { 'lb.strategy': 'leastConnections' };
    expect(changesOf(traced(lab, 14, knobs, inputs), 's2').at(-1)).toBe('10760 unhealthy healthy');
    const run = view(40, { inputs, knobs });
    // What was in flight to it when it died was given up after the server timeout, and no longer counts as load.
    expect(shareOf(run, 's2', 12, 40)).toBeGreaterThan(0.22);
    expect(run.count('errorsPerSec', 12, 40)).toBe(0);
  });
});

describe('a server five times slower', BUSY, () => {
  // 80 requests a second are what four servers with two workers and 100 ms can do.
  const cases = ['leastConnections', 'powerOfTwo'].flatMap((strategy) =>
    [24, 40, 56].map((rate) => [strategy, rate] as const),
  );

  it.each(cases)('%s at %i requests a second keeps p99 under a third of round robin’s', (strategy, rate) => {
    const p99 = (name: string): number =>
      view(40, {
        knobs: { ...PATIENT, 'clients.ratePerSec': rate, 'lb.strategy': name },
        inputs: ['2s slow s3 5'],
      }).quantile('responseTimeMs', 0.99, 10, 40);
    expect(rate / 80).toBeGreaterThanOrEqual(0.3);
    expect(p99(strategy)).toBeLessThan(p99('roundRobin') / 3);
  });
});

describe('load as old as the last probe', BUSY, () => {
  const meanMs = (strategy: string, seed: number, knobs: KnobValues): number =>
    view(120, {
      seed,
      knobs: {
        ...PATIENT,
        'links.latencyMs': 0,
        'clients.ratePerSec': 50,
        'lb.loadSource': 'probes',
        'lb.strategy': strategy,
        ...knobs,
      },
    }).mean('responseTimeMs', 10, 120);

  it.each([2, 3, 5])('of up to %i service times makes least connections worse than two choices', (times) => {
    const knobs = { 'lb.probeIntervalMs': times * 100, 'lb.probeTimeoutMs': times * 100 };
    for (const seed of SEEDS) {
      expect(meanMs('leastConnections', seed, knobs)).toBeGreaterThan(meanMs('powerOfTwo', seed, knobs));
    }
  });

  it('that is fresh makes it better', () => {
    for (const seed of SEEDS) {
      const knobs = { 'lb.loadSource': 'own' };
      expect(meanMs('leastConnections', seed, knobs)).toBeLessThan(meanMs('powerOfTwo', seed, knobs));
    }
  });
});

describe('clients tied to servers', BUSY, () => {
  /** Where each client was served, in turn and without repetition, before and after a time. */
  function placesOf(sim: Simulation, splitMs: number) {
    const before = new Map<number, Set<string>>();
    const after = new Map<number, Set<string>>();
    for (const { atMs, to, client } of dispatched(sim)) {
      const places = atMs < splitMs ? before : after;
      places.set(client, (places.get(client) ?? new Set()).add(to));
    }
    return { before, after, both: [...before.keys()].filter((client) => after.has(client)) };
  }

  const knobs = { 'clients.clients': 100, 'clients.clientSkew': 0 };
  const crash = ['20s crash s2'];
  // Removed at 21.4 s, as above.
  const REMOVED_MS = 21_400;

  it('stay where they are under IP hash, and only those of a dead server move', () => {
    const sim = traced(lab, 50, { ...knobs, 'lb.strategy': 'ipHash' }, crash);
    const { before, after, both } = placesOf(sim, REMOVED_MS);
    expect(both.length).toBeGreaterThan(90);
    for (const servers of [...before.values(), ...after.values()]) expect(servers.size).toBe(1);
    const placeIn = (places: typeof before, client: number): string => [...(places.get(client) ?? [])].join();
    const moved = both.filter((client) => placeIn(before, client) !== placeIn(after, client));
    const ofTheDead = both.filter((client) => placeIn(before, client) === 's2');
    expect(moved).toEqual(ofTheDead);
    expect(moved.length).toBeGreaterThan(15);
    // They are spread over all others.
    expect(new Set(moved.map((client) => placeIn(after, client)))).toEqual(new Set(['s1', 's3', 's4']));
  });

  it('nearly all move under the modulo', () => {
    const sim = traced(lab, 50, { ...knobs, 'lb.strategy': 'moduloHash' }, crash);
    const { before, after, both } = placesOf(sim, REMOVED_MS);
    const moved = both.filter((client) =>
      [...(before.get(client) ?? [])].every((id) => !after.get(client)?.has(id)),
    );
    expect(moved.length / both.length).toBeGreaterThan(0.65);
    expect(moved.length / both.length).toBeLessThan(0.85);
  });

  it.each([0, 8000])('return to a server that comes back, with %i ms of slow start', (slowStartMs) => {
    const inputs = ['5s crash s2', '10s restart s2'];
    const own = { ...knobs, 'lb.slowStartMs': slowStartMs };
    const run = view(40, { knobs: { ...own, 'lb.strategy': 'ipHash' }, inputs });
    expect(run.held('sticky-clients')).toBe(true);
    expect(run.count('lb.movedClients')).toBe(0);
    expect(shareOf(run, 's2', 25, 40)).toBeGreaterThan(0.15);
    const other = view(40, { knobs: { ...own, 'lb.strategy': 'moduloHash' }, inputs });
    expect(other.held('sticky-clients')).toBe(false);
    expect(other.count('lb.movedClients')).toBeGreaterThan(50);
  });
});

describe('the black hole', BUSY, () => {
  // At 53 requests a second four workers of 60 ms are at 80 % load.
  const knobs = {
    'links.latencyMs': 2,
    'servers.workers': 1,
    'servers.serviceTimeMs': 60,
    'clients.ratePerSec': 53,
    's2.failureRatio': 1,
    's2.failsFast': true,
  };

  it.each(SEEDS)('gets half of all requests under least connections, with seed %i', (seed) => {
    const run = view(120, { seed, knobs: { ...knobs, 'lb.strategy': 'leastConnections' } });
    expect(Math.abs(shareOf(run, 's2') - 0.5)).toBeLessThan(0.05);
  });

  it.each(SEEDS)('gets a quarter under round robin, with seed %i', (seed) => {
    const run = view(120, { seed, knobs: { ...knobs, 'lb.strategy': 'roundRobin' } });
    expect(Math.abs(shareOf(run, 's2') - 0.25)).toBeLessThan(0.001);
  });

  it('is ended by ejection, for longer each time', () => {
    const ejecting = { ...knobs, 'clients.ratePerSec': 40, 'lb.ejection': true, 'lb.ejectionMs': 2000 };
    const sim = traced(lab, 30, { ...ejecting, 'lb.strategy': 'leastConnections' });
    const times = changesOf(sim, 's2').map((change) => change.split(' '));
    const out = times.filter(([, , to]) => to === 'ejected').map(([ms]) => Number(ms));
    const back = times.filter(([, , to]) => to === 'healthy').map(([ms]) => Number(ms));
    const lengths = back.slice(0, 4).map((ms, index) => Math.round(ms - out[index]));
    expect(lengths).toEqual([2000, 4000, 6000, 8000]);
    const sent = dispatched(sim).filter(({ to }) => to === 's2');
    for (const { atMs } of sent)
      expect(out.some((ms, i) => atMs > ms && atMs < (back[i] ?? Infinity))).toBe(false);
  });

  it('comes back when its ejection ends, also when the balancer’s clock runs fast', () => {
    const ejecting = { ...knobs, 'clients.ratePerSec': 40, 'lb.ejection': true };
    const sim = traced(lab, 12, { ...ejecting, 'lb.strategy': 'leastConnections' }, ['0s drift lb 1.1']);
    const [out, back] = changesOf(sim, 's2').map((change) => Number(change.split(' ')[0]));
    expect(back - out).toBeCloseTo(5000, 6);
  });
});

describe('slow start', BUSY, () => {
  /** Share of s2 in four quarters of its warm-up and in as much time after it. */
  function sharesUnder(strategy: string): number[] {
    const knobs = {
      'lb.slowStartMs': 8000,
      'lb.strategy': strategy,
      'clients.ratePerSec': 400,
      'clients.clients': 10_000,
      'clients.clientSkew': 0,
      'servers.serviceTimeMs': 5,
    };
    const sim = traced(lab, 20, knobs, ['3s crash s2', '6s restart s2']);
    const [, back, warm] = changesOf(sim, 's2');
    expect([back, warm]).toEqual(['6760 unhealthy warming', '14760 warming healthy']);
    const sent = dispatched(sim);
    return [6760, 8760, 10_760, 12_760, 14_760].map((fromMs) => {
      const during = sent.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + 2000);
      return during.filter(({ to }) => to === 's2').length / during.length;
    });
  }

  it.each(['roundRobin', 'random', 'ipHash'])('lets the share of a newcomer grow evenly: %s', (strategy) => {
    const shares = sharesUnder(strategy);
    // It takes part with a probability that grows from a tenth to one, beside three that always do.
    const middles = [0.2125, 0.4375, 0.6625, 0.8875];
    for (const [index, share] of [...middles.map((chance) => chance / (3 + chance)), 0.25].entries()) {
      expect(Math.abs(shares[index] - share)).toBeLessThan(0.04);
    }
  });

  it.each(['leastConnections', 'powerOfTwo'])('never floods a newcomer: %s', (strategy) => {
    const shares = sharesUnder(strategy);
    expect(shares[0]).toBeLessThan(0.2);
    expect(shares[0]).toBeLessThan(shares[1]);
    for (const share of shares) expect(share).toBeLessThan(0.26);
  });
});

describe('draining', BUSY, () => {
  it('ends new requests with the next probe, and fails none', () => {
    const inputs = ['4s do s2 drain', '8s do s2 undrain'];
    const sim = traced(lab, 12, {}, inputs);
    expect(changesOf(sim, 's2')).toEqual(['4260 healthy draining', '8260 draining healthy']);
    const sentMs = dispatched(sim).flatMap(({ atMs, to }) => (to === 's2' ? [atMs] : []));
    expect(sentMs.filter((ms) => ms > 4260 && ms < 8260)).toEqual([]);
    expect(sentMs.filter((ms) => ms > 4000 && ms <= 4260).length).toBeGreaterThan(0);
    expect(sentMs.filter((ms) => ms > 8260).length).toBeGreaterThan(20);
    const run = view(7.9, { inputs });
    expect(run.count('s2.requests.completed')).toBe(run.count('s2.requests.arrived'));
    expect(view(12, { inputs }).count('errorsPerSec')).toBe(0);
  });
});

describe('a circuit breaker for each server', BUSY, () => {
  it('keeps traffic away from a server that hangs, trial calls excepted', () => {
    const knobs = { 'lb.breaker': true, 'lb.serverTimeoutMs': 1000 };
    const inputs = ['4s set s2.hangRatio 1'];
    const sim = traced(lab, 30, knobs, inputs);
    const changes = changesOf(sim, 's2/circuit-breaker').map((change) => change.split(' '));
    const openedMs = changes.filter(([, , to]) => to === 'open').map(([ms]) => Number(ms));
    expect(openedMs.length).toBeGreaterThan(3);
    expect(openedMs[0]).toBeLessThan(6500);
    const sentMs = dispatched(sim).flatMap(({ atMs, to }) => (to === 's2' ? [atMs] : []));
    for (const ms of openedMs) expect(sentMs.filter((at) => at > ms && at < ms + 5000)).toEqual([]);
    const trials = sentMs.filter((at) => at > openedMs[0]).length;
    expect(trials).toBeGreaterThan(0);
    expect(trials).toBeLessThanOrEqual(3 * openedMs.length);
    // The probes of a gray failure are all good.
    expect(changesOf(sim, 's2')).toEqual([]);
    // Whom the breaker refuses is served elsewhere: the only refusals are those of the queue of s2.
    const run = view(30, { knobs, inputs });
    expect(run.count('lb.requests.rejected')).toBe(run.count('s2.requests.rejected'));
  });
});

describe('promises', BUSY, () => {
  it('two different draws spare the busiest server, two free draws do not', () => {
    const knobs = { 'lb.strategy': 'powerOfTwo' };
    const seeds = [...SEEDS, 11, 12, 13, 14];
    for (const seed of seeds) {
      expect(view(30, { knobs, seed }).held('spares-the-busiest')).toBe(true);
      const free = view(30, { knobs: { ...knobs, 'lb.withReplacement': true }, seed });
      expect(free.held('spares-the-busiest')).toBe(false);
    }
  });

  const strategies = [
    'roundRobin',
    'leastConnections',
    'powerOfTwo',
    'ipHash',
    'consistentHashBounded',
    'peakEwma',
  ];
  const trouble = [
    '2s crash s1',
    '5s slow s3 5',
    '6s do s4 drain',
    '7s restart s1',
    '9s cut lb->s2',
    '12s restore lb->s2',
    '12s do s4 undrain',
    '14s spike clients 4x 3s',
    '15s isolate s2',
    '16s pause lb',
    '17s resume lb',
    '19s crash lb',
    '20s restart lb',
    '22s set s3.failureRatio 1',
    '25s set s3.failureRatio 0',
    '26s heal',
    '28s leave s3',
    '30s join s5',
    '32s join s3',
  ];

  it.each(strategies)('hold whatever happens, under %s', (strategy) => {
    const settings: KnobValues[] = [
      {},
      { 'lb.ejection': true, 'lb.slowStartMs': 3000 },
      { 'lb.breaker': true, 'lb.ejection': true },
    ];
    for (const knobs of settings) {
      const session = runFor(lab, 40, { knobs: { 'lb.strategy': strategy, ...knobs }, inputs: trouble });
      const says = standings(session.sim)
        .filter(({ brokenAtUs }) => brokenAtUs >= 0)
        .map((one) => one.says);
      expect(says).toEqual([]);
      expect(problemsOf(session)).toEqual([]);
    }
  });
});
