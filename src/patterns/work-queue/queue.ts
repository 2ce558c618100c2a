/**
 * A work queue: producers put messages in, competing consumers take them, and each is meant for one of them. A
 * message is handed out for a while, hidden from the others, until its consumer acknowledges or refuses it.
 */
import type { Plain, Shared } from '../../kernel/plain';
import { backoffUs, type QueueRules } from './rules';

/** A message as it was accepted. Never changes. */
export interface QueueMessage extends Shared {
  /** Number in this queue, from 1. */
  readonly id: number;
  /** Messages of one group belong together where order is kept. */
  readonly group: number;
  readonly body: Plain;
  readonly acceptedAtUs: number;
}

/** A message in the queue. It stands in exactly one place. */
export interface Entry {
  message: QueueMessage;
  /** Its place in the order: the id at first, a new one when it was redriven. */
  position: number;
  /** Times it has been handed out since it was accepted or redriven. */
  attempts: number;
  /** Nobody can handle it, ever. */
  poison: boolean;
}

/** A refused message that waits before it may be tried again. */
export interface Postponed {
  entry: Entry;
  readyAtUs: number;
}

/** A message handed out. */
export interface Lease {
  entry: Entry;
  /** Who has it: one, unless everyone gets it. */
  holders: string[];
  acknowledgedBy: string[];
  handedOutAtUs: number;
  /** When it is visible again; or counted as lost, when it was handed out at most once. */
  dueAtUs: number;
  atMostOnce: boolean;
}

export interface WorkQueue {
  /** Messages ever accepted: as many as `done` + `waiting` + `postponed` + `leases` + `dead` + `lost`. */
  accepted: number;
  /** Place in the order of the last message accepted or redriven. */
  lastPosition: number;
  /** In the order of their positions. */
  waiting: Entry[];
  postponed: Postponed[];
  /** By id. */
  leases: Map<number, Lease>;
  /** The dead-letter queue, the longest dead first. */
  dead: Entry[];
  done: number;
  /** How many of those to come are poison. */
  poisonNext: number;
  /** Ids of messages that were handed out at most once and came to nothing, as far as the queue has heard. */
  lost: Set<number>;
}

/** What a consumer is given. */
export interface Delivery {
  message: QueueMessage;
  position: number;
  /** 1 for the first time. */
  attempt: number;
  poison: boolean;
}

/** What became of a message that was not handled. */
export type Setback = 'waits' | 'retries' | 'dies' | 'lost';

/** An empty queue. */
export function createWorkQueue(): WorkQueue {
  return {
    accepted: 0,
    lastPosition: 0,
    waiting: [],
    postponed: [],
    leases: new Map(),
    dead: [],
    done: 0,
    poisonNext: 0,
    lost: new Set(),
  };
}

/** [WQ1] Takes a message in: from now on the queue answers for it. */
export function accept(queue: WorkQueue, group: number, body: Plain, nowUs: number): QueueMessage {
  const message: QueueMessage = { $shared: true, id: ++queue.accepted, group, body, acceptedAtUs: nowUs };
  const poisoned = queue.poisonNext > 0;
  if (poisoned) queue.poisonNext--;
  queue.waiting.push({ message, position: ++queue.lastPosition, attempts: 0, poison: poisoned });
  return message;
}

/** [WQ2] Hands the first message that may go to a consumer. @returns null when there is none for it */
export function take(queue: WorkQueue, rules: QueueRules, consumer: string, nowUs: number): Delivery | null {
  if (rules.everyone !== null) {
    const shared = joinLease(queue, consumer);
    if (shared !== null) return shared;
  }
  const at = firstThatMayGo(queue, rules);
  if (at < 0) return null;
  const [entry] = queue.waiting.splice(at, 1);
  entry.attempts++;
  queue.leases.set(entry.message.id, {
    entry,
    holders: [consumer],
    acknowledgedBy: [],
    handedOutAtUs: nowUs,
    dueAtUs: nowUs + rules.visibilityUs,
    atMostOnce: rules.atMostOnce,
  });
  return deliveryOf(entry);
}

function deliveryOf({ message, position, attempts, poison }: Entry): Delivery {
  return { message, position, attempt: attempts, poison };
}

/** [WQ12] Under the mistake: a message that is out, and that this consumer has not got yet. */
function joinLease(queue: WorkQueue, consumer: string): Delivery | null {
  for (const { entry, holders } of queue.leases.values()) {
    if (holders.includes(consumer)) continue;
    holders.push(consumer);
    return deliveryOf(entry);
  }
  return null;
}

/** [WQ9] Place of the first waiting message whose group has none out and none that waits to be tried again. */
function firstThatMayGo({ waiting, leases, postponed }: WorkQueue, rules: QueueRules): number {
  if (!rules.ordered || rules.handsOutAhead) return waiting.length > 0 ? 0 : -1;
  const held = new Set<number>();
  for (const { entry } of leases.values()) held.add(entry.message.group);
  for (const { entry } of postponed) held.add(entry.message.group);
  return waiting.findIndex(({ message }) => !held.has(message.group));
}

/**
 * [WQ3] A consumer has handled a message.
 * @returns the message when it is done with this; null when it was done before, is dead, or others still have it
 */
