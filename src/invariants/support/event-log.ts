/** Event stores of a world and what their events add up to, for promises about event sourcing. */
import type { Plain } from '../../kernel/plain';
import { appendToLog, createLog, type AppendLog } from '../../kernel/plain';
import type { SimNode, World } from '../../kernel/world';
import type { EventStoreState } from '../../nodes/event-store/index';
import { movementCents, upcast, type EventStore } from '../../patterns/event-sourcing/index';

/** The disk of a node that is an event store, running or not; else null. */
export function eventStoreIn(node: SimNode | undefined): EventStore | null {
  const { durable } = (node?.state ?? {}) as Partial<EventStoreState>;
  return durable !== undefined && 'streams' in durable && 'all' in durable ? durable : null;
}

/** The event store that a node names as its own; null when there is none. */
export function storeNamedBy({ nodes }: Readonly<World>, { params }: SimNode): EventStore | null {
  return eventStoreIn(nodes.find(({ id }) => id === params.store));
}

/** The name of that store. */
export function storeName({ params }: SimNode): string {
  return typeof params.store === 'string' ? params.store : '';
}

/** The one node that may have changed, or all when any may (−1). */
export function changedNodes({ nodes }: Readonly<World>, only: number): readonly SimNode[] {
  return only < 0 ? nodes : [nodes[only]];
}

/** What the events of a store add up to, followed as it grows: by stream, the balance at each version from 1 on. */
export interface AddedUp {
  position: number;
  balances: Map<string, AppendLog<number>>;
}

export function nothingAdded(): AddedUp {
  return { position: 0, balances: new Map() };
}

/** Adds up what has come to the store. The first balance below nothing is told to `below`. */
export function addUp(
  added: AddedUp,
  { all }: EventStore,
  below: (stream: string, version: number, balanceCents: number) => void = () => undefined,
): void {
  for (; added.position < all.length; added.position++) {
    const event = all.items[added.position];
    let balances = added.balances.get(event.stream);
    if (balances === undefined) {
      balances = createLog<number>();
      added.balances.set(event.stream, balances);
    }
    const before = balances.length > 0 ? balances.items[balances.length - 1] : 0;
    const now = before + movementCents(upcast(event));
    appendToLog(balances, now);
    if (now < 0) below(event.stream, event.version, now);
  }
}

/** What the first events of a stream add up to; NaN when it has fewer. */
export function balanceAt({ balances }: AddedUp, stream: string, version: number): number {
  if (version === 0) return 0;
  const log = balances.get(stream);
  return log !== undefined && version <= log.length ? log.items[version - 1] : NaN;
}

/** What has been added up of the store that a node names. */
export function addedUpFor(
  memo: Map<string, AddedUp>,
  world: Readonly<World>,
  node: SimNode,
): AddedUp | null {
  const store = storeNamedBy(world, node);
  if (store === null) return null;
  const name = storeName(node);
  let added = memo.get(name);
  if (added === undefined) {
    added = nothingAdded();
    memo.set(name, added);
  }
  addUp(added, store);
  return added;
}

/** An amount as money is written; what is not there has none. */
export function inEuros(cents: number): string {
  return Number.isNaN(cents) ? 'nothing' : `${(cents / 100).toFixed(2)} €`;
}

/** A field of a body that may not have it. */
export function fieldOf(body: Plain, name: string): Plain {
  return (body as Readonly<Record<string, Plain>> | null)?.[name];
}
