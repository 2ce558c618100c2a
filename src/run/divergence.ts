/** Where two runs part: the first event that is not the same in both, and the first that no input is. */
import type { Input } from '../kernel/input';
import { createTraceHash } from '../kernel/hash';
import type { Model } from '../kernel/model';
import { Simulation } from '../kernel/simulation';
import { createRecorder, entryAt, entryCount, type Recorder } from '../kernel/trace';
import { copyWorld } from '../kernel/world';
import type { Checkpoint } from './checkpoints';
import { describe } from './words';

/** One event as each of two runs has it, in words; null where one has none of that time. */
export interface Parting {
  atUs: number;
  here: string | null;
  there: string | null;
}

export interface Divergence {
  /** The first event that differs, whatever it is; null when none does as far as both have been run. */
  first: Parting | null;
  /** The first that is no input of the user: where it begins to matter. */
  effect: Parting | null;
}

/** Events of each run that are compared at most. */
const MOST_EVENTS = 500_000;
/** Events between two looks at the clock. */
const SLICE_EVENTS = 500;

/** One of two runs that are compared: what it is made of, and where the comparison begins. */
export interface Course {
  model: Model;
  from: Checkpoint;
  inputs: readonly Input[];
}

/** A run, one event at a time. */
class Follower {
  readonly sim: Simulation;
  private readonly model: Model;
  private readonly recorder: Recorder = createRecorder(2_048);
  /** The event handled last: when, its own hash, and whether it was an input. */
  atUs = -1;
  hash = '';
  isInput = false;

  constructor({ model, from, inputs }: Course) {
    this.model = model;
    this.sim = new Simulation(model, { recorder: this.recorder, without: ['windows'] });
    this.sim.restore(copyWorld(from.world));
    this.sim.setInputs(inputs);
  }

  /** Handles the next event up to a time. @returns whether there was one */
  next(untilUs: number): boolean {
    const { sim, recorder } = this;
    if (sim.nextUs() > untilUs) {
      this.atUs = Infinity;
      return false;
    }
    this.isInput = sim.peek()?.kind === 'input';
    recorder.first = recorder.written = 0;
    // From the same beginning each time: what has happened before, or an input alone, is not to count.
    sim.world.hash.set(createTraceHash());
    sim.step();
    this.atUs = sim.world.nowUs;
    this.hash = sim.hashHex();
    return true;
  }

  /** The last event in words. */
  get words(): string | null {
    if (this.atUs === Infinity) return null;
    for (let i = 0; i < entryCount(this.recorder); i++) {
      const said = describe(this.model, entryAt(this.recorder, i));
      if (said) return said.text;
    }
    return null;
  }
}

/** A comparison of two runs, event by event. */
export interface Comparison {
  /** Goes on for about so many milliseconds. @returns what it found, or null while it is not done */
  goOn(budgetMs: number, clockMs: () => number): Divergence | null;
}

/**
 * Begins to compare two runs that are the same up to where each begins.
 * @param untilUs how far both have been run
 */
export function compareRuns(here: Course, there: Course, untilUs: number): Comparison {
  const a = new Follower(here);
  const b = new Follower(there);
  let first: Parting | null = null;
  let left = MOST_EVENTS;
  /** One event of each. */
  const compareNext = (): Divergence | null => {
    const [more, also] = [a.next(untilUs), b.next(untilUs)];
    if (left-- <= 0 || !(more || also)) return { first, effect: null };
    first ??= differs(a, b) ? parting(a, b) : null;
    skipInputs(a, untilUs);
    skipInputs(b, untilUs);
    return differs(a, b) ? { first: first ?? parting(a, b), effect: parting(a, b) } : null;
  };
  return {
    goOn: (budgetMs, clockMs) => {
      const startMs = clockMs();
      let found: Divergence | null = null;
      do {
        for (let i = 0; i < SLICE_EVENTS && !found; i++) found = compareNext();
      } while (!found && clockMs() - startMs < budgetMs);
      return found;
    },
  };
}

/** On to an event that is no input: those of one branch alone are what makes the difference, not the difference. */
function skipInputs(follower: Follower, untilUs: number): void {
  while (follower.isInput && follower.atUs !== Infinity) follower.next(untilUs);
}

function differs(a: Follower, b: Follower): boolean {
  return a.atUs !== b.atUs || (a.atUs !== Infinity && a.hash !== b.hash);
}

function parting(a: Follower, b: Follower): Parting {
  const atUs = Math.min(a.atUs, b.atUs);
  return {
    atUs,
    here: a.atUs === atUs ? a.words : null,
    there: b.atUs === atUs ? b.words : null,
  };
}
