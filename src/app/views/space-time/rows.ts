/** Reads the packed rows of the space-time view: which are in sight, what they are in words, what follows what. Pure. */
import { withArticle } from '../../../scenario/wording';
import { LOOK } from '../../../protocol/messages';
import {
  FATE,
  FLIGHT,
  FLIGHT_STRIDE,
  POINT,
  POINT_KIND,
  POINT_STRIDE,
  TONES,
  type SpaceTimeData,
} from '../../../protocol/space-time';
import type { Mark, Tone } from '../../../protocol/messages';

/** Something on a lifeline that can be gone to. */
export interface Stop {
  event: number;
  atUs: number;
  /** Place of its node in `Opened.nodes`; −1 for none. */
  node: number;
  text: string;
  tone: Tone;
  /** The message it is about, as its row; −1 for none. */
  row: number;
}

export function flightCount({ flights }: SpaceTimeData): number {
  return flights.length / FLIGHT_STRIDE;
}

/** A field of a message. */
export function flightAt({ flights }: SpaceTimeData, row: number, field: keyof typeof FLIGHT): number {
  return flights[row * FLIGHT_STRIDE + FLIGHT[field]] ?? NaN;
}

export function pointAt({ points }: SpaceTimeData, row: number, field: keyof typeof POINT): number {
  return points[row * POINT_STRIDE + POINT[field]] ?? NaN;
}

/** The first row of which a field, by which rows are sorted, is not below a value. */
function firstRow(rows: Float64Array, stride: number, value: number): number {
  let low = 0;
  let high = rows.length / stride;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle * stride] ?? NaN) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The longest time a message of the data took, up to now for those in flight. */
export function longestFlightUs(data: SpaceTimeData): number {
  let longest = 0;
  for (let row = 0; row < flightCount(data); row++) {
    const end = Math.min(flightAt(data, row, 'endUs'), data.nowUs);
    longest = Math.max(longest, end - flightAt(data, row, 'sentUs'));
  }
  return longest;
}

/** Rows of messages that may be seen between two times: from the first to before the second number. */
export function flightsIn(
  { flights }: SpaceTimeData,
  fromUs: number,
  toUs: number,
  longestUs: number,
): [number, number] {
  return [firstRow(flights, FLIGHT_STRIDE, fromUs - longestUs), firstRow(flights, FLIGHT_STRIDE, toUs + 1)];
}

/** Rows of points between two times. */
export function pointsIn({ points }: SpaceTimeData, fromUs: number, toUs: number): [number, number] {
  return [firstRow(points, POINT_STRIDE, fromUs), firstRow(points, POINT_STRIDE, toUs + 1)];
}

/** Names of the message types there are, in the order of the alphabet. */
export function typesIn(data: SpaceTimeData): string[] {
  const types = new Set<number>();
  for (let row = 0; row < flightCount(data); row++) types.add(flightAt(data, row, 'type'));
  return [...types].map((type) => data.texts[type] ?? '').sort();
}

/** A message in words: `read of request 412`. */
export function flightWords(data: SpaceTimeData, row: number): string {
  const about = data.texts[flightAt(data, row, 'about')] ?? '';
  const request = flightAt(data, row, 'request');
  return request > 0 ? `${about} of request ${String(request)}` : about;
}

function flightTone(data: SpaceTimeData, row: number): Tone {
  if (flightAt(data, row, 'fate') === FATE.lost) return 'bad';
  const look = flightAt(data, row, 'look');
  return look === LOOK.failure ? 'bad' : look === LOOK.refusal ? 'warn' : 'calm';
}

/** Where a message was sent, and where it ended, as far as that is known. */
export function stopsOfFlight(
  data: SpaceTimeData,
  row: number,
  nodes: readonly { id: string }[],
): { sent: Stop | null; ended: Stop | null } {
  const [from, to] = [flightAt(data, row, 'from'), flightAt(data, row, 'to')];
  const [a, b] = [nodes[from]?.id ?? '', nodes[to]?.id ?? ''];
  const words = flightWords(data, row);
  const tone = flightTone(data, row);
  const sendEvent = flightAt(data, row, 'sendEvent');
  const endEvent = flightAt(data, row, 'endEvent');
  const lost = flightAt(data, row, 'fate') === FATE.lost;
  const sent = `${a} sends ${b} ${withArticle(words)}`;
  const ended = lost ? `the ${words} from ${a} to ${b} is lost` : `${b} gets ${withArticle(words)} from ${a}`;
  const sentUs = flightAt(data, row, 'sentUs');
  // What is lost at once is lost in the event that sent it, and drawn a little further.
  const endUs = lost && endEvent === sendEvent ? sentUs : flightAt(data, row, 'endUs');
  return {
    sent: sendEvent < 0 ? null : { event: sendEvent, atUs: sentUs, node: from, text: sent, tone, row },
    ended: endEvent < 0 ? null : { event: endEvent, atUs: endUs, node: to, text: ended, tone, row },
  };
}

