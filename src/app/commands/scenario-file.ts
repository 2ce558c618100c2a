/** Opening a scenario file in place of the run on screen, which stays when that fails. */
import { createLog } from '../../run/log';
import { LIMITS } from '../../scenario/schema';
import { controller } from '../run/controller';
import { notify, useLab } from '../run/store';
import { labWith, readScenario } from './scenario-text';

/** Id of the field that `FileDrop` keeps on the page. */
export const FILE_FIELD = 'scenario-file';

/** Lets the user pick a file; the field opens it. */
export function pickScenarioFile(): void {
  document.getElementById(FILE_FIELD)?.click();
}

/** Opens a scenario file in the lab that is open; says in one sentence why not when it cannot. */
export async function openScenarioFile(file: File): Promise<void> {
  const { lab } = useLab.getState();
  if (!lab) return;
  const text = file.size > LIMITS.fileBytes ? '' : await file.text();
  const checked = readScenario(file.name, file.size, text);
  if (!checked.ok) {
    notify(checked.problem, 'bad');
    return;
  }
  const scenario = checked.value;
  const fitted = labWith(lab, scenario);
  const { invariants } = fitted;
  const spec = { scenario, knobs: {}, seed: scenario.seed, invariants, log: createLog() };
  // What makes no sense to the worker it says itself, and the run before stays.
  const { trial } = useLab.getState();
  if (!(await controller.open({ spec }))) return;
  if (trial?.beside) controller.closeBeside(trial.beside.run);
  useLab.setState({ lab: fitted, speed: scenario.pace, trial: null, aside: null });
  notify(`Opened ${file.name}: ${scenario.title}.`);
}
