/** Which of the tools of time is open, and whether they are shown where there is little room. */
import { create } from 'zustand';

export type TimeTool = 'branches' | 'bookmarks' | 'until';

interface TimeTools {
  open: TimeTool | null;
  /** On a narrow screen they have a row of their own, which can be folded away. */
  unfolded: boolean;
}

export const useTimeTools = create<TimeTools>(() => ({ open: null, unfolded: false }));

export function openTool(open: TimeTool): void {
  useTimeTools.setState({ open, unfolded: true });
}

export function closeTools(): void {
  useTimeTools.setState({ open: null });
}
