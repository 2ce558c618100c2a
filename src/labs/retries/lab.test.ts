/** What the lab must show, at the exact figures. Experiments and their claims are judged in `labs.test.ts`. */
import { describe, expect, it } from 'vitest';
import { standings } from '../../kernel/invariant';
import { US_PER_S } from '../../kernel/time';
import { experimentRun } from '../../run/experiment';
import type { Session } from '../../run/session';
import { viewOf } from '../../run/view';
import type { Experiment } from '../../scenario/types';
import { runFor } from '../testing/runs';
import { claims } from './claims';
import { lab } from './lab';
import story from './story.md?raw';

/** Runs take their time when the machine is busy. */
const BUSY = { timeout: 60_000 };

/** When an invariant of a run broke, in seconds, or −1. */
function brokenAtSec({ sim }: Session, id: string): number {
  const { brokenAtUs } = standings(sim)[lab.invariants.indexOf(id)];
  return brokenAtUs < 0 ? -1 : brokenAtUs / US_PER_S;
}

function experiment(id: string): Experiment {
  const found = lab.experiments.find((one) => one.id === id);
  if (!found) throw new Error(`There is no experiment called ${id}.`);
  return found;
}

describe('the lab at rest', BUSY, () => {
  it('can be watched: some requests a second at 1:1', () => {
    const run = viewOf(runFor(lab, 20));
    expect(lab.scenario.pace).toBe(1);
    expect(run.rate('api.requests.arrived', 0, 20)).toBeGreaterThan(20);
    expect(run.rate('api.requests.arrived', 0, 20)).toBeLessThan(60);
  });

  it.each([7, 8, 9])('answers everybody and loses no update, with seed %i', (seed) => {
    const run = viewOf(runFor(lab, 30, { seed }));
    expect(run.count('errorsPerSec')).toBe(0);
    for (const id of lab.invariants) expect(run.held(id)).toBe(true);
  });

  it.each([7, 8, 9])('is well again within six seconds of a stall, with seed %i', (seed) => {
    const run = viewOf(runFor(lab, 30, { seed, inputs: ['4s..9s slow api 1000'] }));
    expect(run.count('errorsPerSec', 15, 30)).toBe(0);
  });
});

describe('the storm', BUSY, () => {
  it.each([7, 8, 9])('comes with every seed, and a budget ends it: seed %i', (seed) => {
    const { knobs, inputs } = experiment('storm');
    const answered = (more: Record<string, boolean>): number =>
      viewOf(runFor(lab, 40, { seed, inputs, knobs: { ...knobs, ...more } })).count(
        'clients.requests.completed',
        20,
        40,
      );
    expect(answered({})).toBe(0);
    expect(answered({ 'clients.retryBudget': true })).toBeGreaterThan(500);
  });

  it('can be ended by hand while it rages', () => {
    const { knobs, inputs = [] } = experiment('storm');
    const end = (words: string): number =>
      viewOf(runFor(lab, 60, { knobs, inputs: [...inputs, `25s ${words}`] })).count('errorsPerSec', 50, 60);
    expect(end('set clients.retry false')).toBe(0);
    expect(end('set clients.retryBudget true')).toBe(0);
    expect(end('set clients.retryBackoff fullJitter')).toBeGreaterThan(100);
  });
});

describe('claims', BUSY, () => {
  // Under overload without end, backoff and none come to the same: that is what this one says.
  const different = lab.experiments.filter(({ id }) => id !== 'later-is-no-help');

  it.each(different)('$id does not hold for the runs exchanged', (one) => {
    const [run, other] = [false, true].map((beside) => viewOf(experimentRun(lab, one, beside)));
    expect(claims[one.id](other, run).held).toBe(false);
  });
});

describe('figures of the story', BUSY, () => {
  it('say when promises break, with the seed of the lab', () => {
    expect(lab.scenario.seed).toBe(7);
    const deadlineSec = brokenAtSec(experimentRun(lab, experiment('restarting-deadline')), 'deadline-holds');
    expect(story).toContain(`*The deadline holds* after ${deadlineSec.toFixed(1)} s with seed 7`);
    const lostSec = brokenAtSec(experimentRun(lab, experiment('lost-update')), 'no-lost-update');
    expect(story).toContain(`*No update is lost* after ${lostSec.toFixed(1).replace(/^0/, '')} s`);
  });
});
