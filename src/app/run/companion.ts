/** The pinned run, which stands where the one on screen does: its frames, and the faces of its nodes. */
import { create } from 'zustand';
import type { Frame, RunId, ShownFace } from '../../protocol/messages';
import type { WorkerClient } from './client';
import { FrameBus } from './frame-bus';

interface CompanionState {
  faces: Readonly<Record<string, ShownFace>>;
  invariants: Frame['invariants'];
}

const NOTHING: CompanionState = { faces: {}, invariants: [] };

/** What is known of the nodes and promises of the pinned run. */
export const useCompanion = create<CompanionState>(() => NOTHING);

export class Companion {
  readonly frames = new FrameBus();
  private run: RunId | null = null;

  /** From now on this run follows; null for none. */
  attach(run: RunId | null): void {
    this.run = run;
    this.frames.clear();
    useCompanion.setState(NOTHING);
  }

  /**
   * The run on screen has moved.
   * @param due whether everything that shows it learns of this frame; otherwise only somebody who watches closely
   * @param speed simulated seconds a real second; 0 while it stands
   */
  follow(client: WorkerClient | null, us: number, due: boolean, speed: number): void {
    if (this.run !== null && (due || this.frames.watched)) client?.follow(this.run, us, speed);
  }

  /** @returns whether the frame was of the run that follows */
  take(frame: Frame): boolean {
    if (frame.run !== this.run) return false;
    this.frames.emit(frame);
    const { faces } = useCompanion.getState();
    const change: Partial<CompanionState> = {};
    if (frame.faces.length > 0) {
      change.faces = { ...faces, ...Object.fromEntries(frame.faces.map((face) => [face.id, face])) };
    }
    const { invariants } = useCompanion.getState();
    if (frame.invariants.some((one, i) => one.brokenAtUs !== invariants[i]?.brokenAtUs)) {
      change.invariants = frame.invariants;
    }
    if (Object.keys(change).length > 0) useCompanion.setState(change);
    return true;
  }
}
