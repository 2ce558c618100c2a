/** What queues and ledgers hold, for the promises about work queues. */
import type { SimNode, World } from '../../kernel/world';
import type { Booking, LedgerState } from '../../nodes/ledger/index';
import type { QueueState } from '../../nodes/queue/state';
import type { Lease, WorkQueue } from '../../patterns/work-queue/index';

/** The books of a node that is a queue; of one that is down, those on its disk, and null when it has none. */
export function booksOf({ state }: SimNode): WorkQueue | null {
  const { durable, memory } = (state ?? {}) as Partial<QueueState>;
  const books = durable ?? memory;
  return books && 'leases' in books ? books : null;
}

/** Whether a node is a queue that runs. */
export function isQueue({ state }: SimNode): boolean {
  return state !== null && 'asking' in (state as object);
}

/** Nodes that may have changed. */
export function nodesOf(world: Readonly<World>, only: number): readonly SimNode[] {
  return only < 0 ? world.nodes : [world.nodes[only]];
}

/** The books of a queue by its name. */
export function booksNamed(world: Readonly<World>, id: string): WorkQueue | null {
  const node = world.nodes.find((one) => one.id === id);
  return node ? booksOf(node) : null;
}

/** What a ledger booked last; null for any other node. */
export function latestBooking({ state }: SimNode): Booking | null {
  return (state as Partial<LedgerState> | null)?.latest ?? null;
}

/** Leases of a queue that more than one consumer holds. */
export function sharedLease({ leases }: WorkQueue): Lease | null {
  for (const lease of leases.values()) if (lease.holders.length > 1) return lease;
  return null;
}
