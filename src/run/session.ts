/**
 * A session: one run that can be advanced, stepped, rewound and acted upon. The run is a function of scenario,
 * seed and input log; everything a session holds can be made anew from those.
 */
import type { Input } from '../kernel/input';
import type { Model } from '../kernel/model';
import type { ParamValue } from '../kernel/params';
import { Simulation } from '../kernel/simulation';
import { createRecorder, rewindRecorder, type Recorder } from '../kernel/trace';
import { copyWorld } from '../kernel/world';
import { buildModel, type KnobValues } from '../scenario/build';
import type { Scenario } from '../scenario/types';
import {
  BUDGET_BYTES,
  checkpointAtEvent,
  checkpointAtTime,
  REPLAY_MS,
  takeCheckpoint,
  thin,
  withCheckpoint,
  type Checkpoint,
} from './checkpoints';
import { collectMarks, createMarks, forkMarks, type Mark, type MarkList } from './marks';
import { addInput, changeBranch, currentBranch, freshInputId, type Branch, type InputLog } from './log';

/** What a run is made from. */
export interface RunSpec {
  scenario: Scenario;
  knobs: KnobValues;
  seed: number;
  invariants: readonly string[];
  log: InputLog;
}

export interface SessionOptions {
  /** Milliseconds of real time, for spacing checkpoints by what replay costs. Results never depend on it. */
  clockMs: () => number;
  /** Keeps the last entries of the trace. */
  recorded?: boolean;
  budgetBytes?: number;
}

/** What the user wants to have done. */
export interface Act {
  action: string;
  target: string;
  args: readonly ParamValue[];
  lastsUs?: number;
}

/** An input that could not do what it was meant to, and why. */
export interface Refusal {
  input: Input;
  sentence: string;
}

/** Events between two looks at the clock. */
const SLICE_EVENTS = 2_000;

export class Session {
  readonly spec: RunSpec;
  readonly model: Model;
  readonly sim: Simulation;
  readonly recorder: Recorder | null;
  log: InputLog;
  /** Simulated time shown: all events up to it have happened. */
  playheadUs = 0;
  /** Sentences of inputs that did nothing, since the host last asked. */
  refusals: Refusal[] = [];

  private readonly clockMs: () => number;
  private readonly budgetBytes: number;
  private readonly checkpoints = new Map<string, readonly Checkpoint[]>();
  private readonly markLists = new Map<string, MarkList>();
  private readonly told = new Set<string>();
  private scanned = 0;
  private costMs = 0;

  /** @throws ScenarioProblem when the scenario or a knob makes no sense */
  constructor(spec: RunSpec, options: SessionOptions) {
    this.spec = spec;
    this.log = spec.log;
    this.clockMs = options.clockMs;
    this.budgetBytes = options.budgetBytes ?? BUDGET_BYTES;
    this.recorder = options.recorded === false ? null : createRecorder();
    this.model = buildModel(spec.scenario, spec.knobs, spec.seed, spec.invariants);
    this.sim = new Simulation(this.model, { recorder: this.recorder });
    this.sim.onRefusal = (input, sentence) => {
      this.noteRefusal(input, sentence);
    };
    const start = takeCheckpoint(this.sim.world);
    // From a copy on, as after every jump: states are then of one shape to the engine, and the first jump is no slower.
    this.sim.restore(copyWorld(start.world));
    for (const branch of this.log.branches) {
      this.checkpoints.set(branch.id, [start]);
      this.markLists.set(branch.id, createMarks());
    }
    this.sim.setInputs(this.branch.inputs);
  }

  get branch(): Branch {
    return currentBranch(this.log);
  }

  /** Whether the playhead is where nothing has been run beyond. */
  get atHead(): boolean {
    return this.playheadUs >= this.branch.headUs;
  }

  /** What the timeline marks on this branch. */
  get marks(): readonly Mark[] {
    return this.markLists.get(this.log.current)?.marks ?? [];
  }

  /** A replay meets the same refusals again; each is told once. */
  private noteRefusal(input: Input, sentence: string): void {
    if (this.told.has(input.id)) return;
    this.told.add(input.id);
    this.refusals.push({ input, sentence });
  }

  private noteMarks(): void {
    const list = this.markLists.get(this.log.current);
    if (this.recorder && list) this.scanned = collectMarks(list, this.recorder, this.model, this.scanned);
  }

  private get list(): readonly Checkpoint[] {
    return this.checkpoints.get(this.log.current) ?? [];
  }

  private set list(list: readonly Checkpoint[]) {
    this.checkpoints.set(this.log.current, list);
  }

  /**
   * Goes on towards a time, for at most so many milliseconds of computing.
   * @returns whether it got there
   */
  advance(untilUs: number, budgetMs = Infinity): boolean {
    const startMs = this.clockMs();
    for (;;) {
      const handled = this.measured(() => this.sim.advance(untilUs, SLICE_EVENTS));
      if (handled < SLICE_EVENTS) {
        this.movePlayhead(untilUs);
        return true;
      }
      this.movePlayhead(this.sim.world.nowUs);
      if (this.clockMs() - startMs >= budgetMs) return false;
    }
  }

  /** Lets a stretch of the run happen, and takes a checkpoint when the last lies too long a replay behind. */
  private measured<T>(happen: () => T): T {
    const beforeMs = this.clockMs();
    const result = happen();
    this.costMs += this.clockMs() - beforeMs;
    if (this.costMs >= REPLAY_MS) this.remember();
    return result;
  }

  private movePlayhead(us: number): void {
    this.playheadUs = us;
    this.noteMarks();
    if (us > this.branch.headUs) this.log = changeBranch(this.log, { headUs: us });
  }

