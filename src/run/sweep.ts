/** Makes the runs of a sweep. */
import type { Model } from '../kernel/model';
import { Simulation } from '../kernel/simulation';
import { buildModel, ScenarioProblem, type KnobValues } from '../scenario/build';
import { pointCount, runAt, runCount, variedAt, type SweepPlan } from './sweep-plan';
import { summarise, type RunSummary, type Summarised } from './view';

const MOST_POINTS = 10_000;
const MOST_RUNS = 10_000_000;

/** All knobs of a point: the varied ones behind those that are the same everywhere. */
function knobsAt(plan: SweepPlan, point: number): KnobValues {
  return { ...plan.knobs, ...variedAt(plan, point) };
}

function modelAt(plan: SweepPlan, point: number): Model {
  return buildModel(plan.scenario, knobsAt(plan, point), plan.scenario.seed, plan.invariants);
}

/**
 * Looks at every point before any is run.
 * @throws ScenarioProblem when the scenario, a knob or a value makes no sense, or there is too much to run
 */
export function checkSweep(plan: SweepPlan): void {
  const targets = plan.axes.map(({ target }) => target);
  if (targets.length > 2) {
    throw new ScenarioProblem(`A sweep varies at most two knobs, not ${String(targets.length)}.`);
  }
  if (targets.length === 2 && targets[0] === targets[1])
    throw new ScenarioProblem(`${targets[0]} is varied twice.`);
  const fixed = targets.find((target) => Object.hasOwn(plan.knobs, target));
  if (fixed !== undefined) throw new ScenarioProblem(`${fixed} is both set and varied.`);
  const points = pointCount(plan);
  const runs = runCount(plan);
  if (points > MOST_POINTS || runs > MOST_RUNS) {
    throw new ScenarioProblem(
      `A sweep has at most ${String(MOST_POINTS)} points and ${String(MOST_RUNS)} runs, not ${String(points)} and ${String(runs)}.`,
    );
  }
  for (let point = 0; point < points; point++) modelAt(plan, point);
}

/** What nobody will ask the summaries for. It costs time, and stays as at the start when it is spared. */
export type Spared = readonly ('hash' | 'invariants')[];

/** What came of a run, with sentences of inputs that could do nothing. */
export interface Swept {
  summary: RunSummary;
  refusals: string[];
}

/** A run of a sweep that is being made. */
export interface UnderWay {
  run: Summarised;
  /** Handles so many events at most. @returns whether the run is at its end */
  goOn(limit?: number): boolean;
  /** What came of it, once it is at its end. */
  swept(): Swept;
}

/** Makes the runs of one sweep, any of them in any order. What the runs of a point share is made once. */
export class Sweeper {
  readonly plan: SweepPlan;
  private readonly without: Spared;
  private point = -1;
  private model: Model | null = null;

  constructor(plan: SweepPlan, without: Spared = []) {
    this.plan = plan;
    this.without = without;
  }

  /**
   * Makes one run.
   * @param run its place in the order of the sweep, from 0
   * @throws ScenarioProblem when `checkSweep` would
   */
  run(run: number): Swept {
    const under = this.begin(run);
    under.goOn();
    return under.swept();
  }

  /** Begins one run, to be made in parts. @throws ScenarioProblem when `checkSweep` would */
  begin(run: number): UnderWay {
    const { plan } = this;
    const { point, seed } = runAt(plan, run);
    const model = this.modelFor(point);
    const sim = new Simulation(model, { seed, without: this.without });
    const refusals: string[] = [];
    sim.onRefusal = (_, sentence) => {
      refusals.push(sentence);
    };
    sim.setInputs(plan.inputs);
    const done = { model, sim, playheadUs: plan.untilUs, spec: { seed, knobs: knobsAt(plan, point) } };
    return {
      run: done,
      goOn: (limit = Infinity) => {
        sim.advance(plan.untilUs, limit);
        return sim.nextUs() > plan.untilUs;
      },
      swept: () => ({ summary: summarise(done, plan.lab, plan.inputWords), refusals }),
    };
  }

  private modelFor(point: number): Model {
    if (this.model === null || this.point !== point) this.model = modelAt(this.plan, point);
    this.point = point;
    return this.model;
  }
}

/** Brings results back into order that come as they please. */
export class InOrder<T> {
  private readonly early = new Map<number, T>();
  private readonly take: (value: T, place: number) => void;
  private next = 0;

  /** @param take gets every value in its turn */
  constructor(take: (value: T, place: number) => void) {
    this.take = take;
  }

  /** Notes the value of a place; each comes once, from 0 on. */
  note(place: number, value: T): void {
    this.early.set(place, value);
    for (;;) {
      const due = this.early.get(this.next);
      if (due === undefined) return;
      this.early.delete(this.next);
      this.take(due, this.next);
      this.next++;
    }
  }
}
