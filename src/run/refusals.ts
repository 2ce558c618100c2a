/** Inputs that could not do what they were meant to, for whoever asks. */
import type { Input } from '../kernel/input';

/** An input that did nothing, and why. */
interface Refusal {
  input: Input;
  sentence: string;
}

/** A replay meets the same refusals again; each is told once. */
export class Refusals {
  private untold: Refusal[] = [];
  private readonly told = new Set<string>();

  note(input: Input, sentence: string): void {
    if (this.told.has(input.id)) return;
    this.told.add(input.id);
    this.untold.push({ input, sentence });
  }

  /** What has come since somebody last asked. */
  take(): Refusal[] {
    return this.untold.splice(0);
  }

  /** An input is another now: whether it does nothing is news again. */
  forget(id: string): void {
    this.told.delete(id);
  }
}
