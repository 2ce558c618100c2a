/** Bounded buffers, what happens when they are full, and demand. Rules [BK1] … in `SPEC.md`. */
export { createBuffer, buffered, freePlaces, offer, setBound, take } from './buffer';
export type { Buffer, Offered, Overflow } from './buffer';
export { askFor, isNew, outstanding, receive, subscribe, UNLIMITED } from './subscriber';
export type { Subscription } from './subscriber';
export { createOutlet, heed, isLimited, maySend, nextNumber } from './publisher';
export type { Demand, Outlet } from './publisher';
