import { create } from 'zustand';
import { useLab, type Selection } from '../run/store';

interface MenuState {
  /** What the menu is about; null while it is closed. */
  about: Selection | null;
  x: number;
  y: number;
}

export const useActionMenu = create<MenuState>(() => ({ about: null, x: 0, y: 0 }));

/** Opens the menu of a thing at a place of the screen. */
export function openActionMenu(about: Selection, x: number, y: number): void {
  useLab.setState({ selection: about });
  useActionMenu.setState({ about, x, y });
}
