/** Packs a stretch of the trace for the space-time view: messages from sending to end, and points on lifelines. */
import type { Message } from '../kernel/message';
import type { Model } from '../kernel/model';
import { forEachInFlight } from '../kernel/network';
import { CAUSE, STRIDE } from '../kernel/queue';
import type { Simulation } from '../kernel/simulation';
import { ENTRY, ENTRY_KINDS, type Recorder } from '../kernel/trace';
import { US_PER_S } from '../kernel/time';
import {
  FATE,
  FLIGHT,
  FLIGHT_STRIDE,
  POINT_KIND,
  POINT_STRIDE,
  TONES,
  type SpaceTimeData,
  type SpaceTimeQuery,
} from '../protocol/space-time';
import { entryInRing, replayTime } from '../run/past';
import type { Session } from '../run/session';
import { rowOf } from '../run/rows';
import { aboutMessage } from '../run/words';
import { lookOf } from './frame';

/** A message that crosses the whole window is found when it was sent or ended so long before or after it. */
const AROUND_US = 2 * US_PER_S;
/** Events replayed for one answer at most. */
const MOST_EVENTS = 200_000;

/** By code of the entry: the kind of the point it is drawn as; −1 for none. */
const KIND_OF_CODE: readonly number[] = ENTRY_KINDS.map((kind) => {
  switch (kind) {
    case 'timer':
    case 'work':
    case 'call':
      return POINT_KIND.local;
    case 'mode':
      return POINT_KIND.mode;
    case 'node':
      return POINT_KIND.life;
    case 'log':
      return POINT_KIND.log;
    case 'invariant':
      return POINT_KIND.broken;
    case 'input':
      return POINT_KIND.input;
    default:
      return -1;
  }
});

/** Takes entries in their order and makes rows of them. */
class Packer {
  readonly texts: string[] = [];
  readonly flights: number[] = [];
  readonly points: number[] = [];
  private readonly model: Model;
  private readonly fromUs: number;
  private readonly toUs: number;
  private readonly places = new Map<string, number>();
  /** By link and number: where the row of a message starts. */
  private readonly rows = new Map<number, number>();

  constructor(model: Model, fromUs: number, toUs: number) {
    this.model = model;
    this.fromUs = fromUs;
    this.toUs = toUs;
  }

  get count(): number {
    return this.flights.length / FLIGHT_STRIDE + this.points.length / POINT_STRIDE;
  }

  take(recorder: Recorder, at: number): void {
    const code = recorder.kinds[at];
    const atUs = recorder.times[at];
    const event = recorder.events[at];
    const subject = recorder.subjects[at];
    if (code === ENTRY.send) this.send(subject as Message, event, atUs);
    else if (code === ENTRY.deliver) this.end(subject as Message, FATE.arrived, event, atUs, 1);
    else if (code === ENTRY.drop) {
      const { message, why } = subject as { message: Message; why: string };
      this.lose(message, why, event, atUs);
    } else if (KIND_OF_CODE[code] >= 0 && atUs >= this.fromUs && atUs <= this.toUs) {
      this.point(recorder, at, KIND_OF_CODE[code]);
    }
  }

  private send(message: Message, event: number, atUs: number): void {
    if (atUs > this.toUs) return;
    this.rows.set(keyOf(message), this.add(message, event));
  }

  /** The row of a message that has come to its end; a copy, or one whose sending was not seen, gets a new one. */
  private end(message: Message, fate: number, event: number, atUs: number, share: number): void {
    if (message.sentAtUs > this.toUs) return;
    const known = this.rows.get(keyOf(message));
    if (known === undefined && atUs < this.fromUs) return;
    let row = known ?? this.add(message, -1);
    if (known !== undefined && this.flights[known + FLIGHT.fate] !== FATE.inFlight)
      row = this.add(message, this.flights[known + FLIGHT.sendEvent]);
    this.rows.set(keyOf(message), row);
    this.flights[row + FLIGHT.endUs] = atUs;
    this.flights[row + FLIGHT.fate] = fate;
    this.flights[row + FLIGHT.endEvent] = event;
    this.flights[row + FLIGHT.share] = share;
  }

  /** Lost at once it is drawn to the middle of its way; later, as far as it has come. */
  private lose(message: Message, why: string, event: number, atUs: number): void {
    const typicalUs = Math.max(1, this.model.links[message.link].latencyUs.mean);
    const atOnce = atUs === message.sentAtUs;
    const share = why === 'down' ? 0.96 : atOnce ? 0.5 : 0.85;
    this.end(message, FATE.lost, event, atOnce ? atUs + typicalUs / 2 : atUs, share);
  }

  /** What is on its way now; most of it has a row already. */
  flying(message: Message, sentBy: number, arrivesAtUs: number): void {
    if (message.sentAtUs > this.toUs) return;
    let row = this.rows.get(keyOf(message));
    if (row === undefined || this.flights[row + FLIGHT.fate] !== FATE.inFlight)
      row = this.add(message, sentBy);
    this.flights[row + FLIGHT.endUs] = arrivesAtUs;
  }

  private add(message: Message, sentBy: number): number {
    const { model, flights } = this;
    const from = model.nodeIndex.get(message.from) ?? -1;
    const to = model.nodeIndex.get(message.to) ?? -1;
    const type = this.placeOf(message.type);
    const about = this.placeOf(aboutMessage({ ...message, request: 0 }));
    const { sentAtUs, request, link, number } = message;
    const [look, open] = [lookOf(model, message), Infinity];
    flights.push(sentAtUs, open, from, to, look, FATE.inFlight, type, about, request, sentBy, -1);
    flights.push(link, number, 1);
    return flights.length - FLIGHT_STRIDE;
  }

