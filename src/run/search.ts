/** Looks for an outcome in runs of many seeds, each with random faults: the *Find me trouble* of page and command line. */
import type { Input } from '../kernel/input';
import type { Model } from '../kernel/model';
import { Simulation, type SimulationOptions } from '../kernel/simulation';
import { buildModel, ScenarioProblem, type KnobValues } from '../scenario/build';
import { promisesOf, type Outcome } from '../scenario/outcome';
import type { Scenario } from '../scenario/types';
import { detectorOf, firstUs, outcomeProblem } from './outcome';
import { drawSchedule, faultMenu, healedAtUs, type FaultMenu, type ScheduleRules } from './schedule';
import { restOf, type Searched, type Seeds } from './seeds';

/** What to look for, and in which runs. Data, so that it can be sent to a worker. */
export interface SearchPlan extends ScheduleRules {
  scenario: Scenario;
  knobs: KnobValues;
  outcome: Outcome;
}

/** A run in which the outcome comes. */
export interface Hit {
  seed: number;
  /** When it first comes. */
  atUs: number;
  inputs: readonly Input[];
}

/** Runs seeds of one plan. What a run needs that all share is made once. */
export class Searcher {
  readonly plan: SearchPlan;
  private readonly model: Model;
  private readonly menu: FaultMenu;
  private readonly without: SimulationOptions['without'];

  /** @throws ScenarioProblem when the scenario, a knob or the outcome makes no sense */
  constructor(plan: SearchPlan) {
    const { scenario, knobs, outcome } = plan;
    // What has to outlast the faults can only be seen where they end.
    const healed = plan.healed || ('metric' in outcome.when && outcome.when.onceHealed === true);
    this.plan = { ...plan, healed };
    const promises = promisesOf(outcome);
    this.model = buildModel(scenario, knobs, scenario.seed, promises);
    const problem = outcomeProblem(outcome, this.model, promises);
    if (problem !== null) throw new ScenarioProblem(problem);
    this.menu = faultMenu(this.model, healed);
    this.without = promises.length > 0 ? ['windows', 'hash'] : ['windows', 'hash', 'invariants'];
  }

  /** When the outcome first comes in the run of a seed with these inputs, or −1. */
  firstUs(seed: number, inputs: readonly Input[]): number {
    const { plan, model } = this;
    const sim = new Simulation(model, { seed, without: this.without });
    sim.setInputs(inputs);
    const detector = detectorOf(model, plan.outcome, healedAtUs(inputs));
    return firstUs(sim, detector, plan.untilUs);
  }

  /** Runs one seed with the faults drawn for it. */
  tryOut(seed: number): Hit | null {
    const inputs = drawSchedule(this.menu, this.plan, seed);
    const atUs = this.firstUs(seed, inputs);
    return atUs < 0 ? null : { seed, atUs, inputs };
  }

  /**
   * Tries seeds in order, up to the first hit.
   * @param goOn asked after each run whether there is time for another
   */
  search(seeds: Seeds, goOn: () => boolean = () => true): Searched<Hit> {
    let tried = 0;
    while (tried < seeds.count) {
      const hit = this.tryOut(restOf(seeds, tried).from);
      tried++;
      if (hit) return { tried, hit };
      if (!goOn()) break;
    }
    return { tried, hit: null };
  }
}
