/**
 * Reads the trace of the past: from the ring of the shown run as far as it reaches, and beyond by replay on a run of
 * its own. The shown run stays where it is.
 */
import type { Input } from '../kernel/input';
import type { Model } from '../kernel/model';
import { Simulation } from '../kernel/simulation';
import {
  createRecorder,
  ENTRY_KINDS,
  entryAt,
  entryCount,
  firstEntryOf,
  type Recorder,
  type TraceEntry,
} from '../kernel/trace';
import { copyWorld } from '../kernel/world';
import { checkpointAtEvent, checkpointAtTime, type Checkpoint } from './checkpoints';
import type { Mark } from './marks';

/** What is needed of a session to read its past. */
export interface Traced {
  readonly model: Model;
  readonly sim: Simulation;
  readonly recorder: Recorder | null;
  readonly branch: { readonly inputs: readonly Input[] };
  readonly marks: readonly Mark[];
  /** Checkpoints of the branch, the first at its start. */
  readonly kept: readonly Checkpoint[];
}

/** Events of one replay that are kept at most, and events replayed for one question at most. */
const WINDOW_EVENTS = 100_000;
const QUESTION_EVENTS = 400_000;
/** Events replayed between two looks at what was recorded. */
const SLICE_EVENTS = 2_000;
/** Entries that a slice of a replay may write. */
const SLICE_ENTRIES = 65_536;
/** Entries that an event of a replay may write on average. */
const ENTRIES_AN_EVENT = 4;

/** A stretch of the trace: all entries of its events. */
interface Stretch {
  recorder: Recorder;
  from: number;
  to: number;
}

/** A run of its own that stands at a checkpoint of a session. */
export function replayFrom(traced: Traced, checkpoint: Checkpoint, recorder: Recorder): Simulation {
  const sim = new Simulation(traced.model, { recorder, without: ['windows', 'hash'] });
  // Making it wrote what happened at the start; that belongs to the past of the first checkpoint only.
  if (checkpoint.events > 0) {
    recorder.first = 0;
    recorder.written = 0;
  }
  sim.restore(copyWorld(checkpoint.world));
  sim.setInputs(traced.branch.inputs);
  return sim;
}

/** Number of the first event whose entries a ring holds in full. */
function fullFrom(recorder: Recorder): number {
  const first = recorder.events[recorder.first % recorder.size];
  return recorder.first === 0 ? first : first + 1;
}

/** The trace of a session, for one question. */
export class PastTrace {
  readonly traced: Traced;
  private readonly stretches: Stretch[] = [];
  private left = QUESTION_EVENTS;

  constructor(traced: Traced) {
    this.traced = traced;
    const { recorder } = traced;
    if (recorder === null || entryCount(recorder) === 0) return;
    const to = recorder.events[(recorder.written - 1) % recorder.size];
    this.stretches.push({ recorder, from: fullFrom(recorder), to });
  }

  /** All entries of an event, in order; null when it lies too far back to be replayed. */
  entriesOf(event: number): TraceEntry[] | null {
    const stretch = this.stretchOf(event, event);
    if (stretch === null) return null;
    const found: TraceEntry[] = [];
    visitEntries(stretch.recorder, event, event, (entry) => found.push(entry));
    return found;
  }

  /**
   * Visits the entries of events `from` to `to`, in order.
   * @returns false when they lie too far back to be replayed
   */
  visit(from: number, to: number, look: (entry: TraceEntry) => void): boolean {
    const stretch = this.stretchOf(from, to);
    if (stretch === null) return false;
    visitEntries(stretch.recorder, from, to, look);
    return true;
  }

