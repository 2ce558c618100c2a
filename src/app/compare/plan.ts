/** What the runs in the background are made of: the run on screen, or the pinned one, with other seeds. */
import type { RunSpec, SweepPlan } from '../../protocol/messages';
import { currentBranch } from '../../run/log';
import type { Axis } from '../../scenario/axis';

/** A sweep over a run with all that was done in it. */
export function planOf(
  spec: RunSpec,
  axes: readonly Axis[],
  seeds: SweepPlan['seeds'],
  untilUs: number,
): SweepPlan {
  const { scenario, knobs, log } = spec;
  const varied = new Set(axes.map(({ target }) => target));
  return {
    lab: '',
    scenario,
    invariants: [],
    knobs: Object.fromEntries(Object.entries(knobs).filter(([target]) => !varied.has(target))),
    axes,
    seeds,
    inputs: currentBranch(log).inputs,
    inputWords: [],
    untilUs,
  };
}
