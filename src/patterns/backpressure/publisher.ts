/** The side that sends: what it has been asked for, and what it has sent. [BK11], [BK12], [BK14] */
import { UNLIMITED } from './subscriber';

/** What a subscriber says: send up to this number, counted from the start of the subscription. */
export type Demand = { subscription: number; upTo: number };

/** What a publisher knows of its subscriber. */
export interface Outlet {
  /** 0 before there is one. */
  subscription: number;
  upTo: number;
  /** Number of the item sent last. */
  sent: number;
}

/** A publisher nobody has subscribed to. */
export function createOutlet(): Outlet {
  return { subscription: 0, upTo: 0, sent: 0 };
}

/**
 * Takes note of demand.
 * @returns `new` when a subscription has begun, so that unanswered items are to be sent again; `old` for one that is over
 */
export function heed(outlet: Outlet, { subscription, upTo }: Demand): 'new' | 'same' | 'old' {
  if (subscription < outlet.subscription) return 'old';
  if (subscription > outlet.subscription) {
    outlet.subscription = subscription;
    outlet.upTo = upTo;
    outlet.sent = 0;
    return 'new';
  }
  outlet.upTo = Math.max(outlet.upTo, upTo);
  return 'same';
}

/** Whether its subscriber counts what it asks for. */
export function isLimited({ upTo }: Readonly<Pick<Outlet, 'upTo'>>): boolean {
  return upTo < UNLIMITED;
}

/** Whether the next item may be sent. @param ignoresDemand the mistake [BK16] */
export function maySend({ subscription, upTo, sent }: Readonly<Outlet>, ignoresDemand: boolean): boolean {
  return subscription > 0 && (ignoresDemand || sent < upTo);
}

/** The number of the item that is sent now. */
export function nextNumber(outlet: Outlet): number {
  return ++outlet.sent;
}
