/** An experiment from beginning to verdict, without a page. */
import { US_PER_S } from '../kernel/time';
import { experimentSetup } from '../scenario/experiment';
import type { Claims, Experiment, Lab } from '../scenario/types';
import { createLog } from './log';
import { Session } from './session';
import { viewOf } from './view';

/** The finished run of an experiment, or the one beside it. */
export function experimentRun(lab: Lab, experiment: Experiment, beside = false): Session {
  const { inputs, ...setup } = experimentSetup(lab, experiment, beside);
  const session = new Session({ ...setup, log: createLog(inputs) }, { clockMs: () => 0, recorded: false });
  session.advance(experiment.untilSec * US_PER_S);
  return session;
}

/** Runs an experiment and asks its claim. */
export function judgeExperiment(
  lab: Lab,
  experiment: Experiment,
  claims: Claims,
): { held: boolean; says: string } {
  const run = viewOf(experimentRun(lab, experiment));
  const other = experiment.beside ? viewOf(experimentRun(lab, experiment, true)) : run;
  return claims[experiment.id](run, other);
}
