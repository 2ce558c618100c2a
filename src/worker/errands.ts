/**
 * Errands of a run: what takes longer than a slice, with the mail looked at in between. A run that is on its way to
 * something stops as soon as anything else is wanted of it; a changed log is taken over first, and what comes in the
 * meantime waits.
 */
import type { Divergence, LogChanged, Moved, RanTo, RequestType, RunId } from '../protocol/messages';
import { checkpointAtTime } from '../run/checkpoints';
import { firstDifferenceUs } from '../run/difference';
import { compareRuns, type Course } from '../run/divergence';
import { editLog, type LogEdit } from '../run/edits';
import { EditProblem, type InputLog } from '../run/log';
import { setOut, type Progress, type Until } from '../run/until';
import { SLICE_MS, type ShownRun } from './shown-run';

export interface ErrandOptions {
  clockMs: () => number;
  /** Calls back when the mail has been looked at. */
  later: (action: () => void) => void;
  isOpen: (run: ShownRun) => boolean;
  /** Sends a frame of a run. */
  show: (run: ShownRun) => void;
}

/** A run on an errand is shown this often, in real milliseconds: a sign of life. */
const SHOWN_EVERY_MS = 250;
/** So much computing may go into finding out what happens beyond the playhead once the log has been changed. */
const AHEAD_MS = 600;

export class Errands {
  private readonly options: ErrandOptions;
  /** Runs on their way to something; taken out of here they stop. */
  private readonly journeys = new Map<RunId, symbol>();
  /** Runs that are taking over a changed log, and when they will have. */
  private readonly changes = new Map<RunId, Promise<unknown>>();

  constructor(options: ErrandOptions) {
    this.options = options;
  }

  /** A run that is on its way to something stops where it is. */
  stop(run: RunId): void {
    this.journeys.delete(run);
  }

  /** What a request has to wait for, or null. */
  before(run: RunId, type: RequestType, moves: boolean): Promise<unknown> | null {
    if (moves || type === 'stop') this.stop(run);
    return moves ? (this.changes.get(run) ?? null) : null;
  }

  /** Runs on until something happens. What does not happen in time leaves the run where it was. */
  async runTo(run: ShownRun, until: Until, withinUs: number): Promise<RanTo> {
    if (!Number.isFinite(withinUs) || (until.kind === 'time' && !Number.isFinite(until.us))) {
      throw new EditProblem('There is no such moment.');
    }
    const { session } = run;
    const { us, events } = run.position;
    const { headUs } = session.branch;
    run.jumped();
    const journey = setOut(session, until, us + withinUs);
    const mine = Symbol('journey');
    this.journeys.set(run.id, mine);
    let progress: Progress = { state: 'going' };
    await this.go(
      run,
      () => {
        progress = journey.goOn(SLICE_MS, this.options.clockMs);
        return progress.state !== 'going';
      },
      () => this.journeys.get(run.id) !== mine,
    );
    this.journeys.delete(run.id);
    const { state, says } = endOf(progress);
    if (state === 'missed') session.retreat(events, us, headUs);
    run.jumped();
    run.marksChanged();
    this.options.show(run);
    return { position: run.position, outcome: state, says };
  }

  /** Takes over the log with an edit made. */
  edit(run: ShownRun, edit: LogEdit): Promise<LogChanged> {
    return this.changeTo(run, editLog(run.session.log, edit));
  }

  /** Takes over another log; the playhead stays where it is. */
  changeTo(run: ShownRun, log: InputLog): Promise<LogChanged> {
    return this.holdingUp(run, this.change(run, log));
  }

  /** Goes to the head of another branch. */
  switchBranch(run: ShownRun, branch: string): Promise<Moved> {
    if (!run.session.log.branches.some(({ id }) => id === branch)) throw noBranch(branch);
    return this.holdingUp(run, this.enter(run, branch));
  }

  private async enter(run: ShownRun, branch: string): Promise<Moved> {
    const { session } = run;
    const headUs = session.enterBranch(branch);
    run.jumped();
    await this.go(run, () => session.advance(headUs, SLICE_MS));
    run.jumped();
    this.options.show(run);
    return { position: run.position, moved: true };
  }