export function acknowledge(
  queue: WorkQueue,
  rules: QueueRules,
  id: number,
  consumer: string,
): QueueMessage | null {
  const lease = queue.leases.get(id);
  if (lease !== undefined && rules.everyone !== null) {
    lease.acknowledgedBy.push(consumer);
    if (!rules.everyone.every((one) => lease.acknowledgedBy.includes(one))) return null;
  }
  const message = lease?.entry.message ?? takeBack(queue, id);
  queue.leases.delete(id);
  if (message === null) return queue.lost.delete(id) ? finish(queue, null) : null;
  return finish(queue, message);
}

function finish(queue: WorkQueue, message: QueueMessage | null): QueueMessage | null {
  queue.done++;
  return message;
}

/** [WQ4] A message whose time was up may be acknowledged still: it is taken from those who wait. */
function takeBack(queue: WorkQueue, id: number): QueueMessage | null {
  const waits = queue.waiting.findIndex(({ message }) => message.id === id);
  if (waits >= 0) return queue.waiting.splice(waits, 1)[0].message;
  const later = queue.postponed.findIndex(({ entry }) => entry.message.id === id);
  return later >= 0 ? queue.postponed.splice(later, 1)[0].entry.message : null;
}

/**
 * [WQ5] A consumer refuses a message that it has.
 * @param attempt which delivery it refuses: one of an earlier delivery means nothing any more
 * @returns what becomes of it, or null when it means nothing
 */
export function refuse(
  queue: WorkQueue,
  rules: QueueRules,
  id: number,
  attempt: number,
  nowUs: number,
): Setback | null {
  const lease = queue.leases.get(id);
  if (lease?.entry.attempts !== attempt) return null;
  return setBack(queue, rules, lease, nowUs + backoffUs(rules, attempt));
}

/** Ends a lease without success. `readyAtUs` is when the message may be tried again; 0 for at once. */
function setBack(queue: WorkQueue, rules: QueueRules, lease: Lease, readyAtUs: number): Setback {
  const { entry, atMostOnce } = lease;
  queue.leases.delete(entry.message.id);
  if (atMostOnce) {
    queue.lost.add(entry.message.id);
    return 'lost';
  }
  if (entry.attempts >= rules.maxAttempts) {
    queue.dead.push(entry);
    return 'dies';
  }
  if (readyAtUs === 0) {
    takePlace(queue, entry);
    return 'waits';
  }
  queue.postponed.push({ entry, readyAtUs });
  return 'retries';
}

/** [WQ8] A message that comes back takes its place in the order. */
function takePlace({ waiting }: WorkQueue, entry: Entry): void {
  const at = waiting.findIndex(({ position }) => position > entry.position);
  if (at < 0) waiting.push(entry);
  else waiting.splice(at, 0, entry);
}

/** What a look at the clock has changed. */
export interface Overdue {
  entry: Readonly<Entry>;
  became: Setback;
}

/** [WQ7] Ends what is due by a time: waits after refusals, and leases nobody has answered. */
export function passTime(queue: WorkQueue, rules: QueueRules, nowUs: number): Overdue[] {
  const ready = queue.postponed.filter(({ readyAtUs }) => readyAtUs <= nowUs);
  if (ready.length > 0) {
    queue.postponed = queue.postponed.filter(({ readyAtUs }) => readyAtUs > nowUs);
    for (const { entry } of ready) takePlace(queue, entry);
  }
  const due = [...queue.leases.values()].filter(({ dueAtUs }) => dueAtUs <= nowUs);
  return due.map((lease) => ({ entry: lease.entry, became: setBack(queue, rules, lease, 0) }));
}

/** When `passTime` has something to do next; Infinity for never. */
export function nextDueUs({ postponed, leases }: WorkQueue): number {
  let atUs = Infinity;
  for (const { readyAtUs } of postponed) atUs = Math.min(atUs, readyAtUs);
  for (const { dueAtUs } of leases.values()) atUs = Math.min(atUs, dueAtUs);
  return atUs;
}

/** [WQ10] Puts dead messages back as if they had just come: at the end, with no attempt made. @returns how many */
export function redrive(queue: WorkQueue): number {
  const { dead, waiting } = queue;
  queue.dead = [];
  for (const entry of dead) {
    waiting.push({ ...entry, position: ++queue.lastPosition, attempts: 0 });
  }
  return dead.length;
}

/** [WQ11] Nobody can handle the first waiting message from now on, or the next to come. @returns its id, 0 for that */
export function poison(queue: WorkQueue): number {
  const entry = queue.waiting.find((one) => !one.poison);
  if (entry === undefined) {
    queue.poisonNext++;
    return 0;
  }
  entry.poison = true;
  return entry.message.id;
}

/** Where all messages are that were ever accepted. */
export function tally(
  queue: WorkQueue,
): Record<'done' | 'waiting' | 'postponed' | 'out' | 'dead' | 'lost', number> {
  const { done, waiting, postponed, leases, dead, lost } = queue;
  return {
    done,
    waiting: waiting.length,
    postponed: postponed.length,
    out: leases.size,
    dead: dead.length,
    lost: lost.size,
  };
}
