/** Experiments on screen: the run they need, the one beside it, and the verdict. */
import type { RunSpec } from '../../protocol/messages';
import { createLog } from '../../run/log';
import { experimentSetup } from '../../scenario/experiment';
import type { Experiment, Lab } from '../../scenario/types';
import { controller } from './controller';
import { notify, useLab } from './store';

const US_PER_S = 1_000_000;

function specFor(lab: Lab, experiment: Experiment, beside: boolean): RunSpec {
  const { inputs, ...setup } = experimentSetup(lab, experiment, beside);
  return { ...setup, log: createLog(inputs) };
}

/** Runs an experiment from the beginning. The run on screen is put aside, to be taken up again. */
export async function startExperiment(experiment: Experiment): Promise<void> {
  const { lab, trial, aside } = useLab.getState();
  if (!lab) return;
  const place = trial ? aside : controller.place();
  closeBeside();
  const opened = await controller.open({ spec: specFor(lab, experiment, false) });
  if (!opened) return;
  controller.setSpeed(experiment.pace ?? lab.scenario.pace);
  useLab.setState({ aside: place, trial: { experiment, verdict: null, beside: null } });
  controller.whenPast(experiment.untilSec * US_PER_S, () => void judge(experiment));
  if (experiment.beside) await startBeside(lab, experiment, experiment.beside);
}

async function startBeside(
  lab: Lab,
  experiment: Experiment,
  beside: NonNullable<Experiment['beside']>,
): Promise<void> {
  const run = await controller.openBeside(specFor(lab, experiment, true));
  if (run === null) return;
  useLab.setState((state) =>
    state.trial?.experiment === experiment
      ? { trial: { ...state.trial, beside: { run, title: beside.title } } }
      : {},
  );
  await controller.look('runUntil', { us: experiment.untilSec * US_PER_S }, run);
}

/** At the end: asks the claim, on both runs at exactly the same time. */
async function judge(experiment: Experiment): Promise<void> {
  const { trial, labId } = useLab.getState();
  if (trial?.experiment !== experiment || trial.verdict) return;
  const us = experiment.untilSec * US_PER_S;
  await controller.seek(us);
  const beside = trial.beside?.run ?? null;
  if (beside !== null) await controller.look('runUntil', { us }, beside);
  const verdict = await controller.ask('judge', { lab: labId, experiment: experiment.id, beside });
  if (!verdict) return;
  useLab.setState((state) =>
    state.trial?.experiment === experiment ? { trial: { ...state.trial, verdict } } : {},
  );
  notify(
    `${experiment.title}: ${verdict.held ? 'held' : 'did not hold'}. ${verdict.says}`,
    verdict.held ? 'calm' : 'bad',
  );
}

/** Straight to the verdict, without watching. */
export async function skipToVerdict(): Promise<void> {
  const { trial } = useLab.getState();
  if (!trial || trial.verdict) return;
  await controller.runUntil(trial.experiment.untilSec * US_PER_S);
  await judge(trial.experiment);
}

/** Back to the run that was put aside. */
export async function leaveExperiment(): Promise<void> {
  const { aside } = useLab.getState();
  closeBeside();
  useLab.setState({ trial: null, aside: null });
  if (aside) {
    await controller.open({ spec: aside.spec, at: aside.position, playing: false });
    controller.setSpeed(aside.speed);
  } else await controller.restart({});
}

function closeBeside(): void {
  const beside = useLab.getState().trial?.beside;
  if (beside) controller.closeBeside(beside.run);
}
