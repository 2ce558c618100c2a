/** Bringing parts of the page to the front, whatever its width: panels on a desk, sheets on a phone. */
import { create } from 'zustand';
import { showTab, usePrefs, type PanelTab } from '../prefs';

export type SheetId = PanelTab | 'labs' | 'charts';

/** The sheet that is open over the canvas of a narrow screen. */
export const useSheet = create<{ open: SheetId | null }>(() => ({ open: null }));

/** From this width on everything has its place beside the canvas. */
export const WIDE = '(min-width: 900px)';

/** Shows a panel. */
export function showPanel(id: SheetId): void {
  if (!matchMedia(WIDE).matches) useSheet.setState({ open: id });
  else if (id === 'labs') usePrefs.setState({ showSidebar: true });
  else if (id === 'charts') usePrefs.setState({ showCharts: true });
  else showTab(id);
}

/** Makes sure that nothing covers the canvas. */
export function showCanvas(): void {
  useSheet.setState({ open: null });
}