/** The tone of a point. */
export function toneAt(data: SpaceTimeData, row: number): Tone {
  return TONES[pointAt(data, row, 'tone')] ?? 'calm';
}

export function stopOfPoint(data: SpaceTimeData, row: number): Stop {
  return {
    event: pointAt(data, row, 'event'),
    atUs: pointAt(data, row, 'atUs'),
    node: pointAt(data, row, 'node'),
    text: data.texts[pointAt(data, row, 'text')] ?? '',
    tone: toneAt(data, row),
    row: -1,
  };
}

/** What is left out. */
export interface Filter {
  /** Names of message types. */
  types: ReadonlySet<string>;
  /** Places of nodes. */
  nodes: ReadonlySet<number>;
  /** Runs of local events on one lifeline are drawn as one. */
  collapsed: boolean;
}

export function showsFlight(data: SpaceTimeData, row: number, filter: Filter): boolean {
  if (filter.nodes.has(flightAt(data, row, 'from')) || filter.nodes.has(flightAt(data, row, 'to')))
    return false;
  return filter.types.size === 0 || !filter.types.has(data.texts[flightAt(data, row, 'type')] ?? '');
}

/** Everything one can go to between two times, in the order in which it happened. */
export function stopsIn(
  data: SpaceTimeData,
  span: { fromUs: number; toUs: number },
  filter: Filter,
  nodes: readonly { id: string }[],
): Stop[] {
  const stops: Stop[] = [];
  const inside = (stop: Stop | null): void => {
    if (stop && stop.atUs >= span.fromUs && stop.atUs <= span.toUs) stops.push(stop);
  };
  const [first, last] = flightsIn(data, span.fromUs, span.toUs, longestFlightUs(data));
  for (let row = first; row < last; row++) {
    if (!showsFlight(data, row, filter)) continue;
    const { sent, ended } = stopsOfFlight(data, row, nodes);
    inside(sent);
    inside(ended);
  }
  const [from, to] = pointsIn(data, span.fromUs, span.toUs);
  for (let row = from; row < to; row++) {
    const local = pointAt(data, row, 'kind') === POINT_KIND.local;
    if (local && filter.collapsed) continue;
    const stop = stopOfPoint(data, row);
    if (!filter.nodes.has(stop.node)) stops.push(stop);
  }
  return stops.sort((a, b) => a.event - b.event || a.node - b.node);
}

/**
 * The stop an arrow key leads to: up and down along the lifeline of the present one, to the sides to what happened
 * nearest in time on the next lifeline that is shown.
 */
export function nextStop(
  stops: readonly Stop[],
  present: Stop | null,
  way: 'up' | 'down' | 'left' | 'right' | 'first' | 'last',
  lanes: readonly number[],
): Stop | null {
  if (way === 'first') return stops[0] ?? null;
  if (way === 'last' || !present) return stops[stops.length - 1] ?? null;
  if (way === 'up' || way === 'down') {
    const own = stops.filter(({ node }) => node === present.node);
    const after = (stop: Stop): boolean => stop.event > present.event;
    const before = (stop: Stop): boolean => stop.event < present.event;
    return (way === 'down' ? own.find(after) : own.findLast(before)) ?? null;
  }
  const lane = lanes[lanes.indexOf(present.node) + (way === 'right' ? 1 : -1)];
  const others = stops.filter(({ node }) => node === lane);
  return others.reduce<Stop | null>((best, stop) => {
    const nearer = !best || Math.abs(stop.atUs - present.atUs) < Math.abs(best.atUs - present.atUs);
    return nearer ? stop : best;
  }, null);
}

/** A run of local events on a lifeline with nothing else between them. */
export interface LocalRun {
  node: number;
  fromUs: number;
  toUs: number;
  count: number;
  /** The row of its last event. */
  row: number;
}

