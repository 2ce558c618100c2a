/**
 * Adaptive pace: slow through bursts of events that matter, quick over stretches in which nothing happens at all.
 * It changes only how fast a run is shown.
 */
import type { Happenings } from '../kernel/simulation';

/** In a burst time passes at this share of the pace asked for. */
const SLOWEST = 0.25;
/** Real milliseconds in which the slowness after something that mattered halves. */
const HALF_MS = 600;
/** A silence is made to last about so many real milliseconds, if it would last longer. */
const SILENCE_MS = 350;
/** Silence passes so many times faster than asked for at most. */
const QUICKEST = 40;

export class AdaptivePace {
  /** 1 just after something that mattered, down to 0. */
  private heat = 0;
  private seen = 0;

  /** Something may have happened. */
  look(happenings: Happenings): void {
    const total = countOf(happenings);
    if (total > this.seen) this.heat = 1;
    this.seen = total;
  }

  /** After a jump nothing is under way. */
  forget(happenings: Happenings): void {
    this.heat = 0;
    this.seen = countOf(happenings);
  }

  /**
   * How many times faster than asked for time is to pass now.
   * @param elapsedMs real time since it was asked last
   * @param silenceMs real time until the next event, at the pace asked for
   */
  factor(elapsedMs: number, silenceMs: number): number {
    this.heat *= 0.5 ** (elapsedMs / HALF_MS);
    if (silenceMs > SILENCE_MS) return Math.min(QUICKEST, silenceMs / SILENCE_MS);
    return 1 - (1 - SLOWEST) * this.heat;
  }
}

function countOf({ modeChanges, inputs, invariantsBroken }: Happenings): number {
  return modeChanges + inputs + invariantsBroken;
}
