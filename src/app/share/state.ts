/** What sharing and drafts have to remember of the page: the lab as it is, and what is offered in a line. */
import { create } from 'zustand';
import type { Moment } from '../../scenario/moment';
import type { Lab } from '../../scenario/types';
import type { Draft } from './drafts';

/** A moment that was opened, in a line, until time goes on. */
export interface Arrival {
  line: string;
  /** Why the run may not be the one that was meant. */
  warning: string | null;
}

/** A moment that is being shared. */
export interface Shared {
  moment: Moment;
  /** null when it can only travel as a file, for the reason given. */
  link: string | null;
  reason: string;
  /** The link is on the clipboard already. */
  copied: boolean;
}

interface Share {
  /** The open lab with its own scenario, whatever file is open in it. */
  home: { id: string; lab: Lab; revision: string } | null;
  arrival: Arrival | null;
  /** A run that was kept, in a line. */
  offer: (Draft & { line: string }) | null;
  shared: Shared | null;
  /** Simulated time up to which a long run is being replayed. */
  replayingUs: number | null;
}

export const useShare = create<Share>(() => ({
  home: null,
  arrival: null,
  offer: null,
  shared: null,
  replayingUs: null,
}));
