/** Drives the run on screen: opens it, lets time pass, carries out what the user asks, and survives its worker. */
import { createActor } from 'xstate';
import type { Act, Answer, Frame, Requests, RequestType, RunId, RunSpec } from '../../protocol/messages';
import { createLog } from '../../run/log';
import type { Lab } from '../../scenario/types';
import { inputWords } from '../../scenario/words';
import { WorkerClient } from './client';
import { Companion } from './companion';
import { FrameBus } from './frame-bus';
import { forgetHistory, remember } from './history';
import { lifeMachine } from './life';
import { keptSelection, positionOf, withHead, type RunStart } from './place';
import { tellRefusal } from './refusal';
import { EMPTY_RUN, knobsNow, notify, useLab, type LabState, type RunPlace } from './store';

const SPEED_MIN = 0.001;
const SPEED_MAX = 1000;
/** The store learns the playhead this often while running; whoever needs it faster is on the frame bus. */
const STORE_EVERY_MS = 160;
/** A tick without a frame by then is sent again. */
const TICK_LOST_MS = 400;
/** A worker that breaks so often in a row has a run that cannot be run. */
const BREAKS_ALLOWED = 3;
const NOTHING_MORE = {
  event: 'Nothing more will happen.',
  meaningful: 'Nothing that matters happens in the next ten minutes.',
} as const;

export class RunController {
  readonly frames = new FrameBus();
  readonly companion = new Companion();
  private client: WorkerClient | null = null;
  private runs = 0;
  private run: RunId = 0;
  private generation = 0;
  private readonly life = createActor(lifeMachine);
  private lastTickMs = 0;
  private animation = 0;
  private storedAtMs = 0;
  private breaks: number[] = [];
  private seekTo: { us: number; events?: number } | null = null;
  /** Called when the playhead has passed a time. */
  private alarm: { atUs: number; action: () => void } | null = null;
  /** The run that is being opened in place of the one on screen. */
  private opening: RunId | null = null;
  /** The run is on its way somewhere without pacing. */
  private travelling = false;

  constructor() {
    this.life.subscribe((snapshot) => {
      useLab.setState({ life: snapshot.value });
    });
    this.life.start();
    document.addEventListener('visibilitychange', () => {
      this.lastTickMs = performance.now();
    });
  }

  private get playing(): boolean {
    return this.life.getSnapshot().value === 'running';
  }

  /** Starts the worker, so that it loads while the lab does. */
  prepare(): void {
    this.client ??= this.createClient();
  }

  /**
   * Opens a lab: where it is told to, paused, and else from its beginning.
   * @param start another place to begin at, and what it comes from
   * @returns whether it could be opened there
   */
  async openLab(labId: string, lab: Lab, start: RunStart | null = null): Promise<boolean> {
    const fresh = { spec: null, trial: null, aside: null, notices: [], failure: null };
    useLab.setState({ labId, lab, ...EMPTY_RUN, ...fresh, speed: lab.scenario.pace });
    if (this.run > 0) this.closeBeside(this.run);
    this.run = 0;
    this.breaks = [];
    const { scenario, invariants } = lab;
    if (start) {
      const run = this.runs + 1;
      const opened = await this.open({ ...start, playing: false });
      if (opened || this.runs > run) return opened;
      useLab.setState({ failure: null });
    }
    await this.open({ spec: { scenario, knobs: {}, seed: scenario.seed, invariants, log: createLog() } });
    return false;
  }

  /**
   * Opens a run in place of the one on screen. When the worker refuses it, the one before stays.
   * @returns whether it was opened
   */
  async open({ spec, at = null, playing = true, name = null, again = false }: RunStart): Promise<boolean> {
    const run = ++this.runs;
    const wasPlaying = this.playing;
    this.client ??= this.createClient();
    this.stopOpening();
    this.opening = run;
    this.life.send({ type: 'open' });
    try {
      const opened = await this.client.request('open', run, { lab: useLab.getState().labId, spec, at });
      // Another run is wanted by now.
      if (this.opening !== run) return false;
      const before = this.run;
      this.opening = null;
      this.run = run;
      this.generation = 0;
      this.alarm = null;
      this.frames.clear();
      if (!again) forgetHistory();
      // Until the first frame comes, it stands where it was told to: another worker may have to know.
      const position = at ?? EMPTY_RUN.position;
      const selection = keptSelection(opened.nodes);
      useLab.setState({ ...EMPTY_RUN, spec, opened, position, selection, log: spec.log });
      if (before > 0) void this.client.request('close', before, {}).catch(() => undefined);
      this.life.send({ type: 'opened', playing });
      this.startTicking();
      this.tick(0);
      return true;
    } catch (error) {
      if (this.opening === run) {
        this.opening = null;
        this.life.send({ type: 'opened', playing: wasPlaying });
        this.startTicking();
        tellRefusal(error, name === null ? '' : `${name} was not opened: `);
      }
      return false;
    }
  }

