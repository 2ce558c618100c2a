/** The event queue against peers, by the hold model: take the earliest of N pending events, push it back later. */
import TinyQueue from 'tinyqueue';
import { AT, STRIDE, createQueue, earliest, moveEvent, pushEvent, takeEarliest } from '../kernel/queue';
import { increments, perSecond } from './measure';

const OPERATIONS = 1_500_000;

/** Million operations a second of our queue with `n` pending. */
export function holdOurs(n: number): number {
  const q = createQueue();
  for (let i = 0; i < n; i++) pushEvent(q, increments[i % increments.length], 1, 0, 0, null);
  return perSecond(OPERATIONS, (i) => {
    const slot = earliest(q);
    const at = q.records[slot * STRIDE + AT];
    takeEarliest(q);
    pushEvent(q, at + increments[i % increments.length], 1, 0, 0, null);
  });
}

interface Item {
  at: number;
  sequence: number;
}

/** The same with tinyqueue: a fresh item each push, ordered by time, then sequence. */
export function holdTinyqueue(n: number): number {
  let sequence = 0;
  const q = new TinyQueue<Item>([], (a, b) => a.at - b.at || a.sequence - b.sequence);
  for (let i = 0; i < n; i++) q.push({ at: increments[i % increments.length], sequence: sequence++ });
  return perSecond(OPERATIONS / 2, (i) => {
    const item = q.pop();
    if (item) q.push({ at: item.at + increments[i % increments.length], sequence: sequence++ });
  });
}

const NODES = 1_000;
const TIMEOUT = 3_000_000;

/** Million timer resets a second: a heartbeat comes, the node's timer is moved, the next heartbeat is scheduled. */
export function resetsOurs(): number {
  const q = createQueue();
  const timers: number[] = [];
  for (let i = 0; i < NODES; i++) {
    timers.push(pushEvent(q, TIMEOUT + i, 1, i, 0, null));
    pushEvent(q, increments[i] % 100_000, 2, i, 0, null);
  }
  return perSecond(OPERATIONS, (i) => {
    const slot = earliest(q);
    const at = q.records[slot * STRIDE + AT];
    const node = q.records[slot * STRIDE + 1];
    takeEarliest(q);
    moveEvent(q, timers[node], at + TIMEOUT);
    pushEvent(q, at + (increments[i % increments.length] % 100_000), 2, node, 0, null);
  });
}

interface HeapItem extends Item {
  node: number;
  timer: boolean;
  cancelled: boolean;
}

/** The same with an object heap in which cancelled timers stay as tombstones. */
export function resetsObjectHeap(): number {
  let sequence = 0;
  const q = new TinyQueue<HeapItem>([], (a, b) => a.at - b.at || a.sequence - b.sequence);
  const item = (at: number, node: number, timer: boolean): HeapItem => {
    const made = { at, sequence: sequence++, node, timer, cancelled: false };
    q.push(made);
    return made;
  };
  const timers: HeapItem[] = [];
  for (let i = 0; i < NODES; i++) {
    timers.push(item(TIMEOUT + i, i, true));
    item(increments[i] % 100_000, i, false);
  }
  return perSecond(OPERATIONS / 3, (i) => {
    let next = q.pop();
    while (next?.cancelled === true) next = q.pop();
    if (!next) return;
    timers[next.node].cancelled = true;
    timers[next.node] = item(next.at + TIMEOUT, next.node, true);
    item(next.at + (increments[i % increments.length] % 100_000), next.node, false);
  });
}
