/**
 * What a sweep is made of: the same run with up to two knobs varied, each point with the same seeds. Its runs have a
 * fixed order, the first knob changing slowest and the seed fastest, so that results can be put together whoever made
 * them. Nothing here knows of a simulation.
 */
import type { Input } from '../kernel/input';
import type { Axis } from '../scenario/axis';
import type { KnobValues } from '../scenario/build';
import type { Scenario } from '../scenario/types';

/** What to run. Data, so that it can be sent to a worker. */
export interface SweepPlan {
  /** The name of the lab, as summaries have it. */
  lab: string;
  scenario: Scenario;
  invariants: readonly string[];
  /** Knobs that are the same in all runs. */
  knobs: KnobValues;
  /** The knobs that are varied: none for one point with many seeds, two at most. */
  axes: readonly Axis[];
  /** The first and the last seed. */
  seeds: readonly [from: number, to: number];
  inputs: readonly Input[];
  /** The inputs in the words of whoever gave them, for the summaries. */
  inputWords: readonly string[];
  untilUs: number;
}

/** How many points a sweep has: every value of one knob with every value of the other. */
export function pointCount({ axes }: SweepPlan): number {
  return axes.reduce((count, { values }) => count * values.length, 1);
}

/** How many runs each point is made of. */
export function seedCount({ seeds: [from, to] }: SweepPlan): number {
  return to - from + 1;
}

/** How many runs a sweep has. */
export function runCount(plan: SweepPlan): number {
  return pointCount(plan) * seedCount(plan);
}

/** The point and the seed of a run. @param run its place in the order of the sweep, from 0 */
export function runAt(plan: SweepPlan, run: number): { point: number; seed: number } {
  const seeds = seedCount(plan);
  return { point: Math.floor(run / seeds), seed: plan.seeds[0] + (run % seeds) };
}

/** The varied knobs at a point. */
export function variedAt({ axes }: SweepPlan, point: number): KnobValues {
  let left = point;
  const turned = axes.toReversed().map(({ target, values }): [string, Axis['values'][number]] => {
    const value = values[left % values.length];
    left = Math.floor(left / values.length);
    return [target, value];
  });
  return Object.fromEntries(turned.reverse());
}
