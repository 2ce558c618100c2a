/** A run as the page sees it: paced by ticks, shown in frames. */
import { standings } from '../kernel/invariant';
import type { ShownFace } from '../run/faces';
import { showFace } from '../run/faces';
import { clipsOf, type Branch } from '../run/log';
import { Session, type RunSpec } from '../run/session';
import { sayNext } from '../run/next';
import type { FollowMessage, Frame, Position, RunId, TickMessage } from '../protocol/messages';
import { AdaptivePace } from './adaptive';
import { collectFlashes, packDials, packLinks, packMessages } from './frame';

/** Computing time between two looks at the mail: a command never waits longer. */
export const SLICE_MS = 8;
/** A run that cannot keep up is shown all the same, so many real milliseconds after it was told to go on. */
const LATE_MS = 50;
/** The real ratio of simulated time to real time is taken over about so many real milliseconds. */
const MEASURED_MS = 500;
/** Real time a tick may make up for at most: a page that was asleep does not leap. */
const LONGEST_TICK_MS = 100;
/** Faces of nodes that only their metrics change are drawn anew this often, in real milliseconds. */
const FACES_EVERY_MS = 80;
const US_PER_MS = 1_000;

export class ShownRun {
  readonly id: RunId;
  readonly session: Session;
  private targetUs: number;
  private tickedAtMs = 0;
  private speed = 1;
  /** Nobody lets time pass: however fast the run was, its messages can be looked at one by one. */
  private standing = false;
  /** Where the last tick found the run, and what has passed in simulated and in real time before it. */
  private pace: { atUs: number; us: number; ms: number } | null = null;
  /** It is to stand where another run does, however long that takes. */
  private following = false;
  private generation = 0;
  private facesAtMs = -Infinity;
  private sentFaces = new Map<string, string>();
  private sentMarks = { branch: '', count: 0 };
  private sentInputs: Branch['inputs'] | null = null;
  private scanned = 0;
  private readonly adaptive = new AdaptivePace();
  private readonly clockMs: () => number;

  constructor(id: RunId, spec: RunSpec, clockMs: () => number) {
    this.id = id;
    this.clockMs = clockMs;
    this.session = new Session(spec, { clockMs });
    this.targetUs = 0;
  }

  get position(): Position {
    const { session } = this;
    return { branch: session.log.current, us: session.playheadUs, events: session.sim.world.events };
  }

  /** Simulated seconds that pass a real second; 0 while that is not known. */
  private get realSpeed(): number {
    return this.pace && this.pace.ms > 0 ? this.pace.us / (this.pace.ms * US_PER_MS) : 0;
  }

  /** Real time has passed. What could not be kept up with is let go, not run after. */
  tick({ elapsedMs, speed, adaptive = false }: TickMessage): void {
    const { playheadUs } = this.session;
    this.following = false;
    this.tickedAtMs = this.clockMs();
    if (elapsedMs <= 0 || speed !== this.speed) this.pace = null;
    if (elapsedMs > 0) this.measure(Math.min(elapsedMs, MEASURED_MS));
    // Somebody looks at a run that stands still: everything about it is to be of this moment.
    else this.facesAtMs = -Infinity;
    this.standing = elapsedMs <= 0;
    this.speed = speed;
    const elapsedUs = Math.min(elapsedMs, LONGEST_TICK_MS) * US_PER_MS;
    const factor = adaptive && elapsedMs > 0 ? this.adapt(elapsedMs) : 1;
    this.targetUs = Math.max(playheadUs, Math.round(playheadUs + elapsedUs * speed * factor));
  }

  /** Another run has moved: this one is to stand where that one does. */
  follow({ us, speed }: FollowMessage): void {
    this.following = true;
    this.tickedAtMs = this.clockMs();
    this.pace = null;
    this.standing = speed === 0;
    this.speed = speed;
    if (this.standing) this.facesAtMs = -Infinity;
    if (us < this.session.playheadUs) {
      this.session.seek(us);
      this.jumped();
    }
    this.targetUs = us;
  }

