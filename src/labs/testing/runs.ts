/** Runs of a lab for tests: from words to a session, and what is left of a run to compare. */
import { murmur3 } from '../../kernel/hash';
import type { Input } from '../../kernel/input';
import type { Message } from '../../kernel/message';
import { forEachInFlight } from '../../kernel/network';
import { canonicalWorld } from '../../kernel/testing/canonical';
import { conservationProblems } from '../../kernel/testing/conservation';
import { US_PER_S } from '../../kernel/time';
import { ENTRY, type Recorder } from '../../kernel/trace';
import { findImpurities } from '../../kernel/plain';
import { copyWorld, nodeOf } from '../../kernel/world';
import { createLog } from '../../run/log';
import { Session } from '../../run/session';
import { messageName } from '../../run/words';
import type { KnobValues } from '../../scenario/build';
import type { Lab } from '../../scenario/types';
import { parseInput } from '../../scenario/words';
import type { Usage } from './deeds';

/** Inputs from the words of the command line. @throws Error when one cannot be read */
export function inputsOf(texts: readonly string[]): Input[] {
  return texts.map((text, index) => {
    const parsed = parseInput(text, `i${String(index + 1)}`);
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.value;
  });
}

export interface RunParts {
  inputs?: readonly string[];
  knobs?: KnobValues;
  seed?: number;
  /** Milliseconds every look at the clock takes: spaces checkpoints. None are taken after the start when 0. */
  lookMs?: number;
}

/** A session of a lab, at its start. */
export function sessionOf(lab: Lab, { inputs = [], knobs = {}, seed, lookMs = 0 }: RunParts = {}): Session {
  const { scenario, invariants } = lab;
  const log = createLog(inputsOf(inputs));
  let nowMs = 0;
  const clockMs = (): number => (nowMs += lookMs);
  return new Session({ scenario, knobs, seed: seed ?? scenario.seed, invariants, log }, { clockMs });
}

/** A session that has been run for some seconds. */
export function runFor(lab: Lab, seconds: number, parts: RunParts = {}): Session {
  const session = sessionOf(lab, parts);
  session.advance(seconds * US_PER_S);
  return session;
}

/** Places in the ring of entries since a time. */
function placesSince({ recorder }: Session, sinceUs: number): { ring: Recorder; places: number[] } {
  if (!recorder) throw new Error('The session keeps no trace.');
  const { first, written, size, times } = recorder;
  const all = Array.from({ length: written - first }, (_, index) => (first + index) % size);
  return { ring: recorder, places: all.filter((at) => times[at] >= sinceUs) };
}

/** A hash of what has happened since a time, the inputs themselves left out. */
export function footprintOf(session: Session, sinceUs: number): number {
  const { ring, places } = placesSince(session, sinceUs);
  const entries = places.filter((at) => ring.kinds[at] !== ENTRY.input);
  return murmur3(entries.map((at) => [ring.kinds[at], ring.nodes[at], ring.times[at]].join(' ')).join('\n'));
}

/** Whether a node holds memory, or had a timer of its own or of a call go off since a time, or a link was used. */
export function usesIn(session: Session, usage: Usage, sinceUs: number): boolean {
  const { ring, places } = placesSince(session, sinceUs);
  if ('ways' in usage) {
    const used = places
      .filter((at) => ring.kinds[at] === ENTRY.send)
      .map((at) => ring.subjects[at] as Message);
    return used.some(({ from, to }) => usage.ways.includes(`${from}->${to}`));
  }
  const { node, what } = usage;
  const found = nodeOf(session.sim.world, node);
  if (what === 'memory') return found !== undefined && found.memoryBytes > 0;
  const clockwork: number[] = [ENTRY.timer, ENTRY.call];
  return places.some((at) => ring.nodes[at] === found?.index && clockwork.includes(ring.kinds[at]));
}

/** The state of a node as it is now, to compare. */
export function stateOf({ sim }: Session, id: string): string {
  const listed = (_field: string, value: unknown): unknown =>
    value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value;
  return JSON.stringify(nodeOf(sim.world, id)?.state, listed);
}

/** What is wrong with the books and the data of a run; empty when all is well. */
export function problemsOf({ sim }: Session): string[] {
  return [...conservationProblems(sim), ...findImpurities(sim.world)];
}

/** The whole state of a run as it is now, to compare. */
export function worldOf({ sim }: Session): unknown {
  return canonicalWorld(copyWorld(sim.world));
}

/** The first message in flight on each link, by name, for a few links. */
export function messagesInFlight({ sim }: Session, links: number): string[] {
  const names = new Map<number, string>();
  forEachInFlight(sim, (message) => {
    if (!names.has(message.link)) names.set(message.link, messageName(message));
  });
  return [...names]
    .sort(([a], [b]) => a - b)
    .map(([, name]) => name)
    .slice(0, links);
}
