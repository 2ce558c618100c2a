/**
 * A station: some workers and a bounded queue in front of them. Services, databases and caches serve with one.
 * Plain data; the node that owns it does the sampling, the work and the replies.
 */
import type { Face, MetricSpec, Tone } from '../kernel/contract';
import type { Message, Status } from '../kernel/message';

/** A request inside a station. */
export interface Job {
  message: Message;
  arrivedAtUs: number;
  /** When a worker took it; −1 while it waits. */
  startedAtUs: number;
  /** How it will end when nothing else comes between. */
  status: Status;
}

export interface Station {
  /** What each worker does; null when idle. */
  workers: (Job | null)[];
  idle: number[];
  busy: number;
  /** Waiting jobs from `head` on; null before. */
  queue: (Job | null)[];
  head: number;
}

/** A station of idle workers. */
export function createStation(workers: number): Station {
  const station: Station = { workers: [], idle: [], busy: 0, queue: [], head: 0 };
  resizeStation(station, workers);
  return station;
}

export function waitingCount(station: Station): number {
  return station.queue.length - station.head;
}

/** Gives a job to an idle worker. @returns the worker, or −1 when all are busy */
export function assign(station: Station, job: Job, nowUs: number): number {
  const worker = station.idle.pop();
  if (worker === undefined) return -1;
  station.workers[worker] = job;
  station.busy++;
  job.startedAtUs = nowUs;
  return worker;
}

/** Puts a job into the queue. */
export function enqueue(station: Station, job: Job): void {
  station.queue.push(job);
}

/** The waiting job that is next: the oldest, or the newest when the queue is a stack; null when none waits. */
export function dequeue(station: Station, newestFirst: boolean): Job | null {
  const { queue } = station;
  if (station.head === queue.length) return null;
  if (newestFirst) return queue.pop() ?? null;
  const job = queue[station.head];
  queue[station.head++] = null;
  if (station.head > 64 && station.head * 2 > queue.length) {
    station.queue = queue.slice(station.head);
    station.head = 0;
  }
  return job;
}

function isOf({ message }: Job, { from, call, attempt }: Message): boolean {
  return message.call === call && message.attempt === attempt && message.from === from;
}

/** The waiting job that a caller has given up by this note; null when it does not wait here. */
export function findWaiting(station: Station, note: Message): Job | null {
  const { queue } = station;
  // Callers give up the oldest first.
  for (let i = station.head; i < queue.length; i++) {
    const job = queue[i];
    if (job !== null && isOf(job, note)) return job;
  }
  return null;
}

/** The worker that serves the job a caller has given up by this note, or −1. */
export function findWorker(station: Station, note: Message): number {
  return station.workers.findIndex((job) => job !== null && isOf(job, note));
}

/** Takes the job of a message out of the queue. @returns the job, or null when it is not waiting */
export function removeWaiting(station: Station, message: Message): Job | null {
  let at = station.head;
  while (at < station.queue.length && station.queue[at]?.message !== message) at++;
  if (at === station.queue.length) return null;
  return station.queue.splice(at, 1)[0];
}

/** Frees a worker. @returns its job, or null when it has none */
export function release(station: Station, worker: number, workers: number): Job | null {
  const job = station.workers[worker];
  if (job === null) return null;
  station.workers[worker] = null;
  station.busy--;
  if (worker < workers) station.idle.push(worker);
  else trimWorkers(station, workers);
  return job;
}

/** More or fewer workers. Those beyond the new number finish what they do. */
export function resizeStation(station: Station, workers: number): void {
  while (station.workers.length < workers) station.workers.push(null);
  trimWorkers(station, workers);
  station.idle = [];
  for (let worker = workers - 1; worker >= 0; worker--) {
    if (station.workers[worker] === null) station.idle.push(worker);
  }
}

function trimWorkers(station: Station, workers: number): void {
  while (station.workers.length > workers && station.workers[station.workers.length - 1] === null) {
    station.workers.pop();
  }
}

/** Gauges of every node that serves with a station. */
export const stationMetrics = {
  queueLength: { type: 'gauge', unit: 'requests', help: 'requests waiting', better: 'less' },
  busyWorkers: { type: 'gauge', unit: 'workers', help: 'workers that serve', better: 'neither' },
} as const satisfies Readonly<Record<string, MetricSpec>>;

/** How busy the workers are; a warning while somebody waits for one. */
export function busyMeter(station: Station, workers: number): Face['meters'][number] {
  return {
    label: 'busy',
    text: { metric: 'busyWorkers', stat: 'mean', times: 100 / workers },
    unit: '%',
    ratio: { metric: 'busyWorkers', stat: 'mean', times: 1 / workers },
    tone: waitingCount(station) > 0 ? 'warn' : 'calm',
  };
}

const SLOTS_DRAWN = 12;

/** The queue as visible places: taken ones first; warnings when it is nearly full. */
export function queueSlots(
  station: Station,
  capacity: number,
): { label: string; tones: Tone[]; hidden: number } {
  const waiting = waitingCount(station);
  const drawn = Math.min(capacity, SLOTS_DRAWN);
  const tone: Tone = waiting >= capacity ? 'bad' : waiting >= capacity * 0.75 ? 'warn' : 'calm';
  const taken = capacity > SLOTS_DRAWN ? Math.ceil((waiting / capacity) * SLOTS_DRAWN) : waiting;
  const tones = Array.from({ length: drawn }, (_, i): Tone => (i < taken ? tone : 'muted'));
  return {
    label: `queue ${String(waiting)} of ${String(capacity)}`,
    tones,
    hidden: Math.max(0, capacity - drawn),
  };
}
