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
  spacingMs,
  takeCheckpoint,
  thin,
  withCheckpoint,
  type Checkpoint,
} from './checkpoints';
import { firstDifferenceUs } from './difference';
import { changedInputs, inherit, withHeads, type Known } from './inherit';
import { Refusals } from './refusals';
import { collectMarks, createMarks, forkMarks, marksBefore, type Mark } from './marks';
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

/** Events between two looks at the clock. */
const SLICE_EVENTS = 2_000;
/** Share of the memory that the checkpoints of the branch on screen may take. */
const OWN_SHARE = 0.75;

export class Session {
  readonly spec: RunSpec;
  readonly model: Model;
  readonly sim: Simulation;
  readonly recorder: Recorder | null;
  log: InputLog;
  /** Simulated time shown: all events up to it have happened. */
  playheadUs = 0;
  /** Inputs that did nothing. */
  readonly refusals = new Refusals();

  private readonly clockMs: () => number;
  private readonly budgetBytes: number;
  private known = new Map<string, Known>();
  private scanned = 0;
  private costMs = 0;
  private copyMs = 0;

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
      this.refusals.note(input, sentence);
    };
    const start = takeCheckpoint(this.sim.world);
    // From a copy on, as after every jump: states are then of one shape to the engine, and the first jump is no slower.
    this.sim.restore(copyWorld(start.world));
    for (const branch of this.log.branches) {
      this.known.set(branch.id, { list: [start], marks: createMarks() });
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
    return this.here.marks.marks;
  }

  private noteMarks(): void {
    if (this.recorder) this.scanned = collectMarks(this.here.marks, this.recorder, this.model, this.scanned);
  }

  /** What is known of the branch on screen. */
  private get here(): Known {
    const known = this.known.get(this.log.current);
    if (!known) throw new Error(`Nothing is known of branch ${this.log.current}.`);
    return known;
  }

  /** Checkpoints of this branch, the first at its start: from them the past is read without going there. */
  get kept(): readonly Checkpoint[] {
    return this.here.list;
  }

  /**
   * Goes on towards a time, for at most so many milliseconds of computing.
   * @returns whether it got there
   */
  advance(untilUs: number, budgetMs = Infinity): boolean {
    const startMs = this.clockMs();
    for (;;) {
      const handled = this.measured(() => this.sim.advance(untilUs, SLICE_EVENTS));
      const there = handled < SLICE_EVENTS;
      this.movePlayhead(there ? untilUs : this.sim.world.nowUs);
      this.rememberIfDue();
      if (there) return true;
      if (this.clockMs() - startMs >= budgetMs) return false;
    }
  }

  /** Lets a stretch of the run happen, and notes what it costs to replay. */
  private measured<T>(happen: () => T): T {
    const beforeMs = this.clockMs();
    const result = happen();
    this.costMs += this.clockMs() - beforeMs;
    return result;
  }

  private movePlayhead(us: number): void {
    this.playheadUs = us;
    this.noteMarks();
    if (us > this.branch.headUs) this.log = changeBranch(this.log, { headUs: us });
  }

  /** Takes a checkpoint when the last lies too long a replay behind. */
  private rememberIfDue(): void {
    if (this.costMs < spacingMs(this.copyMs)) return;
    const startMs = this.clockMs();
    const { world } = this.sim;
    const taken = takeCheckpoint(world, Math.max(world.nowUs, this.playheadUs));
    [this.costMs, this.copyMs] = [0, this.clockMs() - startMs];
    this.here.list = thin(withCheckpoint(this.kept, taken), world.events, this.budgetBytes * OWN_SHARE);
  }

  /** The branch on screen is left: of all others together a part of the memory is kept. */
  private leave(): void {
    const share = (this.budgetBytes * (1 - OWN_SHARE)) / Math.max(1, this.known.size - 1);
    this.here.list = thin(this.kept, this.sim.world.events, share);
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
      this.rememberIfDue();
      if (found !== false) return found === true;
    }
    return false;
  }

  /**
   * Steps until `stops` says so after an event, a while at a time.
   * @returns `stopped`; `silent` when nothing more happens until a time, which has been reached; else `going`
   */
  stepUntil(stops: () => boolean, untilUs: number): 'stopped' | 'silent' | 'going' {
    const { sim } = this;
    const end = this.measured(() => {
      for (let i = 0; i < SLICE_EVENTS; i++) {
        if (sim.nextUs() > untilUs) return 'silent';
        sim.step();
        if (stops()) return 'stopped';
      }
      return 'going';
    });
    if (end === 'silent') this.advance(untilUs);
    else this.movePlayhead(sim.world.nowUs);
    this.rememberIfDue();
    return end;
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
      const from = checkpointAtEvent(this.kept, last - 1);
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
    const nearest = checkpointAtTime(this.kept, targetUs);
    // Even when no event lies between: what came due at a paused node since then has been set aside.
    if (this.playheadUs > targetUs || nearest.events > this.sim.world.events) this.restore(nearest);
    this.advance(targetUs);
  }

  /** Goes to the moment after so many events. */
  seekEvent(events: number): void {
    const nearest = checkpointAtEvent(this.kept, events);
    const { world } = this.sim;
    const beyond = world.events > events || (world.events === events && this.playheadUs > world.nowUs);
    if (beyond || nearest.events > world.events) this.restore(nearest);
    while (this.sim.world.events < events) {
      const slice = Math.min(SLICE_EVENTS, events - this.sim.world.events);
      if (this.measured(() => this.sim.advance(Infinity, slice)) === 0) break;
      this.rememberIfDue();
    }
    this.movePlayhead(this.sim.world.nowUs);
  }

  private restore(checkpoint: Checkpoint): void {
    this.sim.restore(copyWorld(checkpoint.world));
    this.playheadUs = checkpoint.nowUs;
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
    const { list, marks } = this.here;
    const { log, forked } = addInput(this.log, input, this.playheadUs);
    if (forked) {
      this.leave();
      this.known.set(log.current, {
        list: list.filter(({ nowUs }) => nowUs <= this.playheadUs),
        marks: forkMarks(marks, events),
      });
    }
    this.log = log;
    this.sim.setInputs(this.branch.inputs);
    return { input, forked };
  }

  /** Goes on with another branch, at its own head. @throws Error when there is none of that id */
  switchBranch(id: string): void {
    this.advance(this.enterBranch(id));
  }

  /**
   * Goes over to another branch, at the last place before its head that is at hand.
   * @returns the time of its head, to run on to
   * @throws Error when there is none of that id
   */
  enterBranch(id: string): number {
    const log = { ...this.log, current: id };
    const { inputs, headUs } = currentBranch(log);
    this.leave();
    this.log = log;
    // By way of the start: what was recorded of the other branch is forgotten.
    this.restore(this.kept[0]);
    this.restore(checkpointAtTime(this.kept, headUs));
    this.sim.setInputs(inputs);
    return headUs;
  }

  /**
   * Takes over a changed log. What is the same in both stays as it is known; when what differs lies in what has
   * happened, the run goes back to before it.
   * @returns the time to run on to, where the playhead was
   * @throws Error when the log has no current branch
   */
  adopt(log: InputLog): number {
    const before = this.log;
    const next = withHeads(before, log);
    const { inputs, headUs } = currentBranch(next);
    const untilUs = Math.min(this.playheadUs, headUs);
    const differsUs = firstDifferenceUs(this.branch.inputs, inputs);
    for (const id of changedInputs(before, next)) this.refusals.forget(id);
    this.known = inherit(before, next, this.known);
    this.log = next;
    if (differsUs <= this.playheadUs || untilUs < this.playheadUs) {
      this.restore(checkpointAtTime(this.kept, Math.min(untilUs, differsUs - 1)));
    }
    this.sim.setInputs(inputs);
    return untilUs;
  }

  /** Goes to the moment after so many events, and on to a time, as long as that comes before the next of them. */
  returnTo(events: number, us: number): void {
    if (events !== this.sim.world.events || us < this.playheadUs) this.seekEvent(events);
    if (us > this.playheadUs && us < this.sim.nextUs()) this.advance(us);
  }

  /**
   * Goes back to a moment, as if what was run since had not been: the branch ends where it ended then.
   * @param headUs where it ended
   */
  retreat(events: number, us: number, headUs: number): void {
    this.returnTo(events, us);
    this.log = changeBranch(this.log, { headUs });
    this.here.marks = marksBefore(this.here.marks, headUs + 1);
  }
}
