/** Frames: what is seen of a run at one moment, in a form that costs little to send. */
import type { CallTimer } from '../kernel/calls';
import { isGood, type Message } from '../kernel/message';
import { forEachInFlight } from '../kernel/network';
import type { Model } from '../kernel/model';
import type { Simulation } from '../kernel/simulation';
import { ENTRY } from '../kernel/trace';
import { US_PER_S } from '../kernel/time';
import { LINK_FRAME_STRIDE, LOOK, MESSAGE_STRIDE, type Detail, type Flash } from '../protocol/messages';
import { dialOf } from '../run/faces';
import type { Session } from '../run/session';

/** More messages than this are not drawn one by one. */
const SINGLE_LIMIT = 600;
/** Messages that cross the longest link faster than this, in real seconds, cannot be followed. */
const FOLLOWED_SEC = 0.05;
/** Bundles along one link. */
const BINS = 10;
const FLASHES_KEPT = 60;

interface Flight {
  message: Message;
  arrivesAtUs: number;
}

function inFlight(sim: Simulation): Flight[] {
  const flights: Flight[] = [];
  forEachInFlight(sim, (message, arrivesAtUs) => flights.push({ message, arrivesAtUs }));
  return flights;
}

/**
 * How messages can be drawn at this speed: one by one while the eye can follow those on the longest link. That is
 * asked of the links, not of the messages that happen to be under way, so the drawing does not flicker.
 */
export function detailOf(sim: Simulation, messages: number, speed: number): Detail {
  const longestUs = sim.model.links.reduce((longest, link) => Math.max(longest, link.latencyUs.mean), 0);
  if (longestUs / US_PER_S / speed < FOLLOWED_SEC) return 'flow';
  return messages > SINGLE_LIMIT ? 'bundle' : 'single';
}

const LOOK_OF_NOTE = {
  news: LOOK.note,
  answer: LOOK.reply,
  refusal: LOOK.refusal,
  beat: LOOK.control,
} as const;

/** How a message is drawn. */
export function lookOf(model: Model, message: Message): number {
  if (message.role === 'note') {
    const { kind } = model.nodes[model.nodeIndex.get(message.from) ?? 0];
    return LOOK_OF_NOTE[kind.noteMeaning?.(message) ?? 'beat'];
  }
  if (message.role === 'control' || message.request === 0) return LOOK.control;
  if (message.role === 'request') return LOOK.request;
  if (message.status === 'rejected') return LOOK.refusal;
  return isGood(message.status ?? 'completed') ? LOOK.reply : LOOK.failure;
}

/**
 * The messages in flight: each, or bundled by link, look and place.
 * @param speed simulated seconds a real second, 0 while time stands
 */
export function packMessages(
  sim: Simulation,
  nowUs: number,
  speed: number,
): { detail: Detail; messages: Float64Array } {
  const flights = inFlight(sim);
  const detail = detailOf(sim, flights.length, speed);
  if (detail === 'flow') return { detail, messages: new Float64Array(0) };
  if (detail === 'bundle') return { detail, messages: packBundles(sim.model, flights, nowUs) };
  const messages = new Float64Array(flights.length * MESSAGE_STRIDE);
  for (const [i, { message, arrivesAtUs }] of flights.entries()) {
    const row = [message.link, message.number, message.sentAtUs, arrivesAtUs, lookOf(sim.model, message), 1];
    messages.set(row, i * MESSAGE_STRIDE);
  }
  return { detail, messages };
}

/** Messages of one link and look in one tenth of the way are drawn as one, with their number. */
function packBundles(model: Model, flights: readonly Flight[], nowUs: number): Float64Array {
  const bundles = new Map<number, { flight: Flight; count: number }>();
  for (const flight of flights) {
    const { message, arrivesAtUs } = flight;
    const span = Math.max(1, arrivesAtUs - message.sentAtUs);
    const along = Math.min(BINS - 1, Math.max(0, Math.floor(((nowUs - message.sentAtUs) / span) * BINS)));
    const key = (message.link * 8 + lookOf(model, message)) * BINS + along;
    const bundle = bundles.get(key);
    if (bundle) bundle.count++;
    else bundles.set(key, { flight, count: 1 });
  }
  const packed = new Float64Array(bundles.size * MESSAGE_STRIDE);
  let at = 0;
  for (const { flight, count } of bundles.values()) {
    const { message, arrivesAtUs } = flight;
    const look = lookOf(model, message);
    packed.set([message.link, message.number, message.sentAtUs, arrivesAtUs, look, count], at);
    at += MESSAGE_STRIDE;
  }
  return packed;
}

/** Where in a row the ratio of a rule stands. */
const RATIO_AT = { loss: 5, duplicate: 6, reorder: 7 } as const;

/** What each link carries and suffers. */
export function packLinks(sim: Simulation): Float64Array {
  const { links } = sim.world;
  const packed = new Float64Array(links.length * LINK_FRAME_STRIDE);
  forEachInFlight(sim, (message) => {
    packed[message.link * LINK_FRAME_STRIDE]++;
  });
  for (const [i, link] of links.entries()) {
    const base = i * LINK_FRAME_STRIDE;
    packed[base + 1] = link.sent;
    packed[base + 2] = link.dropped;
    for (const rule of link.rules) {
      if (rule.kind === 'cut') packed[base + 3] = 1;
      else if (rule.kind === 'latency') packed[base + 4] += rule.value;
      else {
        const at = base + RATIO_AT[rule.kind];
        packed[at] = 1 - (1 - packed[at]) * (1 - rule.value);
      }
    }
  }
  return packed;
}

/** The dials of all nodes that have one running: which timer decides what they do next. */
export function packDials(sim: Simulation): Float64Array {
  const packed: number[] = [];
  for (const node of sim.world.nodes) {
    const dial = dialOf(sim, node);
    if (dial) packed.push(node.index, dial.dueUs, dial.spanUs);
  }
  return Float64Array.from(packed);
}

/** Short happenings among the entries since number `from`: lost messages, refusals, timeouts. */
export function collectFlashes(session: Session, from: number): Flash[] {
  const { recorder, sim } = session;
  if (!recorder) return [];
  const flashes: Flash[] = [];
  for (let i = Math.max(from, recorder.first); i < recorder.written && flashes.length < FLASHES_KEPT; i++) {
    const at = i % recorder.size;
    const code = recorder.kinds[at];
    const subject = recorder.subjects[at];
    if (code === ENTRY.drop) {
      const { message, why } = subject as { message: Message; why: string };
      flashes.push({
        kind: 'drop',
        link: message.link,
        along: why === 'down' ? 0.94 : 0.5,
        node: message.to,
      });
    } else if (code === ENTRY.send && (subject as Message).status === 'rejected') {
      const { from: node, link } = subject as Message;
      flashes.push({ kind: 'refuse', link, along: 0, node });
    } else if (code === ENTRY.call && (subject as CallTimer).purpose === 'giveUp') {
      const node = sim.model.nodes[recorder.nodes[at]].id;
      flashes.push({ kind: 'timeout', link: -1, along: 0, node });
    }
  }
  return flashes;
}
