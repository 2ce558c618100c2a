/** Which dialog is open: the command palette, the list of keys, or the choice of a partition's sides. */
import { create } from 'zustand';
import { controller } from '../run/controller';
import { useLab } from '../run/store';

interface Dialogs {
  open: 'palette' | 'help' | 'sides' | null;
  /** The run goes on when it is closed. */
  resume: boolean;
}

export const useDialogs = create<Dialogs>(() => ({ open: null, resume: false }));

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

export function closeDialogs(): void {
  if (useDialogs.getState().resume) controller.play();
  useDialogs.setState({ open: null, resume: false });
}
