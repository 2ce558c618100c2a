/** Where a clip goes when it is dragged or nudged. Pure. */
import type { Clip } from '../../protocol/messages';

/** When a clip begins and ends; null leaves it open. */
export interface Span {
  atUs: number;
  untilUs: number | null;
}

/** What of a clip is moved. */
export type ClipPart = 'whole' | 'start' | 'end';

/** The shortest clip. */
const LEAST_US = 10_000;

/**
 * A clip after a part of it was moved by so much.
 * @param headUs where open clips end for now
 * @param rangeUs nothing goes beyond it
 * @returns null when nothing changes
 */
export function movedSpan(
  clip: Clip,
  part: ClipPart,
  byUs: number,
  headUs: number,
  rangeUs: number,
): Span | null {
  const { atUs, untilUs } = clip.input;
  const by = Math.round(byUs);
  const span =
    part === 'whole'
      ? movedWhole(clip.input, by, rangeUs)
      : part === 'start'
        ? { atUs: clamp(atUs + by, 0, (clip.endsAtUs ?? rangeUs) - LEAST_US), untilUs }
        : movedEnd(clip, by, headUs, rangeUs);
  return span.atUs === atUs && span.untilUs === untilUs ? null : span;
}

function movedWhole({ atUs, untilUs }: Span, by: number, rangeUs: number): Span {
  const at = clamp(atUs + by, 0, Math.max(atUs, rangeUs));
  return { atUs: at, untilUs: untilUs === null ? null : untilUs + at - atUs };
}

function movedEnd(clip: Clip, by: number, headUs: number, rangeUs: number): Span {
  const { atUs, untilUs } = clip.input;
  if (!clip.lasts) return { atUs, untilUs };
  const end = clip.endsAtUs ?? Math.max(headUs, atUs);
  // What another input closes cannot last longer than until that.
  const latest = clip.closedEarly ? end : Math.max(end, rangeUs);
  const to = clamp(end + by, atUs + LEAST_US, latest);
  return clip.closedEarly && to === end ? { atUs, untilUs } : { atUs, untilUs: to };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
