/** What a stage holds: its buffer, who waits at the door, what its workers do, and what is on the way downstream. */
import type { Context } from '../../kernel/contract';
import type { Message } from '../../kernel/message';
import {
  buffered,
  createBuffer,
  createOutlet,
  type Buffer,
  type Outlet,
  type Subscription,
} from '../../patterns/backpressure/index';
import type { stageParams } from './params';

const BYTES_PER_MB = 1e6;

export type StageContext = Context<typeof stageParams>;

/** An item inside a stage. */
export interface Item {
  /** Number of the logical request it came with. */
  request: number;
  /** When it left its source, and when it was taken here. */
  bornAtUs: number;
  takenAtUs: number;
  bytes: number;
}

/** An item as one stage hands it to the next. `session` tells the starts of a publisher apart. */
export type Handover = { session: number; subscription: number; number: number; bornAtUs: number };

/** One that was offered and has no answer yet: its sender waits, or may. `number` is 0 for one that a client sent. */
export interface Waiting {
  message: Message;
  number: number;
}

/** An item that is to go downstream, or has gone and has no answer. */
export interface Outgoing {
  item: Item;
  /** The worker that cannot do anything else until then, −1 for none. */
  worker: number;
  /** The call under way, 0 for none. */
  call: number;
}

/** What has been requested of a publisher, in one of its sessions. */
export interface Upstream {
  session: number;
  subscription: Subscription;
}

export interface StageState {
  /** Number of this start: true time, and so later than any before. */
  session: number;
  buffer: Buffer<Item>;
  door: Waiting[];
  /** By publisher, what has been requested of it. */
  publishers: Map<string, Upstream>;
  /** Number of the subscription given last. */
  lastSubscription: number;
  /** What each worker has in hand; null when idle. One that is blocked has put it into `outgoing`. */
  workers: (Item | 'blocked' | null)[];
  busy: number;
  /** Workers that are done and cannot hand over. */
  blocked: number;
  outlet: Outlet;
  outgoing: Outgoing[];
  /** By number: sent, and not answered. */
  unanswered: Map<number, Outgoing>;
  /** Memory of all items it holds. */
  bytes: number;
}

/** How many places the buffer has, as the parameters say. */
export function boundOf({ policy, bound }: StageContext['params']): number {
  return policy === 'unbounded' ? Infinity : bound;
}

export function createState(ctx: StageContext): StageState {
  return {
    session: ctx.nowUs,
    buffer: createBuffer<Item>(boundOf(ctx.params)),
    door: [],
    publishers: new Map(),
    lastSubscription: 0,
    workers: [],
    busy: 0,
    blocked: 0,
    outlet: createOutlet(),
    outgoing: [],
    unanswered: new Map(),
    bytes: 0,
  };
}

/** An item comes in, and may be one too many. */
export function hold(ctx: StageContext, state: StageState, { bytes }: Item): void {
  state.bytes += bytes;
  ctx.allocate(bytes);
}

/** An item is held no more. */
export function letGo(ctx: StageContext, state: StageState, { bytes }: Item): void {
  state.bytes -= bytes;
  ctx.free(bytes);
}

/** Brings the gauges up to date. */
export function showLoad(ctx: StageContext, { buffer, door, busy, blocked, bytes }: StageState): void {
  ctx.gauge('buffered', buffered(buffer));
  ctx.gauge('atDoor', door.length);
  ctx.gauge('busyWorkers', busy);
  ctx.gauge('blockedWorkers', blocked);
  ctx.gauge('promised', buffer.promised);
  ctx.gauge('memoryMb', bytes / BYTES_PER_MB);
}
