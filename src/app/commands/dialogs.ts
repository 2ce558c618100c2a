/** Which dialog is open: the command palette or the list of keys. Opening one pauses the run. */
import { create } from 'zustand';
import { controller } from '../run/controller';

export const useDialogs = create<{ open: 'palette' | 'help' | null }>(() => ({ open: null }));

export function openPalette(): void {
  useDialogs.setState({ open: 'palette' });
}

export function openHelp(): void {
  controller.pause();
  useDialogs.setState({ open: 'help' });
}

export function closeDialogs(): void {
  useDialogs.setState({ open: null });
}
