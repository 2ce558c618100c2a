/** Fault bands: where they lie across a plot, and which of their labels have room. */
import type { Clip } from '../../protocol/messages';
import { isMoment } from '../timeline/range';
import type { Range } from './ranges';

/** A band in pixels of the plot, from its left edge. */
interface Band {
  id: string;
  x: number;
  width: number;
  /** What it stands for. */
  words: string;
  /** It goes on. */
  open: boolean;
  /** null when there is no room. */
  label: { text: string; row: number } | null;
}

const LABEL_LETTER = 5.8;
const LABEL_GAP = 6;
const LEAST_WIDTH = 2;

/**
 * The bands of everything the user did that is seen in a stretch of time, in the order of their beginnings. What was
 * done at once, such as turning a knob, is a mere line. A label stands at the beginning of its band, inside the plot, in the first row where it touches no other.
 * @param headUs where open clips end for now
 * @param rows rows of labels that the plot has room for
 */
export function layoutBands(
  clips: readonly Clip[],
  range: Range,
  width: number,
  headUs: number,
  rows: number,
): Band[] {
  const pixels = (us: number): number => (us * width) / (range.toUs - range.fromUs);
  const taken = Array.from({ length: rows }, () => -Infinity);
  return clips
    .map((clip) => ({
      clip,
      fromUs: Math.max(range.fromUs, clip.input.atUs),
      toUs: Math.min(
        range.toUs,
        isMoment(clip) ? clip.input.atUs : (clip.endsAtUs ?? Math.max(headUs, clip.input.atUs)),
      ),
    }))
    .filter(({ fromUs, toUs }) => fromUs <= range.toUs && toUs >= range.fromUs)
    .sort((a, b) => a.fromUs - b.fromUs)
    .map(({ clip, fromUs, toUs }) => {
      const x = pixels(fromUs - range.fromUs);
      const text = clip.words;
      const end = x + LABEL_GAP + text.length * LABEL_LETTER;
      const row = end > width ? -1 : taken.findIndex((until) => until <= x);
      if (row >= 0) taken[row] = end;
      return {
        id: clip.input.id,
        words: text,
        x,
        width: Math.max(LEAST_WIDTH, pixels(toUs - fromUs)),
        open: !isMoment(clip) && clip.endsAtUs === null,
        label: row < 0 ? null : { text, row },
      };
    });
}