  /** The entry with which an input took effect; null when it lies too far back, or never did. */
  entryOfInput(input: Input): TraceEntry | null {
    const isIt = (entry: TraceEntry): boolean => {
      if (entry.kind !== 'input') return false;
      const edge = entry.subject as { input: Input; ends: boolean };
      return edge.input.id === input.id && !edge.ends;
    };
    for (const { recorder, from, to } of this.stretches) {
      if (recorder.times[recorder.first % recorder.size] > input.atUs) continue;
      const found = findEntry(recorder, from, to, isIt);
      if (found !== null) return found;
    }
    const checkpoint = checkpointAtTime(this.traced.kept, input.atUs - 1);
    const stretch = this.replay(checkpoint, WINDOW_EVENTS, (sim) => sim.nextUs() > input.atUs);
    return stretch === null ? null : findEntry(stretch.recorder, stretch.from, stretch.to, isIt);
  }

  private stretchOf(from: number, to: number): Stretch | null {
    const held = this.stretches.find((one) => one.from <= from && one.to >= to);
    if (held) return held;
    const checkpoint = checkpointAtEvent(this.traced.kept, from - 1);
    const events = to - checkpoint.events;
    if (events > WINDOW_EVENTS) return null;
    const stretch = this.replay(checkpoint, events, (sim) => sim.world.events >= to);
    return stretch !== null && stretch.from <= from && stretch.to >= to ? stretch : null;
  }

  /** Replays about so many events from a checkpoint, until something holds; null when that takes too long. */
  private replay(
    checkpoint: Checkpoint,
    events: number,
    isThere: (sim: Simulation) => boolean,
  ): Stretch | null {
    const recorder = createRecorder(1_024 + ENTRIES_AN_EVENT * events);
    const sim = replayFrom(this.traced, checkpoint, recorder);
    while (!isThere(sim)) {
      if (this.left-- <= 0 || !sim.step()) return null;
    }
    if (entryCount(recorder) === 0) return null;
    const stretch = { recorder, from: fullFrom(recorder), to: sim.world.events };
    this.stretches.push(stretch);
    return stretch;
  }
}

/** The entry at a place of a ring. */
export function entryInRing(recorder: Recorder, at: number): TraceEntry {
  return {
    kind: ENTRY_KINDS[recorder.kinds[at]],
    event: recorder.events[at],
    cause: recorder.causes[at],
    atUs: recorder.times[at],
    node: recorder.nodes[at],
    subject: recorder.subjects[at],
  };
}

function visitEntries(recorder: Recorder, from: number, to: number, look: (entry: TraceEntry) => void): void {
  const count = entryCount(recorder);
  for (let i = firstEntryOf(recorder, from); i < count; i++) {
    if (recorder.events[(recorder.first + i) % recorder.size] > to) return;
    look(entryAt(recorder, i));
  }
}

function findEntry(
  recorder: Recorder,
  from: number,
  to: number,
  isIt: (entry: TraceEntry) => boolean,
): TraceEntry | null {
  let found: TraceEntry | null = null;
  visitEntries(recorder, from, to, (entry) => {
    if (found === null && isIt(entry)) found = entry;
  });
  return found;
}

/**
 * Replays a stretch of time and shows every entry of it, in order.
 * @param maxEvents gives up after so many
 * @returns whether the end was reached
 */
export function replayTime(
  traced: Traced,
  fromUs: number,
  toUs: number,
  maxEvents: number,
  look: (recorder: Recorder, at: number) => void,
): boolean {
  const recorder = createRecorder(SLICE_ENTRIES);
  const sim = replayFrom(traced, checkpointAtTime(traced.kept, fromUs - 1), recorder);
  let seen = 0;
  const show = (): void => {
    for (let i = Math.max(seen, recorder.first); i < recorder.written; i++) {
      const at = i % recorder.size;
      if (recorder.times[at] >= fromUs) look(recorder, at);
    }
    seen = recorder.written;
  };
  for (let left = maxEvents; left > 0; left -= SLICE_EVENTS) {
    const handled = sim.advance(toUs, Math.min(SLICE_EVENTS, left));
    show();
    if (handled < Math.min(SLICE_EVENTS, left)) return true;
  }
  return sim.nextUs() > toUs;
}
