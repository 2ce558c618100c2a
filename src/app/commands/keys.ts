/** Which key does what, and when: the table that the help shows and the rules that the page follows. Pure. */

/** Keys of one line of the help. */
export interface KeyRow {
  group: 'Time' | 'System' | 'Canvas' | 'Page';
  title: string;
  /** Commands by the key that runs them, as `keyName` writes it. */
  commands: Readonly<Record<string, string>>;
  /** The first and the last of its keys say enough. */
  range?: true;
  /** Holding it down does it again and again. */
  repeats?: true;
  /** Works even when single keys are switched off. */
  always?: true;
}

export const KEY_ROWS: readonly KeyRow[] = [
  { group: 'Time', title: 'Play or pause', commands: { k: 'play' } },
  { group: 'Time', title: 'The same, while no control has the focus', commands: { Space: 'play' } },
  {
    group: 'Time',
    title: 'Next, previous event',
    commands: { n: 'next event', p: 'previous event' },
    repeats: true,
  },
  {
    group: 'Time',
    title: 'Next, previous event that matters',
    commands: { 'Shift+n': 'next meaningful', 'Shift+p': 'previous meaningful' },
    repeats: true,
  },
  {
    group: 'Time',
    title: 'Next, previous event, while no node is selected',
    commands: { ArrowRight: 'next event', ArrowLeft: 'previous event' },
    repeats: true,
  },
  { group: 'Time', title: 'To the start, to the newest moment', commands: { Home: 'start', End: 'live' } },
  { group: 'Time', title: 'Faster, slower', commands: { '+': 'faster', '-': 'slower' }, repeats: true },
  { group: 'Time', title: 'Bookmark this moment', commands: { b: 'bookmark' } },
  { group: 'Time', title: 'Run until something happens', commands: { u: 'run until' } },
  { group: 'Time', title: 'Go to where two compared runs part', commands: { d: 'parting' } },
  {
    group: 'Time',
    title: 'Undo, redo what you changed',
    commands: { 'Mod+z': 'undo', 'Mod+Shift+z': 'redo' },
    repeats: true,
    always: true,
  },
  { group: 'System', title: 'Crash or restart the selected node', commands: { x: 'crash' } },
  { group: 'System', title: 'Spike: ten times the traffic for 5 s', commands: { s: 'spike' } },
  { group: 'System', title: 'Heal everything', commands: { h: 'heal' } },
  { group: 'Canvas', title: 'Show everything', commands: { '0': 'fit' } },
  {
    group: 'Canvas',
    title: 'Select the first … ninth node',
    commands: Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [String(i + 1), `node ${String(i + 1)}`]),
    ),
    range: true,
  },
  { group: 'Page', title: 'All commands', commands: { 'Mod+k': 'palette' }, always: true },
  { group: 'Page', title: 'These keys', commands: { '?': 'help' } },
  {
    group: 'Page',
    title: 'Leave: a tool first, then what is lit, then the selection',
    commands: { Escape: 'leave' },
    always: true,
  },
];

/** What has been pressed: the part of a keyboard event that counts. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'repeat'
>;

/** Where the page is when a key comes. */
export interface KeyPlace {
  /** What has the focus: nothing, a plain button, something with keys of its own, or a field one types in. */
  focus: 'page' | 'button' | 'control' | 'text';
  /** What lies over the page. */
  overlay: 'none' | 'palette' | 'other';
  nodeSelected: boolean;
  singleKeys: boolean;
}

/** The name of what was pressed, the same on every keyboard; null with a modifier that nothing here wants. */
export function keyName({ key, code, shiftKey, ctrlKey, altKey, metaKey }: KeyPress): string | null {
  const letter = /^[a-z]$/i.test(key) ? key.toLowerCase() : letterOfPlace(key, code);
  if (ctrlKey || metaKey) {
    if (altKey || letter === null) return null;
    return shiftKey ? `Mod+Shift+${letter}` : `Mod+${letter}`;
  }
  if (altKey) return null;
  if (letter !== null) return shiftKey ? `Shift+${letter}` : letter;
  if (key === ' ') return shiftKey ? null : 'Space';
  if (key === '=') return '+';
  if (key.length === 1) return key;
  return shiftKey ? null : key;
}

/** On keyboards of other scripts the place of the key tells the letter. */
function letterOfPlace(key: string, code: string): string | null {
  const foreign = key.length === 1 && key.charCodeAt(0) > 127;
  return foreign ? (/^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? null) : null;
}

/** The command that a key runs at a place; null when it is to be left alone. */
export function commandOf(press: KeyPress, place: KeyPlace): string | null {
  const name = keyName(press);
  const row = name === null ? undefined : KEY_ROWS.find((one) => Object.hasOwn(one.commands, name));
  if (name === null || !row) return null;
  if (press.repeat && row.repeats !== true) return null;
  if (!place.singleKeys && row.always !== true) return null;
  return allowed(name, place) ? (row.commands[name] ?? null) : null;
}

function allowed(name: string, { focus, overlay, nodeSelected }: KeyPlace): boolean {
  if (name === 'Mod+k') return overlay !== 'other';
  if (overlay !== 'none' || focus === 'text') return false;
  if (name === 'Space') return focus === 'page';
  if (name === 'Home' || name === 'End') return focus !== 'control';
  if (name === 'ArrowRight' || name === 'ArrowLeft') return focus !== 'control' && !nodeSelected;
  return true;
}

const SHOWN: Readonly<Record<string, string>> = { ArrowRight: '→', ArrowLeft: '←', Escape: 'Esc', '-': '−' };

/** A key as the page writes it. */
export function showKey(name: string, mac = onMac()): string {
  if (name.startsWith('Mod+Shift+')) return `${mac ? '⇧⌘' : 'Ctrl ⇧'}${name.slice(10).toUpperCase()}`;
  if (name.startsWith('Mod+')) return `${mac ? '⌘' : 'Ctrl '}${name.slice(4).toUpperCase()}`;
  if (name.startsWith('Shift+')) return `⇧${name.slice(6).toUpperCase()}`;
  return SHOWN[name] ?? (name.length === 1 ? name.toUpperCase() : name);
}

function onMac(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);
}

/** The key that runs a command, as shown; undefined when none does. */
export function shortcutOf(command: string): string | undefined {
  for (const { commands } of KEY_ROWS) {
    const found = Object.entries(commands).find(([, id]) => id === command);
    if (found) return showKey(found[0]);
  }
  return undefined;
}
