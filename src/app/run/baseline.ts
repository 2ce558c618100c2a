/** A pinned run to compare with: it keeps its knobs, and other knobs make the run on screen anew beside it. */
import type { Clip, InputLog, RunSpec } from '../../protocol/messages';
import { changeBranch, createLog, currentBranch } from '../../run/log';
import { controller } from './controller';
import { remember } from './history';
import { mayPartNow } from './parting';
import { notify, sameKnob, useLab, type Baseline } from './store';

/** The two are one at the start only: what differs are the knobs they start with. */
const START_US = 0;

/** Whether an input turns a knob. */
export function isTurn({ action }: Clip['input']): boolean {
  return action === 'set';
}

/**
 * Pins the run on screen.
 * @param shared whether what is done to the run on screen is done to this one too
 * @returns whether it could be pinned
 */
export async function pinBaseline(shared: boolean): Promise<boolean> {
  const place = controller.place();
  if (!place) return false;
  const { inputs } = currentBranch(place.spec.log);
  return openBaseline({ ...place.spec, log: createLog(inputs) }, shared);
}

async function openBaseline(spec: RunSpec, shared: boolean): Promise<boolean> {
  unpinBaseline();
  const run = await controller.openBeside(spec);
  if (run === null) return false;
  useLab.setState({ baseline: { run, title: 'baseline', spec, shared, divergence: null, lookedUs: 0 } });
  controller.companion.attach(run);
  controller.refresh();
  void lookForParting();
  return true;
}

export function unpinBaseline(): void {
  useLab.setState({ baseline: null });
}

/** From now on, or no longer, what is done to the run on screen is done to the pinned one too. */
export async function shareInputs(shared: boolean): Promise<void> {
  const { baseline } = useLab.getState();
  if (!baseline) return;
  useLab.setState({ baseline: { ...baseline, shared } });
  if (shared) await takeOverInputs();
}

/** The pinned run takes over what is done to the one on screen; its knobs stay its own. */
async function takeOverInputs(): Promise<void> {
  const { baseline, log } = useLab.getState();
  if (!baseline || !log) return;
  const own = currentBranch(baseline.spec.log).inputs.filter(isTurn);
  const shared = currentBranch(log).inputs.filter((input) => !isTurn(input));
  const spec = { ...baseline.spec, log: createLog([...own, ...shared].sort((a, b) => a.atUs - b.atUs)) };
  useLab.setState({ baseline: { ...baseline, spec } });
  await controller.look('setLog', { log: spec.log }, baseline.run);
  controller.refresh();
}

/** The two change places: what was pinned is on screen, and what was on screen is pinned. */
export async function swapWithBaseline(): Promise<void> {
  const { baseline } = useLab.getState();
  const place = controller.place();
  if (!baseline || !place) return;
  const { inputs } = currentBranch(place.spec.log);
  const pinned = { ...place.spec, log: createLog(inputs) };
  if (await openAgain(baseline.spec, 'change places')) await openBaseline(pinned, baseline.shared);
}

/**
 * Starts with other knobs: from the beginning, or, beside a pinned run, with all that was done before and up to where
 * the run is now.
 * @param turned the knobs that are new; what they were set to on the way is left out. All when left out
 */
export async function startWith(knobs: RunSpec['knobs'], turned?: readonly string[]): Promise<void> {
  const state = useLab.getState();
  const place = controller.place();
  if (!state.baseline || state.trial || !place) {
    await controller.restart(knobs);
    return;
  }
  const { inputs } = currentBranch(place.spec.log);
  const replaced = (input: Clip['input']): boolean =>
    isTurn(input) && (!turned || turned.some((target) => sameKnob(state, target).has(input.target)));
  const log = changeBranch(place.spec.log, { inputs: inputs.filter((input) => !replaced(input)) });
  await openAgain({ ...place.spec, knobs, log }, 'other knobs');
}

/** Opens another run at the moment where the one on screen is. */
async function openAgain(spec: RunSpec, words: string): Promise<boolean> {
  const place = controller.place();
  if (!place) return false;
  const { life } = useLab.getState();
  const step = { words, log: place.spec.log, place };
  const at = { branch: spec.log.current, us: place.position.us, events: Number.MAX_SAFE_INTEGER };
  if (!(await controller.open({ spec, at, playing: life === 'running', again: true }))) return false;
  remember(step);
  return true;
}

async function lookForParting(): Promise<void> {
  const { baseline, spec, log, headUs } = useLab.getState();
  if (!baseline) return;
  const note = (found: Partial<Baseline>): void => {
    const now = useLab.getState().baseline;
    if (now?.run === baseline.run) useLab.setState({ baseline: { ...now, ...found } });
  };
  note({ lookedUs: headUs });
  if (spec && log && sameRuns({ ...spec, log }, baseline.spec)) {
    note({ divergence: { first: null, effect: null } });
    return;
  }
  const divergence = await controller.look('divergeFrom', { beside: baseline.run });
  if (divergence) note({ divergence });
}

/** Whether two specs are one run in all that decides what happens. */
function sameRuns(a: RunSpec, b: RunSpec): boolean {
  const made = ({ knobs, seed, log }: RunSpec): string =>
    JSON.stringify([Object.entries(knobs).sort(), seed, currentBranch(log).inputs]);
  return made(a) === made(b);
}

/** Goes to where the run on screen parts from the one beside it. */
export async function goToParting(us: number | undefined): Promise<void> {
  if (us !== undefined) await controller.seek(us);
  else if (useLab.getState().baseline ?? useLab.getState().overlay)
    notify('The two runs have not parted so far.');
  else notify('There is no run to compare with: pin this one as baseline first.');
}

/** Keeps the pinned run in step with the one on screen. @returns what ends it */
export function followBaseline(): () => void {
  return useLab.subscribe((state, before) => {
    const { baseline } = state;
    if (before.baseline && before.baseline.run !== baseline?.run) {
      controller.closeBeside(before.baseline.run);
      if (!baseline) controller.companion.attach(null);
    }
    if (!baseline || baseline.run !== before.baseline?.run) return;
    if (state.labId !== before.labId) unpinBaseline();
    else if (state.workers !== before.workers) void openBaseline(baseline.spec, baseline.shared);
    else if (state.opened !== before.opened && state.opened) void takeChange(baseline);
    else if (isEdited(state.log, before.log)) void takeChange(baseline);
    else if (mayPartNow(baseline, START_US)) void lookForParting();
  });
}

async function takeChange({ shared }: Baseline): Promise<void> {
  if (shared && !useLab.getState().trial) await takeOverInputs();
  await lookForParting();
}

/** Whether the inputs of the branch on screen are others. */
function isEdited(log: InputLog | null, before: InputLog | null): boolean {
  if (!log || !before || log === before) return false;
  return currentBranch(log).inputs !== currentBranch(before).inputs;
}
