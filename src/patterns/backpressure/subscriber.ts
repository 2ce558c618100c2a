/** The side that takes: how many items it has asked each publisher for, and which have come. [BK9] to [BK17] */
import { buffered, freePlaces, type Buffer } from './buffer';

/** More than will ever come: no limit at all [BK15]. */
export const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** What one publisher has been asked for. */
export interface Subscription {
  /** A later one has a higher number. */
  id: number;
  /** Items asked for since it began: the publisher may send those numbered up to this. */
  limit: number;
  /** Different items that have come. */
  received: number;
  /** All numbers up to this have come, and these above it. */
  floor: number;
  above: number[];
}

/** A new subscription, with nothing asked for unless there is no bound. */
export function subscribe(id: number, limited: boolean): Subscription {
  return { id, limit: limited ? 0 : UNLIMITED, received: 0, floor: 0, above: [] };
}

/** Items asked for that have not come; 0 without a limit. */
export function outstanding({ limit, received }: Readonly<Subscription>): number {
  return limit === UNLIMITED ? 0 : Math.max(0, limit - received);
}

/** Whether the item of a number has not come before [BK13]. */
export function isNew({ floor, above }: Readonly<Subscription>, number: number): boolean {
  return number > floor && !above.includes(number);
}

/** Notes that the item of a number, a new one, has come. */
export function receive(subscription: Subscription, number: number): void {
  subscription.received++;
  subscription.above.push(number);
  for (;;) {
    const at = subscription.above.indexOf(subscription.floor + 1);
    if (at < 0) return;
    subscription.above.splice(at, 1);
    subscription.floor++;
  }
}

/**
 * Asks a publisher for items as far as there are places [BK9], when they are worth a word [BK10].
 * @param publishers how many share the bound
 * @param forgets the mistake of not counting what has been asked for before [BK17]
 * @returns whether it is to be told
 */
export function askFor(
  subscription: Subscription,
  buffer: Buffer<unknown>,
  { batch, publishers, forgets }: { batch: number; publishers: number; forgets: boolean },
): boolean {
  const share = Math.max(1, Math.floor(buffer.bound / publishers));
  const count = forgets
    ? Math.min(share, buffer.bound - buffered(buffer))
    : Math.min(share - outstanding(subscription), freePlaces(buffer));
  if (count < Math.min(batch, share)) return false;
  subscription.limit += count;
  buffer.promised += count;
  return true;
}
