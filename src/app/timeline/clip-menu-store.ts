import { create } from 'zustand';

interface ClipMenuState {
  open: boolean;
  /** The clip that the menu is or was about. */
  id: string;
  x: number;
  y: number;
}

export const useClipMenu = create<ClipMenuState>(() => ({ open: false, id: '', x: 0, y: 0 }));

/** Opens the menu of a clip at a place of the screen. */
export function openClipMenu(id: string, x: number, y: number): void {
  useClipMenu.setState({ open: true, id, x, y });
}
