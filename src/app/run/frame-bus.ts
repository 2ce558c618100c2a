/** Frames on their way to whatever draws them at display rate, past React's state. */
import type { Frame } from '../../protocol/messages';

type Listener = (frame: Frame) => void;

export class FrameBus {
  latest: Frame | null = null;
  private readonly listeners = new Set<Listener>();

  /** Whether anybody is told of frames. */
  get watched(): boolean {
    return this.listeners.size > 0;
  }

  emit(frame: Frame): void {
    this.latest = frame;
    for (const listener of this.listeners) listener(frame);
  }

  /** Calls back with every frame, and at once with the latest. @returns what ends it */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    if (this.latest) listener(this.latest);
    return () => this.listeners.delete(listener);
  }

  clear(): void {
    this.latest = null;
  }
}
