/** What the lab must show, at the exact figures. Experiments and their claims are judged in `labs.test.ts`. */
import { describe, expect, it } from 'vitest';
import { standings } from '../../kernel/invariant';
import { US_PER_S } from '../../kernel/time';
import { nodeOf } from '../../kernel/world';
import type { OrchestratorState } from '../../nodes/saga-orchestrator/state';
import type { ParticipantState } from '../../nodes/saga-participant/state';
import { replay, ORDER_SAGA } from '../../patterns/saga/index';
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

function brokenSec({ sim }: Session, id: string): number {
  const { brokenAtUs } = standings(sim)[lab.invariants.indexOf(id)];
  return brokenAtUs < 0 ? -1 : brokenAtUs / US_PER_S;
}

function experiment(id: string): Experiment {
  const found = lab.experiments.find((one) => one.id === id);
  if (!found) throw new Error(`There is no experiment called ${id}.`);
  return found;
}

const orchestrator = (session: Session) =>
  nodeOf(session.sim.world, 'orchestrator')?.state as OrchestratorState;
const diskOf = (session: Session, id: string) =>
  (nodeOf(session.sim.world, id)?.state as ParticipantState).durable;

describe('the lab at rest', BUSY, () => {
  it('can be watched: some orders a second at 1:1, of both kinds', () => {
    const run = viewOf(runFor(lab, 20));
    expect(lab.scenario.pace).toBe(1);
    for (const metric of ['orchestrator.sagasDone', 'orders.sagasDone']) {
      expect(run.rate(metric, 5, 20)).toBeGreaterThan(1);
      expect(run.rate(metric, 5, 20)).toBeLessThan(6);
    }
    expect(run.count('orchestrator.retries')).toBe(0);
  });
});

describe('a crash of the orchestrator', BUSY, () => {
  it('at any point of a saga leaves it to be taken up again', () => {
    // A saga takes about a second: every hundredth of it, which includes while the disk writes.
    for (let ms = 3000; ms < 4000; ms += 10) {
      const crash = [`${String(ms / 1000)}s..${String(ms / 1000 + 0.3)}s crash orchestrator`];
      const quiet = ['web', 'app'].map((id) => `4.5s spike ${id} 0x 600s`);
      const session = runFor(lab, 12, { inputs: [...crash, ...quiet] });
      const { sagas, ended } = orchestrator(session);
      expect(sagas.size).toBe(0);
      expect(ended.length).toBeGreaterThan(5);
      expect(diskOf(session, 'orders').books.held.size).toBe(0);
      expect(standings(session.sim).filter(({ brokenAtUs }) => brokenAtUs >= 0)).toEqual([]);
    }
  });

  it('loses nothing of the log: replayed, it says what the orchestrator knows', () => {
    const knobs = { 'shipping.refusalRatio': 0.4, 'participants.failureRatio': 0.2 };
    const session = runFor(lab, 20, {
      knobs,
      inputs: ['5s..7s crash orchestrator', '9s..10s isolate payments'],
    });
    const { durable, sagas, ended } = orchestrator(session);
    if (durable === undefined) throw new Error('There is no log.');
    const told = replay(durable.log, ORDER_SAGA);
    expect(told.size).toBe(sagas.size + ended.length);
    for (const { id, mode, at } of [...sagas.values(), ...ended.items]) {
      expect(told.get(id)).toMatchObject({ mode, at });
    }
    expect(problemsOf(session)).toEqual([]);
  });
});

describe('a person', BUSY, () => {
  it('is told what is left, and by whom', () => {
    const one = experiment('needs-a-person');
    const session = runFor(lab, 49, { knobs: { ...one.knobs }, inputs: one.inputs });
    const listed = [...orchestrator(session).sagas.values()];
    expect(listed.length).toBeGreaterThan(2);
    for (const { mode, steps } of listed) {
      expect([mode, ...steps.slice(0, 4)]).toEqual(['needsPerson', 'done', 'stuck', 'undone', 'refused']);
    }
    const { parked } = diskOf(session, 'inventory');
    expect(parked.length).toBeGreaterThan(0);
    for (const { news } of parked) expect([news.undo, ORDER_SAGA[news.step].id]).toEqual([true, 'hold']);
    const open = [...diskOf(session, 'orders').books.held].sort((a, b) => a - b);
    const all = [...listed.map(({ id }) => id), ...parked.map(({ news }) => news.saga)];
    expect(all.sort((a, b) => a - b)).toEqual(open);
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
  it.each([
    ['crash', 'no-saga-forgotten', true, '*Every saga is in somebody’s hands* at'],
    ['no-keys', 'money-and-stock', false, '*Money and stock are conserved* at'],
    ['dirty-read', 'no-dirty-read', false, '*No dirty read* at'],
    ['at-once', 'undone-in-reverse', false, '*Undone in reverse* at'],
    ['fire-and-forget', 'sagas-end-whole', false, '*All or nothing* at'],
    ['late-step', 'sagas-end-whole', false, '(#experiment:late-step) breaks it at'],
  ])('%s breaks %s when it says, with the seed of the lab', (id, invariant, beside, words) => {
    expect(lab.scenario.seed).toBe(7);
    const atSec = brokenSec(experimentRun(lab, experiment(id), beside), invariant);
    expect(atSec).toBeGreaterThan(0);
    expect(story).toContain(`${words} ${atSec.toFixed(1)} s`);
    expect(brokenSec(experimentRun(lab, experiment(id), !beside), invariant)).toBe(-1);
  });
});
