/** What a queue node holds: its books, who asks for messages, and which deliveries have no answer yet. */
import type { Context } from '../../kernel/contract';
import type { Message } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { NO_EVENT, type EventHandle } from '../../kernel/queue';
import { US_PER_MS, US_PER_S } from '../../kernel/time';
import {
  createWorkQueue,
  nextDueUs,
  tally,
  type Entry,
  type QueueRules,
  type WorkQueue,
} from '../../patterns/work-queue/index';
import type { queueParams } from './params';

export type QueueContext = Context<typeof queueParams>;

/** A consumer that can take so many messages, as it said last. */
export interface Asking {
  consumer: string;
  free: number;
  /** When that is no longer believed, by the clock of the queue. */
  untilUs: number;
}

/** A consumer that is to have nothing left. */
export interface Retirement {
  /** Whom to tell; null when that has been done. */
  request: Message | null;
  /** When it may ask for messages again, should it still be there, by the clock of the queue. */
  untilUs: number;
}

export interface QueueState {
  /** On the disk; undefined while messages are kept in memory only. */
  durable: WorkQueue | undefined;
  memory: WorkQueue | null;
  /** Who has waited longest comes first. */
  asking: Asking[];
  /** Messages that are being written to the disk. */
  storing: number;
  /** By message: deliveries without an answer. */
  calls: Map<number, number[]>;
  /** Consumers that get nothing more. */
  retiring: Map<string, Retirement>;
  timer: EventHandle;
  timerAtUs: number;
  /** What happened last that is worth a line. */
  note: string;
}

/** A queue node with these books; those on the disk when they are durable. */
export function createState(ctx: QueueContext, books: WorkQueue = createWorkQueue()): QueueState {
  const { memoryOnly } = ctx.params;
  return {
    durable: memoryOnly ? undefined : books,
    memory: memoryOnly ? books : null,
    asking: [],
    storing: 0,
    calls: new Map(),
    retiring: new Map(),
    timer: NO_EVENT,
    timerAtUs: Infinity,
    note: '',
  };
}

/** The books, wherever they are. */
export function booksOf({ durable, memory }: Pick<QueueState, 'durable' | 'memory'>): WorkQueue {
  const books = durable ?? memory;
  if (!books) throw new Error('A queue has its books on the disk or in memory.');
  return books;
}

/** Moves the books to where the parameters want them. */
export function moveBooks(ctx: QueueContext, state: QueueState): void {
  const books = booksOf(state);
  const { memoryOnly } = ctx.params;
  state.durable = memoryOnly ? undefined : books;
  state.memory = memoryOnly ? books : null;
}

/** The rules as the parameters have them. */
export function rulesOf(ctx: QueueContext): QueueRules {
  const { params } = ctx;
  return {
    atMostOnce: params.delivery === 'atMostOnce',
    visibilityUs: params.visibilityTimeoutMs * US_PER_MS,
    maxAttempts: params.maxAttempts,
    backoffUs: params.backoffMs * US_PER_MS,
    ordered: params.order === 'groups' && params.delivery === 'atLeastOnce',
    handsOutAhead: params.handsOutAhead,
    everyone: params.everyoneGets ? ctx.members(params.consumers) : null,
  };
}

/** Sets the timer for the next thing that time will bring. */
export function setDueTimer(ctx: QueueContext, state: QueueState): void {
  const dueAtUs = nextDueUs(booksOf(state));
  if (dueAtUs === state.timerAtUs) return;
  ctx.cancelTimer(state.timer);
  state.timerAtUs = dueAtUs;
  state.timer = dueAtUs < Infinity ? ctx.setTimer('due', dueAtUs - ctx.clockUs()) : NO_EVENT;
}

/** Brings the gauges up to date. */
export function showBooks(ctx: QueueContext, state: QueueState): void {
  const { waiting, postponed, out, dead, lost } = tally(booksOf(state));
  ctx.gauge('waiting', waiting);
  ctx.gauge('postponed', postponed);
  ctx.gauge('inFlight', out);
  ctx.gauge('dead', dead);
  ctx.gauge('lost', lost);
}

/** Messages of each kind the inspector lists. */
const LISTED = 10;

/** A message and where it stands, in few words: there is little room. */
function line({ message, poison }: Entry, ordered: boolean, ...where: string[]): [string, string] {
  const group = ordered ? [`group ${String(message.group)}`] : [];
  const words = [...where, ...group, ...(poison ? ['poison'] : [])];
  return [`message ${String(message.id)}`, words.join(', ')];
}

/** Which attempt it is, where it is not the first. */
function again({ attempts }: Entry): string[] {
  return attempts > 1 ? [`attempt ${String(attempts)}`] : [];
}

function listed<T>(items: Iterable<T>, lineOf: (item: T) => [string, string]): Plain {
  return Object.fromEntries([...items].slice(0, LISTED).map(lineOf));
}

/** A time, or what is left of one, in seconds. */
function seconds(us: number): string {
  return `${(Math.max(0, us) / US_PER_S).toFixed(1)} s`;
}

/** The inspector's tree: numbers first, then the first messages of each kind. */
export function inspectQueue(state: QueueState, ordered: boolean, clockUs: number): Plain {
  const { waiting, leases, postponed, dead, accepted, lost, done } = booksOf(state);
  return {
    accepted,
    done,
    lost: lost.size,
    waiting: listed(waiting, (entry) => line(entry, ordered, `since ${seconds(entry.message.acceptedAtUs)}`)),
    inFlight: listed(leases.values(), ({ entry, holders, dueAtUs }) =>
      line(entry, ordered, holders.join(' and '), `${seconds(dueAtUs - clockUs)} left`, ...again(entry)),
    ),
    triedAgainLater: listed(postponed, ({ entry, readyAtUs }) =>
      line(entry, ordered, `in ${seconds(readyAtUs - clockUs)}`),
    ),
    dead: listed(dead, (entry) => line(entry, ordered, `tried ${String(entry.attempts)}×`)),
    asking: Object.fromEntries(
      state.asking.map(({ consumer, free }) => [consumer, `can take ${String(free)}`]),
    ),
  };
}
