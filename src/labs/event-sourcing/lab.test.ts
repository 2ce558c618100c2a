/** What the lab must show, at the exact figures. Experiments and their claims are judged in `labs.test.ts`. */
import { describe, expect, it } from 'vitest';
import { standings } from '../../kernel/invariant';
import { US_PER_S } from '../../kernel/time';
import { nodeOf } from '../../kernel/world';
import type { EventStoreState } from '../../nodes/event-store/index';
import type { ProjectionState } from '../../nodes/projection/index';
import { createAccount, readStream, replay } from '../../patterns/event-sourcing/index';
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
const KEPT = lab.invariants.map(() => -1);

function stateOf(session: Session, id: string): unknown {
  return nodeOf(session.sim.world, id)?.state;
}

/** When each invariant of a run broke, in seconds, or −1. */
function brokenSec({ sim }: Session): number[] {
  return standings(sim).map(({ brokenAtUs }) => (brokenAtUs < 0 ? -1 : brokenAtUs / US_PER_S));
}

function experiment(id: string): Experiment {
  const found = lab.experiments.find((one) => one.id === id);
  if (!found) throw new Error(`There is no experiment called ${id}.`);
  return found;
}

/** Balances by account, from the whole log. */
function replayed(session: Session): Map<string, number> {
  const { durable } = stateOf(session, 'store') as EventStoreState;
  return new Map(
    [...durable.streams.keys()].map((stream) => {
      const account = createAccount();
      replay(account, readStream(durable, { stream, after: 0, snapshot: false }).events);
      return [stream, account.balanceCents];
    }),
  );
}

/** Everything that may go wrong at once, and then quiet until all has come to an end. */
const TROUBLE = [
  '3s..5s crash service-1',
  '4s..6s loss service-2<->store 40%',
  '5s..7s duplicate users<->service-2 50%',
  '6s..8s crash balances',
  '7s..9s crash store',
  '9s..12s reorder service-1<->store 50%',
  '10s..11s pause service-2',
  '11s..13s duplicate service-1<->store 50%',
  '12s..14s isolate balances',
  '13s do balances rebuild',
  '14s..16s slow store 20',
  '15s..17s skew store -3s',
  '18s spike users 0x 60s',
];

describe('the lab at rest', BUSY, () => {
  it('can be watched: some questions and commands a second at 1:1', () => {
    const rate = viewOf(runFor(lab, 20)).rate('requests.arrived', 0, 20);
    expect(lab.scenario.pace).toBe(1);
    expect(rate).toBeGreaterThan(15);
    expect(rate).toBeLessThan(60);
  });

  it.each(SEEDS)('keeps every promise and has no conflict, with seed %i', (seed) => {
    const session = runFor(lab, 60, { seed });
    expect(brokenSec(session)).toEqual(KEPT);
    expect(viewOf(session).count('store.conflicts')).toBe(0);
    expect(viewOf(session).mean('balances.lag', 10, 60)).toBeLessThan(10);
  });
});

describe('whatever goes wrong', BUSY, () => {
  const seeds = Array.from({ length: 12 }, (_, i) => i + 1);
  const anyService = { 'users.routing': 'any', 'users.accounts': 3 };

  it.each(seeds)(
    'every promise is kept, and the read model ends with what the log adds up to, with seed %i',
    (seed) => {
      const session = runFor(lab, 40, { seed, inputs: TROUBLE, knobs: anyService });
      expect(brokenSec(session)).toEqual(KEPT);
      expect(viewOf(session).count('store.conflicts')).toBeGreaterThan(0);
      const { balances } = (stateOf(session, 'balances') as ProjectionState).durable;
      const held = [...balances.accounts].map(
        ([stream, { balanceCents }]) => [stream, balanceCents] as const,
      );
      expect(new Map(held)).toEqual(replayed(session));
      expect(problemsOf(session)).toEqual([]);
    },
  );
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
    `${brokenSec(experimentRun(lab, experiment(id), beside))[lab.invariants.indexOf(invariant)].toFixed(1)} s`;

  it('say when promises break, with the seed of the lab', () => {
    expect(lab.scenario.seed).toBe(7);
    expect(story).toContain('all with seed 7');
    expect(story).toContain(
      `*Nothing is overlooked* after ${broken('two-writers', 'nothing-overlooked', true)}, and *No account is overdrawn* after ${broken('two-writers', 'never-overdrawn', true)}`,
    );
    expect(story).toContain(
      `breaks *Replay gives the state in memory* after ${broken('without-event', 'replay-matches-live')}, [no upcasters](#experiment:old-events) after ${broken('old-events', 'replay-matches-live', true)}, and a [snapshot without a version](#experiment:snapshot-version) after ${broken('snapshot-version', 'replay-matches-live')}`,
    );
    expect(story).toContain(
      `when it is back, at ${broken('read-model-crash', 'projection-matches-log', true)}`,
    );
  });
});
