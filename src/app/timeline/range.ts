/** How the timeline is divided. */
import type { Clip, Mark } from '../../protocol/messages';

const LEAST_US = 20_000_000;
/** Marks nearer to each other than this share of the timeline are drawn as one. */
const MARK_SHARE = 1 / 240;

/** What the timeline shows: from 0 to somewhat beyond what has been run, growing in steps so that it does not crawl. */
export function rangeOf(headUs: number): number {
  let range = LEAST_US;
  while (range < headUs * 1.02) range *= 1.5;
  return range;
}

/** A step of the arrow keys, about a two-hundredth of the timeline. */
export function stepOf(rangeUs: number): number {
  return Math.max(10_000, Math.round(rangeUs / 200));
}

/** Whether an input is shown as a moment: what was done at once, and a knob that was turned for good. */
export function isMoment({ input, endsAtUs }: Clip): boolean {
  return (input.action === 'set' && input.untilUs === null) || endsAtUs === input.atUs;
}

/** Clips with the row they are drawn in: as few rows as keep them apart. */
export function rowsOf(clips: readonly Clip[]): { clip: Clip; row: number }[] {
  const ends: number[] = [];
  return clips
    .filter((clip) => !isMoment(clip))
    .map((clip) => {
      const free = ends.findIndex((end) => end <= clip.input.atUs);
      const row = free < 0 ? ends.length : free;
      ends[row] = clip.endsAtUs ?? Infinity;
      return { clip, row };
    });
}

/** Marks that can be told apart; of several at one place the gravest stays. */
export function thinMarks(marks: readonly Mark[], rangeUs: number): Mark[] {
  const kept: Mark[] = [];
  for (const mark of marks) {
    if (mark.kind === 'note' || mark.kind === 'epoch') continue;
    const last = kept[kept.length - 1];
    if (!last || mark.atUs - last.atUs > rangeUs * MARK_SHARE) kept.push(mark);
    else if (weight(mark) > weight(last)) kept[kept.length - 1] = mark;
  }
  return kept;
}

function weight(mark: Mark): number {
  return { note: 0, epoch: 0, mode: 1, life: 2, broken: 3 }[mark.kind];
}
