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
    this.sim.onRefusal = (input, sentence) => this.refusals.push({ input, sentence });
    const start = takeCheckpoint(this.sim.world);
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
      const beforeMs = this.clockMs();
      const handled = this.sim.advance(untilUs, SLICE_EVENTS);
      const nowMs = this.clockMs();
      this.costMs += nowMs - beforeMs;
      if (this.costMs >= REPLAY_MS) this.remember();
      if (handled < SLICE_EVENTS) {
        this.movePlayhead(untilUs);
        return true;
      }
      this.movePlayhead(this.sim.world.nowUs);
      if (nowMs - startMs >= budgetMs) return false;
    }
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
    for (let i = 0; i < maxEvents; i++) {
      const meaningful = this.watchStep(focus);
      if (meaningful === null) return false;
      if (meaningful) {
        this.movePlayhead(this.sim.world.nowUs);
        return true;
      }
    }
    this.movePlayhead(this.sim.world.nowUs);
    return false;
  }

  /** Steps back to the last meaningful event before this one, or to the start. */
  stepMeaningfulBack(focus: string | null): boolean {
    const here = this.sim.world.events;
    if (here === 0) return false;
    let end = here;
    for (;;) {
      const from = checkpointAtEvent(this.list, end - 1);
      this.restore(from);
      let found = -1;
      while (this.sim.world.events < end - 1) {
        if (this.watchStep(focus) === true) found = this.sim.world.events;
      }
      if (found >= 0 || from.events === 0) {
        this.seekEvent(Math.max(0, found));
        return true;
      }
      end = from.events + 1;
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
    const { world } = this.sim;
    if (world.nowUs > targetUs || nearest.events > world.events) this.restore(nearest);
    this.advance(targetUs);
  }

  /** Goes to the moment after so many events. */
  seekEvent(events: number): void {
    const nearest = checkpointAtEvent(this.list, events);
    const { world } = this.sim;
    if (world.events > events || nearest.events > world.events) this.restore(nearest);
    while (this.sim.world.events < events) {
      const beforeMs = this.clockMs();
      const handled = this.sim.advance(Infinity, Math.min(SLICE_EVENTS, events - this.sim.world.events));
      this.costMs += this.clockMs() - beforeMs;
      if (this.costMs >= REPLAY_MS) this.remember();
      if (handled === 0) break;
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
    this.log = { ...this.log, current: id };
    const { inputs, headUs } = this.branch;
    this.restore(this.list[0]);
    this.sim.setInputs(inputs);
    this.seek(headUs);
  }

  /** Sentences of inputs that did nothing; asking empties the list. */
  takeRefusals(): Refusal[] {
    return this.refusals.splice(0);
  }
}
