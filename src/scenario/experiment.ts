/** From an experiment to what a run starts from: the same for the page, the command line and the tests. */
import type { Input } from '../kernel/input';
import type { KnobValues } from './build';
import type { Experiment, Lab, Scenario } from './types';
import { parseInput } from './words';

export interface ExperimentSetup {
  scenario: Scenario;
  knobs: KnobValues;
  seed: number;
  invariants: readonly string[];
  inputs: readonly Input[];
}

/**
 * What the run of an experiment starts from.
 * @param beside the run beside it, with the knobs of the comparison
 * @throws Error when an input of the experiment cannot be read: the lab is wrong
 */
export function experimentSetup(lab: Lab, experiment: Experiment, beside: boolean): ExperimentSetup {
  const inputs = (experiment.inputs ?? []).map((text, index) => {
    const parsed = parseInput(text, `e${String(index + 1)}`);
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.value;
  });
  return {
    scenario: lab.scenario,
    knobs: { ...experiment.knobs, ...(beside ? experiment.beside?.knobs : {}) },
    seed: experiment.seed ?? lab.scenario.seed,
    invariants: lab.invariants,
    inputs,
  };
}