  /** How many times faster than asked for the run goes on now. */
  private adapt(elapsedMs: number): number {
    const { sim, playheadUs } = this.session;
    this.adaptive.look(sim.happenings);
    return this.adaptive.factor(elapsedMs, (sim.nextUs() - playheadUs) / US_PER_MS / this.speed);
  }

  /** The first tick after a pause, a jump or a change of speed finds nothing to measure yet. */
  private measure(elapsedMs: number): void {
    const { playheadUs } = this.session;
    const { atUs, us, ms } = this.pace ?? { atUs: playheadUs, us: 0, ms: 0 };
    const kept = 1 - elapsedMs / MEASURED_MS;
    this.pace = {
      atUs: playheadUs,
      us: us * kept + playheadUs - atUs,
      ms: this.pace ? ms * kept + elapsedMs : 0,
    };
  }

  /** Computes for one slice. @returns whether it is time for a frame: the target was reached, or it is late */
  slice(): boolean {
    const { session, targetUs } = this;
    // A run that stands between two events of the same moment stays there.
    if (session.playheadUs >= targetUs || session.advance(targetUs, SLICE_MS)) return true;
    const nowMs = this.clockMs();
    if (nowMs - this.tickedAtMs < LATE_MS) return false;
    if (this.following) this.tickedAtMs = nowMs;
    return true;
  }

  /** Whether it follows another run and has not come to where that one stands. */
  get behind(): boolean {
    return this.following && this.session.playheadUs < this.targetUs;
  }

  /** After a jump: the pace starts anew from here, and everything is sent again. */
  jumped(): void {
    this.targetUs = this.session.playheadUs;
    this.pace = null;
    this.generation++;
    this.facesAtMs = -Infinity;
    this.scanned = this.session.recorder?.written ?? 0;
    this.adaptive.forget(this.session.sim.happenings);
  }

  /** What was marked may not hold any more: all marks are sent again. */
  marksChanged(): void {
    this.sentMarks = { branch: '', count: 0 };
  }

  /** What is seen now. */
  frame(): Frame {
    const { session } = this;
    const { sim, recorder, playheadUs } = session;
    const { detail, messages } = packMessages(sim, playheadUs, this.standing ? 0 : this.speed);
    const flashes = detail === 'single' ? collectFlashes(session, this.scanned) : [];
    this.scanned = recorder?.written ?? 0;
    const { inputs, headUs } = session.branch;
    // The log is new in every frame of a run at its head, but for the head's time only.
    const logChanged = this.sentInputs !== inputs;
    this.sentInputs = inputs;
    return {
      type: 'frame',
      run: this.id,
      generation: this.generation,
      position: this.position,
      headUs,
      realSpeed: this.realSpeed,
      detail,
      messages,
      links: packLinks(sim),
      dials: packDials(sim),
      flashes,
      faces: this.changedFaces(),
      next: sayNext(session),
      invariants: standings(sim),
      ...this.newMarks(),
      clips: logChanged ? clipsOf(inputs) : null,
      log: logChanged ? session.log : null,
      refusals: session.refusals.take().map(({ sentence }) => sentence),
    };
  }

  private changedFaces(): ShownFace[] {
    const nowMs = this.clockMs();
    if (nowMs - this.facesAtMs < FACES_EVERY_MS) return [];
    this.facesAtMs = nowMs;
    const { sim, playheadUs } = this.session;
    const changed: ShownFace[] = [];
    for (const node of sim.world.nodes) {
      const face = showFace(sim, node, playheadUs);
      const text = JSON.stringify(face);
      if (this.sentFaces.get(node.id) === text) continue;
      this.sentFaces.set(node.id, text);
      changed.push(face);
    }
    return changed;
  }

  private newMarks(): Pick<Frame, 'marks' | 'marksFrom'> {
    const { marks } = this.session;
    const branch = this.session.log.current;
    const from =
      this.sentMarks.branch === branch && this.sentMarks.count <= marks.length ? this.sentMarks.count : 0;
    this.sentMarks = { branch, count: marks.length };
    return { marks: marks.slice(from), marksFrom: from };
  }
}
