/** Faults and partitions on a space-time diagram: bands on the lifeline, between two of them, or over all. */
import type { Clip } from '../../../protocol/messages';
import type { Pen } from '../../export/pen';
import type { Picture } from './draw';
import { GUTTER_PX, HEAD_PX, sight, timeToY, type Lens } from './geometry';

/** From where to where a clip is drawn, sideways; null when what it is about is not shown. */
export function bandOf(
  lens: Lens,
  { input }: Clip,
  nodes: readonly { id: string }[],
): [number, number] | null {
  const xOf = (id: string): number => lens.xs[nodes.findIndex((node) => node.id === id)] ?? NaN;
  const own = xOf(input.target);
  if (!Number.isNaN(own)) return [own - lens.lane * 0.42, own + lens.lane * 0.42];
  if (nodes.some(({ id }) => id === input.target)) return null;
  const [from = '', to = ''] = input.target.split(/<?->/);
  const [a, b] = [xOf(from), xOf(to)];
  if (to !== '') return Number.isNaN(a) || Number.isNaN(b) ? null : [Math.min(a, b), Math.max(a, b)];
  return [GUTTER_PX, lens.width];
}

export function drawBands(pen: Pen, lens: Lens, { clips, nodes, palette, nowUs }: Picture): void {
  const { fromUs, toUs } = sight(lens);
  for (const clip of clips) {
    const { input, endsAtUs, words } = clip;
    // A knob that was turned is no fault, and what is over at once has no length.
    if (input.action === 'set' || endsAtUs === input.atUs || input.atUs > Math.min(toUs, nowUs)) continue;
    const endUs = Math.min(endsAtUs ?? nowUs, nowUs);
    const sides = bandOf(lens, clip, nodes);
    if (endUs < fromUs || sides === null) continue;
    const [left, right] = sides;
    const top = Math.max(HEAD_PX - 4, timeToY(lens, input.atUs));
    const bottom = Math.min(lens.height, timeToY(lens, endUs));
    pen.fillStyle = palette.you2;
    pen.fillRect(left, top, right - left, bottom - top);
    pen.fillStyle = palette.you;
    pen.fillRect(left, top, right - left, 1.5);
    if (endsAtUs !== null && endsAtUs <= nowUs) pen.fillRect(left, bottom - 1, right - left, 1);
    if (input.target.includes('|') || input.target.includes('->'))
      name(pen, words, left + 6, top + 11, palette);
  }
}

function name(pen: Pen, words: string, x: number, y: number, palette: Picture['palette']): void {
  pen.font = `550 12px ${palette.sans}`;
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  pen.fillStyle = palette.you;
  pen.fillText(words, x, y);
}