/** Runs of local events, each as one; messages that leave or reach the lifeline, and all other points, end a run. */
export function localRuns(data: SpaceTimeData, first: number, last: number, breaks: Breaks): LocalRun[] {
  const open = new Map<number, LocalRun>();
  const runs: LocalRun[] = [];
  for (let row = first; row < last; row++) {
    const node = pointAt(data, row, 'node');
    const atUs = pointAt(data, row, 'atUs');
    if (pointAt(data, row, 'kind') !== POINT_KIND.local) {
      open.delete(node);
      continue;
    }
    const run = open.get(node);
    if (run && !breaks(node, run.toUs, atUs)) {
      run.toUs = atUs;
      run.count++;
      run.row = row;
      continue;
    }
    const fresh = { node, fromUs: atUs, toUs: atUs, count: 1, row };
    open.set(node, fresh);
    runs.push(fresh);
  }
  return runs;
}

/** Whether a message leaves or reaches a lifeline after one time and up to another. */
export type Breaks = (node: number, fromUs: number, toUs: number) => boolean;

/** When messages leave or reach lifelines. */
export function breaksOf(data: SpaceTimeData, first: number, last: number, nodes: number): Breaks {
  const times: number[][] = Array.from({ length: nodes }, () => []);
  for (let row = first; row < last; row++) {
    times[flightAt(data, row, 'from')]?.push(flightAt(data, row, 'sentUs'));
    if (flightAt(data, row, 'fate') === FATE.arrived)
      times[flightAt(data, row, 'to')]?.push(flightAt(data, row, 'endUs'));
  }
  for (const own of times) own.sort((a, b) => a - b);
  return (node, fromUs, toUs) => {
    const own = times[node] ?? [];
    let low = 0;
    let high = own.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((own[middle] ?? 0) <= fromUs) low = middle + 1;
      else high = middle;
    }
    return (own[low] ?? Infinity) <= toUs;
  };
}

/** A stretch in which a node was down or paused. */
export interface LifeSpan {
  state: 'down' | 'paused';
  fromUs: number;
  /** Infinity while it lasts. */
  toUs: number;
}

/** When a node was down or paused, from the marks of the branch. */
export function lifeOf(marks: readonly Mark[], node: string, present: boolean): LifeSpan[] {
  const spans: LifeSpan[] = [];
  let open: LifeSpan | null = present ? null : { state: 'down', fromUs: -Infinity, toUs: Infinity };
  if (open) spans.push(open);
  for (const { kind, node: at, text, atUs } of marks) {
    if (kind !== 'life' || at !== node) continue;
    // A node that is down runs nothing that could be paused.
    if (open?.state === 'down' && (text === 'pauses' || text === 'resumes')) continue;
    if (open) open.toUs = atUs;
    open = null;
    const state = /^(crashes|dies|leaves)/.test(text) ? 'down' : text === 'pauses' ? 'paused' : null;
    if (state === null) continue;
    open = { state, fromUs: atUs, toUs: Infinity };
    spans.push(open);
  }
  return spans;
}

/** A stretch in which a node was in a mode of its own other than the one it begins in. */
export interface ModeSpan {
  /** 1 for the first of these modes that was ever seen, 2 for the next. */
  rank: number;
  fromUs: number;
  toUs: number;
}

/** Stretches of a node's own modes, from the marks of the branch; the modes of its other machines are not its own. */
export function modesOf(marks: readonly Mark[], node: string): ModeSpan[] {
  const spans: ModeSpan[] = [];
  const ranks = new Map<string, number>();
  let open: ModeSpan | null = null;
  for (const { node: at, moved, kind, atUs, text } of marks) {
    if (at !== node) continue;
    const ends = kind === 'life' && /^(crashes|dies|leaves)/.test(text);
    if (!ends && moved?.machine !== '') continue;
    if (open) open.toUs = atUs;
    open = null;
    if (ends || !moved) continue;
    const { from, to } = moved.change;
    if (ranks.size === 0) ranks.set(from, 0);
    const rank = ranks.get(to) ?? ranks.size;
    ranks.set(to, rank);
    if (rank === 0) continue;
    open = { rank, fromUs: atUs, toUs: Infinity };
    spans.push(open);
  }
  return spans;
}
