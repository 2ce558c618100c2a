import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const KEY = 'faultline.prefs';

/** A browser of which the preferences see three things: storage, the system's theme, and the document. */
function browser(stored: string | null, systemIsLight = false) {
  const kept = new Map(stored === null ? [] : [[KEY, stored]]);
  const root = { dataset: {} as Record<string, string> };
  const listeners: (() => void)[] = [];
  const system = {
    matches: systemIsLight,
    addEventListener: (_type: string, listener: () => void) => listeners.push(listener),
  };
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  };
  vi.stubGlobal('localStorage', storage);
  vi.stubGlobal('window', { localStorage: storage });
  vi.stubGlobal('matchMedia', () => system);
  vi.stubGlobal('document', { documentElement: root });
  const turn = (light: boolean): void => {
    system.matches = light;
    for (const listener of listeners) listener();
  };
  return { kept, root, turn };
}

const stored = (state: unknown): string => JSON.stringify({ state, version: 0 });

async function prefsOf(text: string | null) {
  browser(text);
  const { usePrefs } = await import('./prefs');
  return usePrefs.getState();
}

const DEFAULTS = {
  theme: null,
  tab: 'controls',
  singleKeys: true,
  showSidebar: true,
  showCharts: true,
  showPanel: true,
  hiddenLines: [],
};

beforeEach(() => {
  vi.resetModules();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('preferences', () => {
  it('are the defaults in a browser that has none', async () => {
    expect(await prefsOf(null)).toEqual(DEFAULTS);
  });

  it('come back as they were left', async () => {
    const { kept } = browser(null);
    const first = await import('./prefs');
    const mine = { ...DEFAULTS, theme: 'light', tab: 'log', singleKeys: false, hiddenLines: ['latency p50'] };
    first.usePrefs.setState(mine as never);
    vi.resetModules();
    expect(await prefsOf(kept.get(KEY) ?? null)).toEqual(mine);
  });

  it.each([
    ['no text of ours', '{{{'],
    ['nothing', stored(null)],
    ['a list', stored([])],
    ['a word', stored('dark')],
  ])('are the defaults when storage holds %s', async (_what, text) => {
    expect(await prefsOf(text)).toEqual(DEFAULTS);
  });

  it('keep what makes sense of what storage holds, and nothing else', async () => {
    const odd = {
      theme: 'sepia',
      tab: 'admin',
      singleKeys: 'no',
      showPanel: false,
      hiddenLines: ['a', 7, null, 'b'],
      more: 1,
    };
    expect(await prefsOf(stored(odd))).toEqual({ ...DEFAULTS, showPanel: false, hiddenLines: ['a', 'b'] });
  });

  it('do not grow without end', async () => {
    const hiddenLines = Array.from({ length: 500 }, (_, i) => String(i));
    expect((await prefsOf(stored({ hiddenLines }))).hiddenLines).toHaveLength(200);
  });
});

describe('the theme', () => {
  it('is the system’s until the user chooses, and follows the system while the page is open', async () => {
    const { root, turn } = browser(null, true);
    const { followTheme, themeInForce } = await import('./prefs');
    followTheme();
    expect([themeInForce(), root.dataset.theme]).toEqual(['light', 'light']);
    turn(false);
    expect([themeInForce(), root.dataset.theme]).toEqual(['dark', 'dark']);
  });

  it('turned once stays so, whatever the system does', async () => {
    const { root, turn } = browser(null, true);
    const { followTheme, toggleTheme } = await import('./prefs');
    followTheme();
    toggleTheme();
    expect(root.dataset.theme).toBe('dark');
    turn(false);
    turn(true);
    expect(root.dataset.theme).toBe('dark');
    toggleTheme();
    expect(root.dataset.theme).toBe('light');
  });
});

it('showing a tab of the side panel opens the panel', async () => {
  browser(stored({ showPanel: false }));
  const { showTab, usePrefs } = await import('./prefs');
  showTab('story');
  expect(usePrefs.getState()).toMatchObject({ tab: 'story', showPanel: true });
});