  private point(recorder: Recorder, at: number, kind: number): void {
    const entry = entryInRing(recorder, at);
    const row = rowOf(this.model, entry, 0);
    if (row === null || row.kind === 'refusal') return;
    const node = row.node === null ? -1 : (this.model.nodeIndex.get(row.node) ?? -1);
    const tone = TONES.indexOf(row.tone);
    this.points.push(entry.atUs, node, kind, this.placeOf(row.text), entry.event, tone);
  }

  private placeOf(text: string): number {
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.places.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

function keyOf({ link, number }: Message): number {
  return link * 2 ** 32 + number;
}

/** Rows in the order of a field. */
function sorted(rows: readonly number[], stride: number, by: number): Float64Array {
  const order = Array.from({ length: rows.length / stride }, (_, i) => i * stride);
  order.sort((a, b) => rows[a + by] - rows[b + by]);
  const packed = new Float64Array(rows.length);
  for (const [i, start] of order.entries())
    for (let k = 0; k < stride; k++) packed[i * stride + k] = rows[start + k];
  return packed;
}

/** Place in the ring of the first readable entry at or after a time. */
function firstEntryAt(recorder: Recorder, us: number): number {
  let low = recorder.first;
  let high = recorder.written;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (recorder.times[middle % recorder.size] < us) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Time from which a ring holds everything; Infinity when it is empty. */
function keptFromUs({ first, written, times, events, size }: Recorder): number {
  if (written === first) return Infinity;
  if (events[first % size] === 0) return 0;
  return times[first % size] + 1;
}

/** The stretch of the trace that was asked for, as far as it can be had. */
export function packSpaceTime(session: Session, query: SpaceTimeQuery): SpaceTimeData {
  const { playheadUs, model, recorder, sim } = session;
  const fromUs = Math.max(0, query.fromUs);
  const toUs = Math.min(query.toUs, playheadUs);
  const packer = new Packer(model, fromUs, toUs);
  const keptUs = recorder === null ? Infinity : keptFromUs(recorder);
  const rebuilds = keptUs > fromUs && query.rebuild;
  const covered = rebuilds
    ? takeReplay(session, packer, fromUs, toUs, query.limit)
    : takeKept(recorder, packer, Math.max(fromUs, Math.min(keptUs, toUs)), toUs, query.limit);
  if (covered.toUs === toUs && toUs === playheadUs) takeFlying(sim, packer);
  return {
    ...covered,
    nowUs: playheadUs,
    events: sim.world.events,
    texts: packer.texts,
    flights: sorted(ended(packer.flights, covered.fromUs), FLIGHT_STRIDE, FLIGHT.sentUs),
    points: sorted(packer.points, POINT_STRIDE, 0),
    source: rebuilds ? 'rebuilt' : 'kept',
    missing: covered.fromUs > fromUs || covered.toUs < toUs ? (covered.full ? 'limit' : 'old') : null,
  };
}

type Covered = { fromUs: number; toUs: number; full: boolean };

/** From the ring; of more than can be shown, the newest. */
function takeKept(
  recorder: Recorder | null,
  packer: Packer,
  fromUs: number,
  toUs: number,
  limit: number,
): Covered {
  if (recorder === null) return { fromUs, toUs, full: false };
  const last = firstEntryAt(recorder, toUs + AROUND_US + 1);
  const wanted = firstEntryAt(recorder, fromUs - AROUND_US);
  const first = Math.max(wanted, last - limit);
  for (let i = first; i < last; i++) packer.take(recorder, i % recorder.size);
  const full = first > wanted && recorder.times[first % recorder.size] > fromUs;
  return { fromUs: full ? recorder.times[first % recorder.size] : fromUs, toUs, full };
}

/** By replay; of more than can be shown, the oldest. */
function takeReplay(session: Session, packer: Packer, fromUs: number, toUs: number, limit: number): Covered {
  const { events } = session.sim.world;
  const endUs = Math.min(toUs + AROUND_US, session.playheadUs);
  let stoppedUs = -1;
  const whole = replayTime(session, fromUs - AROUND_US, endUs, MOST_EVENTS, (recorder, at) => {
    if (packer.count >= limit || recorder.events[at] > events) return;
    packer.take(recorder, at);
    stoppedUs = recorder.times[at];
  });
  const full = !whole || packer.count >= limit;
  return { fromUs, toUs: full ? Math.min(toUs, Math.max(fromUs, stoppedUs)) : toUs, full };
}

function takeFlying(sim: Simulation, packer: Packer): void {
  const { records } = sim.world.queue;
  forEachInFlight(sim, (message, arrivesAtUs, slot) => {
    packer.flying(message, records[slot * STRIDE + CAUSE], arrivesAtUs);
  });
}

/** Messages that had come to their end before the window are no part of it. */
function ended(flights: readonly number[], fromUs: number): readonly number[] {
  const kept: number[] = [];
  for (let row = 0; row < flights.length; row += FLIGHT_STRIDE) {
    if (flights[row + FLIGHT.endUs] < fromUs) continue;
    for (let k = 0; k < FLIGHT_STRIDE; k++) kept.push(flights[row + k]);
  }
  return kept;
}
