/** What the lab must show, at the exact figures. Experiments and their claims are judged in `labs.test.ts`. */
import { describe, expect, it } from 'vitest';
import { standings } from '../../kernel/invariant';
import { nodeOf } from '../../kernel/world';
import { US_PER_S } from '../../kernel/time';
import type { LedgerState } from '../../nodes/ledger/index';
import { booksOf, type QueueState } from '../../nodes/queue/state';
import { tally } from '../../patterns/work-queue/index';
import { experimentRun } from '../../run/experiment';
import type { Session } from '../../run/session';
import { viewOf } from '../../run/view';
import type { Experiment } from '../../scenario/types';
import { problemsOf, runFor } from '../testing/runs';
import { claims } from './claims';
import { lab } from './lab';
import story from './story.md?raw';

/** Runs take their time when the machine is busy. */
const BUSY = { timeout: 60_000 };
const SEEDS = [7, 8, 9];

function stateOf(session: Session, id: string): unknown {
  return nodeOf(session.sim.world, id)?.state;
}

const books = (session: Session) => tally(booksOf(stateOf(session, 'queue') as QueueState));

/** How often each entry took effect. */
const times = (session: Session) => [...(stateOf(session, 'ledger') as LedgerState).durable.times.values()];

/** An invariant of a run: when it broke, in seconds, or −1. */
function brokenSec({ sim }: Session, id: string): number {
  const { brokenAtUs } = standings(sim)[lab.invariants.indexOf(id)];
  return brokenAtUs < 0 ? -1 : brokenAtUs / US_PER_S;
}

function experiment(id: string): Experiment {
  const found = lab.experiments.find((one) => one.id === id);
  if (!found) throw new Error(`There is no experiment called ${id}.`);
  return found;
}

/** Everything that may go wrong at once, and then quiet until all has come to an end. */
const TROUBLE = [
  '3s..9s crash c1',
  '4s..6s crash queue',
  '5s..8s loss queue<->c2 40%',
  '6s..9s isolate c3',
  '10s..12s crash ledger',
  '11s..13s pause c2',
  '12s..16s slow c1 20',
  '14s do queue poison',
  '15s..17s duplicate queue<->c2 30%',
  '18s spike producers 0x 60s',
];

describe('the lab at rest', BUSY, () => {
  it('can be watched: some messages a second at 1:1', () => {
    const rate = viewOf(runFor(lab, 20)).rate('requests.arrived', 0, 20);
    expect(lab.scenario.pace).toBe(1);
    expect(rate).toBeGreaterThan(15);
    expect(rate).toBeLessThan(60);
  });

  it.each(SEEDS)('delivers each message once, with seed %i', (seed) => {
    const session = runFor(lab, 60, { seed });
    const run = viewOf(session);
    expect(run.count('queue.redeliveries')).toBe(0);
    expect(run.mean('queue.waiting', 5, 60)).toBeLessThan(1);
    for (const id of lab.invariants) expect(run.held(id)).toBe(true);
  });
});

describe('whatever goes wrong', BUSY, () => {
  const seeds = Array.from({ length: 10 }, (_, i) => i + 1);

  it.each(seeds)(
    'at least once: every message is done or dead and takes effect once, with seed %i',
    (seed) => {
      const session = runFor(lab, 60, { seed, inputs: TROUBLE });
      const { done, dead, lost, waiting, postponed, out } = books(session);
      expect({ lost, waiting, postponed, out }).toEqual({ lost: 0, waiting: 0, postponed: 0, out: 0 });
      expect(dead).toBeGreaterThan(0);
      expect(done + dead).toBe(viewOf(session).count('queue.accepted'));
      expect(times(session).every((n) => n === 1)).toBe(true);
      expect(lab.invariants.map((id) => brokenSec(session, id))).toEqual([-1, -1, -1, -1]);
      expect(problemsOf(session)).toEqual([]);
    },
  );

  it.each(seeds)('in groups: the order is kept, with seed %i', (seed) => {
    const knobs = { 'queue.order': 'groups', 'consumers.failureRatio': 0.05 };
    const session = runFor(lab, 60, { seed, knobs, inputs: TROUBLE });
    expect(lab.invariants.map((id) => brokenSec(session, id))).toEqual([-1, -1, -1, -1]);
  });

  it.each(seeds)(
    'at most once: some are lost and counted, none is handed out twice, with seed %i',
    (seed) => {
      const session = runFor(lab, 60, { seed, knobs: { 'queue.delivery': 'atMostOnce' }, inputs: TROUBLE });
      const { done, dead, lost } = books(session);
      expect(lost).toBeGreaterThan(0);
      expect(done + lost).toBe(viewOf(session).count('queue.accepted'));
      expect(dead).toBe(0);
      expect(viewOf(session).count('queue.redeliveries')).toBe(0);
      expect(brokenSec(session, 'messages-conserved')).toBe(-1);
    },
  );

  it('at least once without idempotence takes effect twice', () => {
    const knobs = { 'consumers.idempotent': false };
    const session = runFor(lab, 60, { knobs, inputs: TROUBLE });
    expect(times(session).filter((n) => n > 1).length).toBeGreaterThan(0);
    expect(brokenSec(session, 'effects-once')).toBeGreaterThan(3);
  });
});

