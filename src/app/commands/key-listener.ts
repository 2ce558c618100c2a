/** Hears the keys of the page and runs what they stand for. */
import { usePrefs } from '../prefs';
import { notify, useLab } from '../run/store';
import { keyCommands } from './commands';
import { useDialogs } from './dialogs';
import { commandOf, type KeyPlace } from './keys';

const TYPED_IN =
  'textarea, select, input:not([type="checkbox"], [type="radio"], [type="range"], [type="button"], [type="file"])';
const OVERLAY = '[role="dialog"], [role="alertdialog"], [role="menu"]';

function focusOf(element: Element | null): KeyPlace['focus'] {
  if (!element || element === document.body) return 'page';
  if (element.matches(TYPED_IN) || (element as HTMLElement).isContentEditable) return 'text';
  if (element.matches('button:not([role]), a[href], summary')) return 'button';
  return element.matches('input, [role], [tabindex]:not([tabindex="-1"])') ? 'control' : 'page';
}

function currentPlace(): KeyPlace {
  const { open } = useDialogs.getState();
  return {
    focus: focusOf(document.activeElement),
    overlay: open === 'palette' ? 'palette' : document.querySelector(OVERLAY) ? 'other' : 'none',
    nodeSelected: useLab.getState().selection?.kind === 'node',
    singleKeys: usePrefs.getState().singleKeys,
  };
}

function onKeyDown(event: KeyboardEvent): void {
  // A control that has a use for the key has said so.
  if (event.defaultPrevented || event.isComposing) return;
  const id = commandOf(event, currentPlace());
  const command = id === null ? undefined : keyCommands(useLab.getState()).find((one) => one.id === id);
  if (!command) return;
  event.preventDefault();
  if (typeof command.refusal === 'string') notify(command.refusal);
  else command.run();
}

/** Starts to listen. @returns what ends it */
export function listenToKeys(): () => void {
  window.addEventListener('keydown', onKeyDown);
  return () => {
    window.removeEventListener('keydown', onKeyDown);
  };
}