  /** What else is wanted of a run waits until a change of it is over. */
  private holdingUp<T>(run: ShownRun, change: Promise<T>): Promise<T> {
    const over = change.then(
      () => undefined,
      () => undefined,
    );
    this.changes.set(run.id, over);
    void over.then(() => {
      if (this.changes.get(run.id) === over) this.changes.delete(run.id);
    });
    return change;
  }

  private async change(run: ShownRun, log: InputLog): Promise<LogChanged> {
    const { session } = run;
    const before = session.log;
    const { inputs } = session.branch;
    const untilUs = session.adopt(log);
    // No tick that came before pulls it further.
    run.jumped();
    if (untilUs > session.playheadUs) await this.go(run, () => session.advance(untilUs, SLICE_MS));
    if (firstDifferenceUs(inputs, session.branch.inputs) < session.branch.headUs) await this.lookAhead(run);
    run.jumped();
    run.marksChanged();
    this.options.show(run);
    return { before, log: session.log, position: run.position };
  }

  /** The timeline tells what happens beyond the playhead as far as the branch has been run, if that is soon known. */
  private async lookAhead(run: ShownRun): Promise<void> {
    const { session } = run;
    const { headUs } = session.branch;
    const { us, events } = run.position;
    if (headUs <= us) return;
    const { clockMs } = this.options;
    const startMs = clockMs();
    await this.go(
      run,
      () => session.advance(headUs, SLICE_MS) || clockMs() - startMs > AHEAD_MS,
      () => false,
      false,
    );
    session.returnTo(events, us);
  }

  /** Where another branch parts from the one on screen. */
  async diverge(run: ShownRun, branch: string): Promise<Divergence> {
    const { session } = run;
    const other = session.log.branches.find(({ id }) => id === branch);
    if (!other) throw noBranch(branch);
    const { inputs, headUs } = session.branch;
    const differsUs = firstDifferenceUs(inputs, other.inputs);
    if (differsUs === Infinity) return { first: null, effect: null };
    const { model } = session;
    const from = checkpointAtTime(session.kept, differsUs - 1);
    const [here, there] = [inputs, other.inputs].map((one): Course => ({ model, from, inputs: one }));
    return this.compare(run, here, there, Math.min(headUs, other.headUs));
  }

  /** Where another run parts from the one on screen, as far as both have been run. */
  divergeFrom(run: ShownRun, beside: ShownRun): Promise<Divergence> {
    const [here, there] = [run.session, beside.session].map(({ model, kept, branch }): Course => ({
      model,
      from: kept[0],
      inputs: branch.inputs,
    }));
    return this.compare(run, here, there, Math.min(run.session.branch.headUs, beside.session.branch.headUs));
  }

  private async compare(run: ShownRun, here: Course, there: Course, untilUs: number): Promise<Divergence> {
    const comparison = compareRuns(here, there, untilUs);
    const found: Divergence[] = [];
    await this.go(
      run,
      () => {
        const answer = comparison.goOn(SLICE_MS, this.options.clockMs);
        if (answer) found.push(answer);
        return answer !== null;
      },
      () => false,
      false,
    );
    return found.at(0) ?? { first: null, effect: null };
  }

  /** Does something in slices, until it is done, or nobody wants it any more. */
  private go(
    run: ShownRun,
    slice: () => boolean,
    unwanted = (): boolean => false,
    shown = true,
  ): Promise<void> {
    const { clockMs, later, isOpen, show } = this.options;
    let shownAtMs = clockMs();
    return new Promise((resolve, reject) => {
      const next = (): void => {
        try {
          if (!isOpen(run) || unwanted() || slice()) {
            resolve();
            return;
          }
          if (shown && clockMs() - shownAtMs >= SHOWN_EVERY_MS) {
            shownAtMs = clockMs();
            show(run);
          }
          later(next);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      next();
    });
  }
}

function noBranch(id: string): EditProblem {
  return new EditProblem(`There is no branch called ${id}.`);
}

function endOf(progress: Progress): { state: RanTo['outcome']; says: string } {
  if (progress.state === 'going') return { state: 'stopped', says: '' };
  return { state: progress.state, says: progress.state === 'there' ? progress.says : '' };
}
