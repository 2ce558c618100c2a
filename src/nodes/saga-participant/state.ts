/** What a participant holds: its books and the events it has still to send, both on its disk. */
import type { Context } from '../../kernel/contract';
import type { Shared } from '../../kernel/plain';
import { createBooks, type Books, type SagaNews } from '../../patterns/saga/index';
import type { Order } from '../ordering';
import { createStation, type Station } from '../station';
import type { participantParams } from './params';

export type ParticipantContext = Context<typeof participantParams>;

/** An event that nobody has answered for yet. */
export interface Outbound {
  id: number;
  news: SagaNews & Shared;
  order: Order;
  attempts: number;
}

/** What its books were changed by last. */
export interface Effect extends Shared {
  readonly saga: number;
  readonly step: number;
  readonly undo: boolean;
  readonly choreographed: boolean;
  /** It undid what somebody had been shown as a fact. */
  readonly dirty: boolean;
}

export interface ParticipantState {
  station: Station;
  latest: Effect | null;
  /** What happened last that is worth a line. */
  note: string;
  durable: {
    books: Books;
    /** By id, the oldest first. */
    outbox: Map<number, Outbound>;
    /** Events that failed as often as allowed: a person is needed. */
    parked: Outbound[];
    lastEvent: number;
    dirtyReads: number;
  };
}

/** A participant at its first start. */
export function createState(ctx: ParticipantContext): ParticipantState {
  const { accounts, each } = ctx.params;
  return withDurable(ctx, {
    books: createBooks(accounts, each),
    outbox: new Map(),
    parked: [],
    lastEvent: 0,
    dirtyReads: 0,
  });
}

/** A participant with what was on its disk. */
export function withDurable(ctx: ParticipantContext, durable: ParticipantState['durable']): ParticipantState {
  return { station: createStation(ctx.params.workers), latest: null, note: '', durable };
}

/** Brings the gauges of the books up to date. */
export function showBooks(ctx: ParticipantContext, { durable }: ParticipantState): void {
  ctx.gauge('held', durable.books.held.size);
  ctx.gauge('outbox', durable.outbox.size);
  ctx.gauge('needPerson', durable.parked.length);
}
