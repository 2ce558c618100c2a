/** *Why?*: asks for the chain of causes of something, and keeps it lit until it is left. */
import { create } from 'zustand';
import type { Why, WhyAsk } from '../../protocol/messages';
import { usePrefs } from '../prefs';
import { controller } from '../run/controller';
import { notify, useLab } from '../run/store';
import { showPanel, useSheet, WIDE, type SheetId } from '../shell/sheet';
import { litBy, type Lit } from './lit';

interface WhyState {
  chain: Why | null;
  lit: Lit | null;
}

export const useWhy = create<WhyState>(() => ({ chain: null, lit: null }));

/** Asks why. The run pauses: what is told of stays where it is. */
export async function askWhy(ask: WhyAsk): Promise<void> {
  if (useLab.getState().life === 'running') controller.pause();
  const chain = await controller.ask('why', ask);
  if (chain === null || chain.steps.length === 0) {
    notify('Nothing is known of what led to this.');
    return;
  }
  useWhy.setState({ chain, lit: litBy(chain, useLab.getState().opened?.links ?? []) });
  showPanel(panelForIt());
}

/** The panel that is open already, on a desk or as a sheet. */
function panelForIt(): SheetId {
  if (matchMedia(WIDE).matches) return usePrefs.getState().tab;
  const { open } = useSheet.getState();
  return open === null || open === 'labs' || open === 'charts' ? 'inspect' : open;
}

/** Leaves the chain. @returns whether there was one */
export function leaveWhy(): boolean {
  if (useWhy.getState().chain === null) return false;
  useWhy.setState({ chain: null, lit: null });
  return true;
}

// What was told of another run, or of another branch, is not true of this one.
useLab.subscribe((state, before) => {
  if (state.opened !== before.opened || state.position.branch !== before.position.branch) leaveWhy();
});