describe('dead letters', BUSY, () => {
  it('a bug fails on the same messages again; once it is mended, a redrive brings them to their end', () => {
    const inputs = [
      '3s set consumers.poisonRatio 0.1',
      '12s spike producers 0x 60s',
      '30s do queue redrive',
      '45s set consumers.poisonRatio 0',
      '46s do queue redrive',
    ];
    const [once, again, mended] = [29, 44, 60].map((sec) => books(runFor(lab, sec, { inputs })));
    expect(once.dead).toBeGreaterThan(5);
    expect(again).toEqual(once);
    expect(mended).toEqual({ ...once, done: once.done + once.dead, dead: 0 });
  });
});

describe('consumers that come and go', BUSY, () => {
  it('scale out in a burst and back in after it, and nothing is delivered twice', () => {
    const session = runFor(lab, 90, { inputs: ['5s spike producers 3x 20s'] });
    const run = viewOf(session);
    expect(run.mean('autoscaler.consumers', 18, 20)).toBeGreaterThan(4);
    expect(run.mean('autoscaler.consumers', 80, 90)).toBe(3);
    expect(run.count('queue.redeliveries')).toBe(0);
  });

  it('one that is taken out by hand is brought back', () => {
    const run = viewOf(runFor(lab, 20, { inputs: ['3s leave c3'] }));
    expect(run.mean('autoscaler.consumers', 15, 20)).toBe(3);
  });
});

describe('everyone gets each message', BUSY, () => {
  it('takes effect as often as there are consumers, unless they are idempotent', () => {
    const knobs = { 'queue.everyoneGets': true, 'autoscaler.on': false, 'producers.ratePerSec': 5 };
    const inputs = ['10s spike producers 0x 20s'];
    const effects = [true, false].map((idempotent) =>
      times(runFor(lab, 20, { knobs: { ...knobs, 'consumers.idempotent': idempotent }, inputs })),
    );
    expect(new Set(effects[0])).toEqual(new Set([1]));
    expect(new Set(effects[1])).toEqual(new Set([3]));
  });
});

describe('claims', BUSY, () => {
  it.each(lab.experiments.filter(({ beside }) => beside !== undefined))(
    '$id does not hold for the runs exchanged',
    (one) => {
      const [run, other] = [false, true].map((beside) => viewOf(experimentRun(lab, one, beside)));
      expect(claims[one.id](other, run).held).toBe(false);
    },
  );
});

describe('figures of the story', BUSY, () => {
  const broken = (id: string, invariant: string, beside = false): string =>
    `${brokenSec(experimentRun(lab, experiment(id), beside), invariant).toFixed(1)} s`;

  it('say when promises break, with the seed of the lab', () => {
    expect(lab.scenario.seed).toBe(7);
    expect(story).toContain(`*One holder at a time* after ${broken('everyone', 'one-holder')} with seed 7`);
    expect(story).toContain(`*Groups in order* after ${broken('out-of-order', 'groups-in-order')}`);
    expect(story).toContain(
      `*No message disappears* when the queue crashes, at ${broken('memory-only', 'messages-conserved')}`,
    );
    expect(story).toContain(
      `*No effect twice* after ${broken('hidden-too-short', 'effects-once', true)} in [Hidden`,
    );
  });
});
