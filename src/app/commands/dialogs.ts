/** Which dialog is open: the command palette, the list of keys, the sides of a partition, *Find me trouble*, or sharing. */
import { create } from 'zustand';
import { controller } from '../run/controller';
import { useLab } from '../run/store';

interface Dialogs {
  open: 'palette' | 'help' | 'sides' | 'trouble' | 'share' | null;
  /** The run goes on when it is closed. */
  resume: boolean;
  /** Outcome chosen when *Find me trouble* opens; the first when none is. */
  outcome: string | null;
}

export const useDialogs = create<Dialogs>(() => ({ open: null, resume: false, outcome: null }));

export function openPalette(): void {
  useDialogs.setState({ open: 'palette', resume: false });
}

/** Opens the list of keys; there is something to read, so the run pauses. */
export function openHelp(): void {
  controller.pause();
  useDialogs.setState({ open: 'help', resume: false });
}

/** Opens the choice of sides. The run waits for it, and goes on if it did before. */
export function openSides(): void {
  const resume = useLab.getState().life === 'running';
  controller.pause();
  useDialogs.setState({ open: 'sides', resume });
}

/** Opens *Find me trouble*. The run waits, and goes on if it did before and nothing was found. */
export function openTrouble(outcome: string | null = null): void {
  const resume = useLab.getState().life === 'running';
  controller.pause();
  useDialogs.setState({ open: 'trouble', resume, outcome });
}

/** Opens what a moment is shared by. @param resume whether the run goes on when it is closed */
export function openShareDialog(resume: boolean): void {
  useDialogs.setState({ open: 'share', resume });
}

export function closeDialogs(): void {
  if (useDialogs.getState().resume) controller.play();
  useDialogs.setState({ open: null, resume: false });
}
