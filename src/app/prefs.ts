/** What the user prefers, remembered in this browser. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type Theme = 'dark' | 'light';
export type PanelTab = 'controls' | 'inspect' | 'story' | 'code' | 'log';

interface Prefs {
  /** null follows the system. */
  theme: Theme | null;
  tab: PanelTab;
  /** Keys without a modifier do things. */
  singleKeys: boolean;
  showSidebar: boolean;
  showCharts: boolean;
  showPanel: boolean;
  /** Percentile lines that are switched off, by chart and label. */
  hiddenLines: readonly string[];
}

const DEFAULTS: Prefs = {
  theme: null,
  tab: 'controls',
  singleKeys: true,
  showSidebar: true,
  showCharts: true,
  showPanel: true,
  hiddenLines: [],
};

/** What storage holds, as far as it makes sense. */
function sane(stored: unknown): Prefs {
  if (typeof stored !== 'object' || stored === null) return DEFAULTS;
  const from = stored as Partial<Record<keyof Prefs, unknown>>;
  const flag = (name: 'singleKeys' | 'showSidebar' | 'showCharts' | 'showPanel'): boolean =>
    typeof from[name] === 'boolean' ? from[name] : DEFAULTS[name];
  const tabs: readonly unknown[] = ['controls', 'inspect', 'story', 'code', 'log'];
  return {
    theme: from.theme === 'dark' || from.theme === 'light' ? from.theme : null,
    tab: tabs.includes(from.tab) ? (from.tab as PanelTab) : DEFAULTS.tab,
    singleKeys: flag('singleKeys'),
    showSidebar: flag('showSidebar'),
    showCharts: flag('showCharts'),
    showPanel: flag('showPanel'),
    hiddenLines: Array.isArray(from.hiddenLines)
      ? from.hiddenLines.filter((line): line is string => typeof line === 'string').slice(0, 200)
      : [],
  };
}

export const usePrefs = create<Prefs>()(
  persist(() => DEFAULTS, { name: 'faultline.prefs', merge: (stored) => sane(stored) }),
);

const light = matchMedia('(prefers-color-scheme: light)');

/** The theme in force. */
export function themeInForce(): Theme {
  return usePrefs.getState().theme ?? (light.matches ? 'light' : 'dark');
}

/** Keeps the document's theme in step with the preference and the system. */
export function followTheme(): void {
  const apply = (): void => {
    document.documentElement.dataset.theme = themeInForce();
  };
  apply();
  usePrefs.subscribe(apply);
  light.addEventListener('change', apply);
}

export function toggleTheme(): void {
  usePrefs.setState({ theme: themeInForce() === 'dark' ? 'light' : 'dark' });
}

/** Shows a tab of the side panel. */
export function showTab(tab: PanelTab): void {
  usePrefs.setState({ tab, showPanel: true });
}