  /** Gives up opening a run, which may take long when it lies far from its beginning; the one before stays. */
  stopOpening(): void {
    if (this.opening !== null) void this.client?.request('close', this.opening, {}).catch(() => undefined);
  }

  private createClient(): WorkerClient {
    return new WorkerClient({
      onFrame: (frame) => {
        this.take(frame);
      },
      onBroken: (problem) => {
        this.replaceWorker(problem);
      },
    });
  }

  /** The worker threw or hangs: another one takes the run up where it was. */
  private replaceWorker(problem: string): void {
    this.client = null;
    const nowMs = performance.now();
    this.breaks = [...this.breaks.filter((ms) => nowMs - ms < 60_000), nowMs];
    const place = this.place();
    if (!place || this.breaks.length > BREAKS_ALLOWED) {
      this.life.send({ type: 'fail' });
      useLab.setState({ failure: `The simulation stopped: ${problem}` });
      return;
    }
    const playing = this.playing;
    this.run = 0;
    void this.open({ spec: place.spec, at: place.position, playing, again: true }).then((opened) => {
      if (opened) notify(`The simulation had to be restarted (${problem}) and is back where it was.`, 'warn');
    });
    useLab.setState(({ workers }) => ({ workers: workers + 1 }));
  }

  /** Where the run on screen is, to take it up again. */
  place(): RunPlace | null {
    const { spec, log, speed, position } = useLab.getState();
    if (!spec) return null;
    const { latest } = this.frames;
    return {
      spec: { ...spec, log: withHead(log ?? spec.log, latest) },
      position: latest?.position ?? position,
      speed,
    };
  }

  // Time

  play(): void {
    this.lastTickMs = performance.now();
    this.life.send({ type: 'play' });
    this.startTicking();
  }

  pause(): void {
    const wasPlaying = this.playing;
    this.life.send({ type: 'pause' });
    this.storePosition();
    // While running, what is shown beside the messages lags a little behind them.
    if (wasPlaying) this.tick(0);
  }

  togglePlay(): void {
    if (this.travelling) void this.look('stop', {});
    else if (this.playing) this.pause();
    else this.play();
  }

  setSpeed(speed: number): void {
    useLab.setState({ speed: Math.min(SPEED_MAX, Math.max(SPEED_MIN, speed)) });
  }

  private startTicking(): void {
    cancelAnimationFrame(this.animation);
    this.lastTickMs = performance.now();
    const onAnimationFrame = (): void => {
      if (!this.playing) return;
      this.animation = requestAnimationFrame(onAnimationFrame);
      const nowMs = performance.now();
      const elapsedMs = nowMs - this.lastTickMs;
      if (this.client?.ticking === true && elapsedMs < TICK_LOST_MS) return;
      this.lastTickMs = nowMs;
      this.tick(elapsedMs);
    };
    if (this.playing) this.animation = requestAnimationFrame(onAnimationFrame);
  }

  private tick(elapsedMs: number): void {
    const { speed, adaptive } = useLab.getState();
    if (this.run > 0) this.client?.tick(this.run, elapsedMs, speed, adaptive);
  }

  private take(frame: Frame): void {
    if (this.companion.take(frame) || frame.run !== this.run || frame.generation < this.generation) return;
    const jumped = frame.generation > this.generation;
    this.generation = frame.generation;
    this.frames.emit(frame);
    const nowMs = performance.now();
    const due = jumped || !this.playing || nowMs - this.storedAtMs > STORE_EVERY_MS;
    this.takeChanges(frame, due);
    this.companion.follow(this.client, frame.position.us, due, this.playing ? useLab.getState().speed : 0);
    if (due) this.storedAtMs = nowMs;
    if (this.alarm && frame.position.us >= this.alarm.atUs) {
      const { action } = this.alarm;
      this.alarm = null;
      action();
    }
  }

  private takeChanges(frame: Frame, due: boolean): void {
    const change: Partial<LabState> = {};
    const state = useLab.getState();
    if (frame.faces.length > 0) {
      change.faces = { ...state.faces, ...Object.fromEntries(frame.faces.map((face) => [face.id, face])) };
    }
    if (frame.marks.length > 0 || frame.marksFrom < state.marks.length) {
      change.marks = [...state.marks.slice(0, frame.marksFrom), ...frame.marks];
    }
    if (frame.clips) change.clips = frame.clips;
    if (frame.log) change.log = frame.log;
    if (frame.invariants.some((one, i) => one.brokenAtUs !== state.invariants[i]?.brokenAtUs)) {
      change.invariants = frame.invariants;
    }
    if (due) Object.assign(change, positionOf(frame), { invariants: frame.invariants, next: frame.next });
    if (Object.keys(change).length > 0) useLab.setState(change);
    for (const sentence of frame.refusals) notify(sentence, 'warn');
  }

