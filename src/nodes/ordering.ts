/** What orchestrator and participants of an order say to each other, and where each of them is. */
import type { Message } from '../kernel/message';
import { real, int, ref } from '../kernel/params';
import type { Shared } from '../kernel/plain';
import { US_PER_MS } from '../kernel/time';
import type { SagaNews } from '../patterns/saga/index';

/** An order, as its client gives it. */
export interface Order extends Shared {
  readonly customer: number;
  readonly item: number;
  readonly price: number;
}

/** What a participant is told to do; by an orchestrator (`command`) or by another participant (`event`). */
export interface Told extends SagaNews {
  readonly order: Order;
}

/** The order of a client's request. */
export function orderOf({ body }: Message): Order {
  const { client = 0, key = 0 } = (body ?? {}) as { client?: number; key?: number };
  return { $shared: true, customer: client, item: key, price: 20 + ((key * 7) % 60) };
}

function place(title: string) {
  return ref({ title, help: 'The participant that does these steps.', restarts: true });
}

/** Where the participants of an order are, by the names the plan has for them. */
export const placeParams = {
  orders: place('Orders'),
  payments: place('Payments'),
  inventory: place('Inventory'),
  shipping: place('Shipping'),
};

/** How failed attempts are repeated. */
export const repeatParams = {
  retryMs: real({
    title: 'First wait',
    help: 'How long it waits before the second attempt; each further wait is twice as long.',
    unit: 'ms',
    min: 1,
    max: 60_000,
    default: 200,
    low: 'it would ask again before anything can have changed.',
    high: 'a lost message would hold a saga up for a minute.',
    logScale: true,
    atMost: { param: 'retryCapMs', why: 'no wait is longer than the longest' },
  }),
  retryCapMs: real({
    title: 'Longest wait',
    help: 'No wait between two attempts is longer.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 2000,
    low: 'a participant that is down would be asked all the time.',
    high: 'ten minutes after it is back is later than anyone watches.',
    logScale: true,
  }),
  patience: int({
    title: 'Patience',
    help: 'Attempts at what must be done in the end, before a person is needed. Few, and every outage ends on a desk; many, and nobody hears of what will never work.',
    unit: 'attempts',
    min: 1,
    max: 1000,
    default: 12,
    low: 'it must be tried once.',
    high: 'after a thousand attempts it will not work either.',
    logScale: true,
  }),
};

/** The wait after so many attempts. */
export function waitUs(params: { retryMs: number; retryCapMs: number }, attempts: number): number {
  const doublings = Math.min(20, Math.max(0, attempts - 1));
  return Math.min(params.retryCapMs, params.retryMs * (1 << doublings)) * US_PER_MS;
}
