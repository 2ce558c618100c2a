/** Opening a scenario file or a recording in place of the run on screen, which stays when that fails. */
import { createLog } from '../../run/log';
import { LIMITS } from '../../scenario/schema';
import type { Scenario } from '../../scenario/types';
import { controller } from '../run/controller';
import { notify, useLab } from '../run/store';
import { openMoment } from '../share/open';
import { useShare } from '../share/state';
import { labWith, readFile } from './scenario-text';

/** Id of the field that `FileDrop` keeps on the page. */
export const FILE_FIELD = 'scenario-file';

/** Lets the user pick a file; the field opens it. */
export function pickScenarioFile(): void {
  document.getElementById(FILE_FIELD)?.click();
}

/** Opens a file in the lab that is open; says in one sentence why not when it cannot. */
export async function openFile(file: File): Promise<void> {
  const text = file.size > LIMITS.fileBytes ? '' : await file.text();
  const checked = readFile(file.name, file.size, text);
  if (!checked.ok) notify(checked.problem, 'bad');
  else if (checked.value.moment) await openMoment(checked.value.moment, file.name);
  else await openScenario(checked.value.scenario, file.name);
}

async function openScenario(scenario: Scenario, name: string): Promise<void> {
  const { home } = useShare.getState();
  if (!home) return;
  const fitted = labWith(home.lab, scenario);
  const { invariants } = fitted;
  const spec = { scenario, knobs: {}, seed: scenario.seed, invariants, log: createLog() };
  // What makes no sense to the worker it says itself, and the run before stays.
  const { trial } = useLab.getState();
  if (!(await controller.open({ spec, name }))) return;
  if (trial?.beside) controller.closeBeside(trial.beside.run);
  useLab.setState({ lab: fitted, speed: scenario.pace, trial: null, aside: null });
  useShare.setState({ arrival: null });
  notify(`Opened ${name}: ${scenario.title}.`);
}