  private storePosition(): void {
    const { latest } = this.frames;
    if (latest) useLab.setState({ ...positionOf(latest), next: latest.next });
  }

  /** Calls back once when the playhead has passed a time. Another alarm, or another run, replaces it. */
  whenPast(atUs: number, action: () => void): void {
    this.alarm = { atUs, action };
  }

  // Jumps

  async step(grain: 'event' | 'meaningful', back = false): Promise<void> {
    this.life.send({ type: 'pause' });
    const { selection } = useLab.getState();
    const focus = selection?.kind === 'node' ? selection.id : null;
    const answer = await this.ask('step', { grain, back, focus });
    if (answer && !answer.moved) notify(back ? 'This is the start.' : NOTHING_MORE[grain]);
  }

  /**
   * Goes to a time, or to the moment after so many events. While a jump is under way only the last of further
   * wishes is kept.
   */
  async seek(us: number, events?: number): Promise<void> {
    const busy = this.seekTo !== null;
    this.seekTo = { us: Math.max(0, Math.round(us)), events };
    if (busy) return;
    this.life.send({ type: 'seek' });
    while (this.seekTo !== null) {
      const target: { us: number; events?: number } = this.seekTo;
      await this.ask('seek', target);
      if (this.seekTo === target) this.seekTo = null;
    }
    this.life.send({ type: 'sought' });
  }

  /** Runs on without pacing until a time; the page stays responsive. */
  async runUntil(us: number): Promise<void> {
    await this.travel('runUntil', { us }, false);
  }

  /** A request that takes the run elsewhere. `goesOn`: when it was running before, it goes on from there. */
  async travel<T extends RequestType>(
    type: T,
    ask: Requests[T]['ask'],
    goesOn = true,
  ): Promise<Answer<T> | null> {
    const wasPlaying = this.playing;
    this.life.send({ type: 'seek' });
    this.travelling = true;
    const answer = await this.ask(type, ask);
    this.travelling = false;
    this.life.send({ type: 'sought' });
    if (goesOn && wasPlaying) this.play();
    return answer;
  }

  /** To where nothing has been run beyond, and on from there. */
  async goLive(): Promise<void> {
    await this.seek(useLab.getState().headUs);
    this.play();
  }

  // Doing something

  /** Gives the run an input, now. In the past this opens a branch, and the old future stays. */
  async act(act: Act): Promise<void> {
    const from = this.frames.latest?.position;
    const answer = await this.ask('act', act);
    if (!answer) return;
    useLab.setState({ log: answer.log });
    remember({ words: inputWords(act), log: answer.before });
    if (answer.forked && from) {
      notify('You changed the past: the old future is kept as a branch.', 'calm', {
        title: 'Return to it',
        run: () => void this.switchBranch(from.branch),
      });
    }
    this.refresh();
  }

  /** What is shown of a run that stands still is shown anew. */
  refresh(): void {
    if (!this.playing) this.tick(0);
  }

  async switchBranch(branch: string): Promise<void> {
    await this.travel('switchBranch', { branch }, false);
  }

  /** From the beginning, with the knobs as they are now and without the inputs. */
  async restart(knobs: RunSpec['knobs'] | null = null): Promise<void> {
    const place = this.place();
    if (!place) return;
    const spec = { ...place.spec, knobs: knobs ?? knobsNow(useLab.getState()), log: createLog() };
    const step = { words: 'start over', log: place.spec.log, place };
    if (await this.open({ spec, again: true })) remember(step);
  }

  // Asking

  /** A request about the run on screen; a refusal is shown and gives null. */
  async ask<T extends RequestType>(
    type: T,
    ask: Requests[T]['ask'],
    run = this.run,
  ): Promise<Answer<T> | null> {
    if (!this.client || run === 0) return null;
    try {
      return await this.client.request(type, run, ask);
    } catch (error) {
      tellRefusal(error);
      return null;
    }
  }

  /** A request whose failure is no news, such as one of many that refresh a panel. */
  async look<T extends RequestType>(
    type: T,
    ask: Requests[T]['ask'],
    run = this.run,
  ): Promise<Answer<T> | null> {
    if (!this.client || run === 0) return null;
    return this.client.request(type, run, ask).catch(() => null);
  }

  /** Opens a run that is not shown. @returns its id, or null when it could not be opened */
  async openBeside(spec: RunSpec): Promise<RunId | null> {
    const run = ++this.runs;
    const opened = await this.ask('open', { lab: useLab.getState().labId, spec, at: null }, run);
    return opened ? run : null;
  }

  closeBeside(run: RunId): void {
    void this.look('close', {}, run);
  }
}

export const controller = new RunController();
