/** A run as the page sees it: paced by ticks, shown in frames. */
import type { ShownFace } from '../run/faces';
import { showFace } from '../run/faces';
import { clipsOf, type InputLog } from '../run/log';
import { Session, type RunSpec } from '../run/session';
import { describeNext } from '../run/words';
import type { Frame, Position, RunId, TickMessage } from '../protocol/messages';
import { collectFlashes, packLinks, packMessages } from './frame';

/** Computing time between two looks at the mail: a command never waits longer. */
export const SLICE_MS = 8;
/** Real time a tick may make up for at most: a page that was asleep does not leap. */
const LONGEST_TICK_MS = 100;
/** Faces of nodes that only their metrics change are drawn anew this often, in real milliseconds. */
const FACES_EVERY_MS = 80;
const US_PER_MS = 1_000;

export class ShownRun {
  readonly id: RunId;
  readonly session: Session;
  private targetUs: number;
  private speed = 1;
  private realSpeed = 0;
  private generation = 0;
  private lastTick = { ms: 0, us: 0 };
  private facesAtMs = -Infinity;
  private sentFaces = new Map<string, string>();
  private sentMarks = { branch: '', count: 0 };
  private sentLog: InputLog | null = null;
  private scanned = 0;
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

  /** Whether the run has been told to go further than it is. */
  get behind(): boolean {
    return this.session.playheadUs < this.targetUs;
  }

  /** Real time has passed. What could not be kept up with is let go, not run after. */
  tick({ elapsedMs, speed }: TickMessage): void {
    const { playheadUs } = this.session;
    const elapsed = Math.min(elapsedMs, LONGEST_TICK_MS);
    this.measure(elapsed);
    this.speed = speed;
    this.targetUs = Math.max(playheadUs, Math.round(playheadUs + elapsed * US_PER_MS * speed));
  }

  /** Simulated time per real time, smoothed over about half a second. */
  private measure(elapsedMs: number): void {
    const { playheadUs } = this.session;
    if (elapsedMs <= 0) {
      this.realSpeed = 0;
    } else {
      const now = Math.max(0, playheadUs - this.lastTick.us) / (elapsedMs * US_PER_MS);
      const weight = Math.min(1, elapsedMs / 500);
      this.realSpeed = this.realSpeed === 0 ? now : this.realSpeed + (now - this.realSpeed) * weight;
    }
    this.lastTick = { ms: this.clockMs(), us: playheadUs };
  }

  /** Computes for one slice. @returns whether the target was reached */
  slice(): boolean {
    return this.session.advance(this.targetUs, SLICE_MS);
  }

  /** After a jump: the pace starts anew from here, and everything is sent again. */
  jumped(): void {
    this.targetUs = this.session.playheadUs;
    this.lastTick.us = this.session.playheadUs;
    this.realSpeed = 0;
    this.generation++;
    this.facesAtMs = -Infinity;
    this.scanned = this.session.recorder?.written ?? 0;
  }

  /** What is seen now. */
  frame(): Frame {
    const { session } = this;
    const { sim, model, recorder, playheadUs } = session;
    const { detail, messages } = packMessages(sim, playheadUs, this.speed);
    const flashes = detail === 'single' ? collectFlashes(session, this.scanned) : [];
    this.scanned = recorder?.written ?? 0;
    const next = sim.peek();
    const said = describeNext(model, next);
    const logChanged = this.sentLog !== session.log;
    this.sentLog = session.log;
    return {
      type: 'frame',
      run: this.id,
      generation: this.generation,
      position: this.position,
      headUs: session.branch.headUs,
      realSpeed: this.realSpeed,
      detail,
      messages,
      links: packLinks(sim),
      flashes,
      faces: this.changedFaces(),
      next: next && said ? { ...said, atUs: next.atUs } : null,
      invariants: model.invariants.map((invariant, index) => {
        const { brokenAtUs, says } = sim.world.invariants[index];
        return { id: invariant.id, brokenAtUs, says };
      }),
      ...this.newMarks(),
      clips: logChanged ? clipsOf(session.branch.inputs) : null,
      log: logChanged ? session.log : null,
      refusals: session.takeRefusals().map(({ sentence }) => sentence),
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

  /** Everything is to be sent again: to a page that has seen nothing. */
  forgetSent(): void {
    this.sentFaces.clear();
    this.sentMarks = { branch: '', count: 0 };
    this.sentLog = null;
    this.facesAtMs = -Infinity;
  }
}