  private remember(): void {
    this.costMs = 0;
    const list = withCheckpoint(this.list, takeCheckpoint(this.sim.world));
    this.list = thin(list, this.sim.world.events, this.budgetBytes);
  }

  /** Lets the next event happen; false when there will never be one. */
  stepEvent(): boolean {
    if (!this.sim.step()) return false;
    this.movePlayhead(this.sim.world.nowUs);
    return true;
  }

  /** Takes the last event back; false at the start. */
  stepEventBack(): boolean {
    const { events } = this.sim.world;
    if (events === 0) return false;
    this.seekEvent(events - 1);
    return true;
  }

  /**
   * Steps to the next meaningful event: a mode change, an input, a broken promise, or a message to `focus`.
   * @param maxEvents gives up after so many
   */
  stepMeaningful(focus: string | null, maxEvents = 1_000_000): boolean {
    for (let left = maxEvents; left > 0; left -= SLICE_EVENTS) {
      const found = this.measured(() => this.watchSteps(focus, Math.min(SLICE_EVENTS, left)));
      this.movePlayhead(Math.max(this.playheadUs, this.sim.world.nowUs));
      if (found !== false) return found === true;
    }
    return false;
  }

  /** Steps until one was meaningful, at most so many times; null when there is no step to make. */
  private watchSteps(focus: string | null, atMost: number): boolean | null {
    for (let i = 0; i < atMost; i++) {
      const meaningful = this.watchStep(focus);
      if (meaningful !== false) return meaningful;
    }
    return false;
  }

  /** Steps back to the last meaningful event before this one, or to the start. */
  stepMeaningfulBack(focus: string | null): boolean {
    const here = this.sim.world.events;
    if (here === 0) return false;
    // One stretch between checkpoints after the other, from the last: the events after `from` up to `last`.
    let last = here - 1;
    for (;;) {
      const from = checkpointAtEvent(this.list, last - 1);
      this.restore(from);
      let found = -1;
      while (this.sim.world.events < last) {
        if (this.watchStep(focus) === true) found = this.sim.world.events;
      }
      if (found >= 0 || from.events === 0) {
        this.seekEvent(Math.max(0, found));
        return true;
      }
      last = from.events;
    }
  }

  /** One step, and whether it was meaningful; null when there is none. */
  private watchStep(focus: string | null): boolean | null {
    const { happenings } = this.sim;
    const before = { ...happenings };
    happenings.delivered = null;
    if (!this.sim.step()) return null;
    return (
      happenings.modeChanges > before.modeChanges ||
      happenings.inputs > before.inputs ||
      happenings.invariantsBroken > before.invariantsBroken ||
      (focus !== null && this.deliveredTo() === focus)
    );
  }

  private deliveredTo(): string | null {
    return this.sim.happenings.delivered?.to ?? null;
  }

  /** Goes to a time: all events up to and including it have happened, no later one. */
  seek(us: number): void {
    const targetUs = Math.max(0, us);
    const nearest = checkpointAtTime(this.list, targetUs);
    // Even when no event lies between: what came due at a paused node since then has been set aside.
    if (this.playheadUs > targetUs || nearest.events > this.sim.world.events) this.restore(nearest);
    this.advance(targetUs);
  }

  /** Goes to the moment after so many events. */
  seekEvent(events: number): void {
    const nearest = checkpointAtEvent(this.list, events);
    const { world } = this.sim;
    const beyond = world.events > events || (world.events === events && this.playheadUs > world.nowUs);
    if (beyond || nearest.events > world.events) this.restore(nearest);
    while (this.sim.world.events < events) {
      const slice = Math.min(SLICE_EVENTS, events - this.sim.world.events);
      if (this.measured(() => this.sim.advance(Infinity, slice)) === 0) break;
    }
    this.movePlayhead(this.sim.world.nowUs);
  }

  private restore(checkpoint: Checkpoint): void {
    this.sim.restore(copyWorld(checkpoint.world));
    if (this.recorder) {
      rewindRecorder(this.recorder, checkpoint.events);
      this.scanned = this.recorder.written;
    }
    this.costMs = 0;
  }

  /**
   * Does something now: an input just after the playhead. In the past it opens a branch and the old future stays.
   * @returns the input, and whether a branch was opened
   */
  act(act: Act): { input: Input; forked: boolean } {
    const atUs = this.playheadUs + 1;
    const input: Input = {
      id: freshInputId(this.log),
      atUs,
      untilUs: act.lastsUs === undefined ? null : atUs + act.lastsUs,
      action: act.action,
      target: act.target,
      args: act.args,
      muted: false,
    };
    const { events } = this.sim.world;
    const parent = { list: this.list, marks: this.markLists.get(this.log.current) ?? createMarks() };
    const { log, forked } = addInput(this.log, input, this.playheadUs);
    this.log = log;
    if (forked) {
      this.list = parent.list.filter((checkpoint) => checkpoint.events <= events);
      this.markLists.set(log.current, forkMarks(parent.marks, events));
    }
    this.sim.setInputs(this.branch.inputs);
    return { input, forked };
  }

  /** Goes on with another branch, at its own head. @throws Error when there is none of that id */
  switchBranch(id: string): void {
    const log = { ...this.log, current: id };
    const { inputs, headUs } = currentBranch(log);
    this.log = log;
    this.restore(this.list[0]);
    this.sim.setInputs(inputs);
    this.seek(headUs);
  }

  /** Sentences of inputs that did nothing; asking empties the list. */
  takeRefusals(): Refusal[] {
    return this.refusals.splice(0);
  }
}
