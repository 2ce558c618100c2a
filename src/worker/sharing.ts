/** What of a run leaves the page: the moment it stands at, and the scenario it is made from. */
import type { MomentFacts } from '../protocol/messages';
import { applyKnobs, type KnobValues } from '../scenario/build';
import type { Scenario } from '../scenario/types';
import type { ShownRun } from './shown-run';

/** Log, place and trace hash, all of one and the same moment. */
export function momentFacts({ session, position }: ShownRun): MomentFacts {
  return { log: session.log, position, hash: session.sim.hashHex() };
}

/** The scenario of a run with other knobs and its own seed. @throws ScenarioProblem when a knob does not fit */
export function scenarioWith({ session }: ShownRun, knobs: KnobValues): Scenario {
  const { scenario, seed } = session.spec;
  return { ...applyKnobs(scenario, knobs), seed };
}
