/** Which views are open, lab by lab: as chosen here, or as a moment brings them. */
import { create } from 'zustand';
import { useLab } from '../run/store';
import { showCanvas } from '../shell/sheet';

/** Where two views have room beside each other. */
export const ROOMY = '(min-width: 1180px)';

/** Views that were chosen for a lab; the lab's own choice holds for others. */
export const useOpenViews = create<{ labId: string; open: readonly string[] }>(() => ({
  labId: '',
  open: [],
}));

/** Views that were chosen for a lab; none when nobody has chosen. */
export function openViews(labId: string): readonly string[] {
  const chosen = useOpenViews.getState();
  return chosen.labId === labId ? chosen.open : [];
}

/** Chooses the views of a lab; none leaves it to the lab. */
export function setOpenViews(labId: string, open: readonly string[]): void {
  useOpenViews.setState({ labId: open.length > 0 ? labId : '', open });
}

/** Opens a view beside the topology, or in its place where there is room for one. */
export function showBeside(id: string): void {
  setOpenViews(useLab.getState().labId, matchMedia(ROOMY).matches ? ['topology', id] : [id]);
  showCanvas();
}
