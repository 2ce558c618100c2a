import { describe, expect, it } from 'vitest';
import { commandOf, KEY_ROWS, keyName, shortcutOf, showKey, type KeyPlace, type KeyPress } from './keys';

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  const none = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, repeat: false };
  return { key, code: '', ...none, ...more };
}

function place(more: Partial<KeyPlace> = {}): KeyPlace {
  return { focus: 'page', overlay: 'none', nodeSelected: false, singleKeys: true, ...more };
}

describe('names of keys', () => {
  it.each([
    [press('k'), 'k'],
    [press('K'), 'k'],
    [press('N', { shiftKey: true }), 'Shift+n'],
    [press('k', { ctrlKey: true }), 'Mod+k'],
    [press('k', { metaKey: true }), 'Mod+k'],
    [press('Z', { metaKey: true, shiftKey: true }), 'Mod+Shift+z'],
    [press(' '), 'Space'],
    [press('?', { shiftKey: true }), '?'],
    [press('+', { shiftKey: true }), '+'],
    [press('='), '+'],
    [press('7', { shiftKey: true }), '7'],
    [press('ArrowRight'), 'ArrowRight'],
    [press('Home'), 'Home'],
  ])('%o is %s', (pressed, name) => {
    expect(keyName(pressed)).toBe(name);
  });

  it('takes the place of the key where the script has other letters', () => {
    expect(keyName(press('л', { code: 'KeyK' }))).toBe('k');
    expect(keyName(press('Т', { code: 'KeyN', shiftKey: true }))).toBe('Shift+n');
  });

  it.each([
    press('k', { altKey: true }),
    press('k', { ctrlKey: true, altKey: true }),
    press('Home', { shiftKey: true }),
    press('Home', { ctrlKey: true }),
    press(' ', { shiftKey: true }),
  ])('leaves %o to the browser', (pressed) => {
    expect(keyName(pressed)).toBeNull();
  });
});

describe('when a key does something', () => {
  it('does what the table says', () => {
    const run = (key: string, more?: Partial<KeyPress>) => commandOf(press(key, more), place());
    expect(run('k')).toBe('play');
    expect(run('N', { shiftKey: true })).toBe('next meaningful');
    expect(run('ArrowLeft')).toBe('previous event');
    expect(run('0')).toBe('fit');
    expect(run('9')).toBe('node 9');
    expect(run('Escape')).toBe('leave');
    expect(run('Delete')).toBeNull();
    expect(run('Backspace')).toBeNull();
    expect(run('c', { ctrlKey: true })).toBeNull();
  });

  it('never while typing, except for the palette', () => {
    const typing = place({ focus: 'text' });
    for (const { commands } of KEY_ROWS) {
      for (const name of Object.keys(commands).filter((one) => !one.includes('+') || one === '+')) {
        expect(commandOf(press(name === 'Space' ? ' ' : name), typing)).toBeNull();
      }
    }
    expect(commandOf(press('k', { ctrlKey: true }), typing)).toBe('palette');
  });

  it('never under a dialog or a menu, except to close the palette', () => {
    for (const key of ['k', 'n', 'Escape', '?', '1', ' ']) {
      expect(commandOf(press(key), place({ overlay: 'other' }))).toBeNull();
      expect(commandOf(press(key), place({ overlay: 'palette' }))).toBeNull();
    }
    expect(commandOf(press('k', { metaKey: true }), place({ overlay: 'other' }))).toBeNull();
    expect(commandOf(press('k', { metaKey: true }), place({ overlay: 'palette' }))).toBe('palette');
  });

  it('leaves Space to whatever has the focus', () => {
    expect(commandOf(press(' '), place())).toBe('play');
    expect(commandOf(press(' '), place({ focus: 'button' }))).toBeNull();
    expect(commandOf(press(' '), place({ focus: 'control' }))).toBeNull();
  });

  it('leaves arrows, Home and End to controls that use them, and arrows to a selected node', () => {
    expect(commandOf(press('ArrowRight'), place({ focus: 'button' }))).toBe('next event');
    expect(commandOf(press('ArrowRight'), place({ focus: 'control' }))).toBeNull();
    expect(commandOf(press('ArrowRight'), place({ nodeSelected: true }))).toBeNull();
    expect(commandOf(press('Home'), place({ focus: 'control' }))).toBeNull();
    expect(commandOf(press('Home'), place({ nodeSelected: true }))).toBe('start');
    expect(commandOf(press('k'), place({ focus: 'control', nodeSelected: true }))).toBe('play');
  });

  it('knows when single keys are switched off', () => {
    const off = place({ singleKeys: false });
    for (const key of ['k', ' ', 'n', 'ArrowRight', 'Home', '+', '?', '1', 'x']) {
      expect(commandOf(press(key), off)).toBeNull();
    }
    expect(commandOf(press('k', { ctrlKey: true }), off)).toBe('palette');
    expect(commandOf(press('Escape'), off)).toBe('leave');
  });

  it('repeats steps while a key is held, and nothing else', () => {
    expect(commandOf(press('n', { repeat: true }), place())).toBe('next event');
    expect(commandOf(press('+', { repeat: true }), place())).toBe('faster');
    expect(commandOf(press('x', { repeat: true }), place())).toBeNull();
    expect(commandOf(press('k', { repeat: true }), place())).toBeNull();
  });
});

it('shows keys as they are written', () => {
  expect(showKey('Mod+k', true)).toBe('⌘K');
  expect(showKey('Mod+k', false)).toBe('Ctrl K');
  expect(showKey('Mod+Shift+z', true)).toBe('⇧⌘Z');
  expect(showKey('Mod+Shift+z', false)).toBe('Ctrl ⇧Z');
  expect(showKey('Shift+n')).toBe('⇧N');
  expect(showKey('ArrowRight')).toBe('→');
  expect(shortcutOf('play')).toBe('K');
  expect(shortcutOf('restart')).toBeUndefined();
});

it('gives each key one meaning', () => {
  const names = KEY_ROWS.flatMap(({ commands }) => Object.keys(commands));
  expect(new Set(names).size).toBe(names.length);
});
