/** Another branch beside the one on screen: dashed on the charts, and where the two part. */
import type { Divergence, InputLog } from '../../protocol/messages';
import { sharedUntilUs } from '../../run/log';
import { controller } from './controller';
import { mayPartNow } from './parting';
import { useLab, type LabState, type Overlay } from './store';

/** Lays a branch over the charts and looks for where it parts from the one on screen. */
export async function compareWith(branch: string): Promise<void> {
  const { spec, log } = useLab.getState();
  const other = log?.branches.find(({ id }) => id === branch);
  if (!spec || !log || !other) return;
  stopComparing();
  const run = await controller.openBeside({ ...spec, log: { ...log, current: branch } });
  if (run === null) return;
  const overlay: Overlay = { branch, title: other.title, run, divergence: null, lookedUs: 0 };
  useLab.setState({ overlay });
  void controller.look('runUntil', { us: other.headUs }, run);
  await lookForDivergence(overlay);
}

export function stopComparing(): void {
  useLab.setState({ overlay: null });
}

async function lookForDivergence(before: Overlay): Promise<void> {
  const overlay = { ...before, lookedUs: useLab.getState().headUs };
  useLab.setState({ overlay });
  const divergence: Divergence | null = await controller.look('diverge', { branch: overlay.branch });
  if (divergence && useLab.getState().overlay?.run === overlay.run) {
    useLab.setState({ overlay: { ...overlay, divergence } });
  }
}

/** Whether to look again, as far as the two are not one. */
function mayDivergeNow({ overlay, log }: LabState): boolean {
  return (
    overlay !== null && log !== null && mayPartNow(overlay, sharedUntilUs(log, log.current, overlay.branch))
  );
}

/** Keeps what is laid over in step with the log. @returns what ends it */
export function followOverlay(): () => void {
  return useLab.subscribe((state, before) => {
    if (before.overlay && before.overlay.run !== state.overlay?.run)
      controller.closeBeside(before.overlay.run);
    if (state.overlay && state.log !== before.log) takeLogChange(state, before);
    else if (state.overlay && mayDivergeNow(state)) void lookForDivergence(state.overlay);
  });
}

function takeLogChange({ overlay, log }: LabState, before: LabState): void {
  if (!overlay || !log || !before.log) return;
  const current = log.current;
  if (current === overlay.branch) {
    // The two have changed places.
    const was = before.log.current;
    if (was !== current && log.branches.some(({ id }) => id === was)) void compareWith(was);
    else stopComparing();
    return;
  }
  const other = inputsOf(log, overlay.branch);
  if (!other) stopComparing();
  else if (other !== inputsOf(before.log, overlay.branch)) void compareWith(overlay.branch);
  else if (inputsOf(log, current) !== inputsOf(before.log, before.log.current))
    void lookForDivergence(overlay);
}

/** The inputs of a branch in a form that can be compared. */
function inputsOf(log: InputLog, id: string): string | undefined {
  const branch = log.branches.find((one) => one.id === id);
  return branch && `${branch.title} ${JSON.stringify(branch.inputs)}`;
}
