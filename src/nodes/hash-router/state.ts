import type { Context } from '../../kernel/contract';
import type { Layout } from './layout';
import type { hashRouterParams } from './params';

export type RouterContext = Context<typeof hashRouterParams>;

/** A node of the group, as the router knows it. */
export interface RouterNode {
  id: string;
  /** Requests sent to it that have not ended. */
  inFlight: number;
  /** Bad ends in a row. */
  failures: number;
  /** When an ejection ends; 0 while it is not ejected. */
  ejectedUntilUs: number;
}

/** The last time that keys had to move. */
export interface Rearrangement {
  atUs: number;
  /** Who came, went or was changed, in words. */
  why: string;
  moved: number;
  needed: number;
  /** Where keys were before. */
  from: Layout;
}

export interface HashRouterState {
  nodes: RouterNode[];
  layout: Layout;
  last: Rearrangement | null;
  /** 1 for a key that its present owner has not yet been asked for. */
  cold: Uint8Array;
}
