/** A sweep of 20 points with 20 seeds each, every run of a minute: how many servers at which rate. */
import { lab } from '../labs/load-balancing/lab';
import { Sweeper } from '../run/sweep';
import { runCount, type SweepPlan } from '../run/sweep-plan';

const plan: SweepPlan = {
  lab: 'load-balancing',
  scenario: lab.scenario,
  invariants: [],
  knobs: {},
  axes: [
    { target: 'servers.present', values: [1, 2, 3, 4] },
    { target: 'clients.ratePerSec', values: [20, 30, 40, 50, 60] },
  ],
  seeds: [1, 20],
  inputs: [],
  inputWords: [],
  untilUs: 60_000_000,
};

/** Seconds that one core takes. */
export function wholeSweep(): number {
  const sweeper = new Sweeper(plan, ['hash', 'invariants']);
  const started = performance.now();
  for (let run = 0; run < runCount(plan); run++) sweeper.run(run);
  return (performance.now() - started) / 1000;
}
