/** The topology as a picture: the same links and messages as on the canvas, and cards drawn from the same faces. */
import type { ShownFace, Tone } from '../../protocol/messages';
import type { Box } from '../canvas/geometry';
import type { Palette } from '../canvas/palette';
import { formatNumber, formatSince } from '../format';
import type { Pen } from './pen';

/** Everything around the cards. */
const PAD = 40;
const LINE_PX = 20;

/** The frame that holds all cards. */
export function frameOf(boxes: Iterable<Box>): Box {
  const all = [...boxes];
  const left = Math.min(...all.map(({ x }) => x)) - PAD;
  const top = Math.min(...all.map(({ y }) => y)) - PAD;
  const right = Math.max(...all.map(({ x, width }) => x + width)) + PAD;
  const bottom = Math.max(...all.map(({ y, height }) => y + height)) + PAD;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function toneOf(tone: Tone | undefined, palette: Palette): string {
  if (tone === 'warn') return palette.warn;
  if (tone === 'bad') return palette.bad;
  return tone === 'chosen' ? palette.you : tone === 'calm' ? palette.acc : palette.ink2;
}

/** What the chip of a card says. */
function chipOf(face: ShownFace): { text: string; tone: Tone } | null {
  if (face.life === 'down') return { text: face.died === '' ? 'crashed' : 'died', tone: 'bad' };
  if (face.paused) return { text: 'paused', tone: 'chosen' };
  if (face.slow > 1) return { text: `slow ×${formatNumber(face.slow)}`, tone: 'warn' };
  if (face.isolated) return { text: 'isolated', tone: 'chosen' };
  return face.chip ?? null;
}

/** Draws the card of a node. */
export function drawCard(pen: Pen, box: Box, face: ShownFace, palette: Palette): void {
  const down = face.life === 'down';
  const chip = chipOf(face);
  pen.beginPath();
  pen.rect(box.x, box.y, box.width, box.height);
  pen.fillStyle = down ? palette.ground : palette.raised;
  pen.fill();
  pen.lineWidth = 1.2;
  pen.strokeStyle =
    chip && chip.tone !== 'muted' && chip.tone !== 'calm' ? toneOf(chip.tone, palette) : palette.line;
  if (down || face.isolated) pen.setLineDash([5, 4]);
  pen.stroke();
  pen.setLineDash([]);
  const [left, right] = [box.x + 12, box.x + box.width - 12];
  words(pen, face.id, left, box.y + 20, { font: `650 14px ${palette.sans}`, colour: palette.ink });
  if (chip)
    words(pen, chip.text, right, box.y + 20, {
      font: `550 11px ${palette.sans}`,
      colour: toneOf(chip.tone, palette),
      right: true,
    });
  if (down) {
    words(pen, `down since ${formatSince(face.sinceUs)}`, left, box.y + 44, {
      font: `450 12px ${palette.sans}`,
      colour: palette.ink2,
    });
    return;
  }
  const { value, unit } = face.headline;
  words(pen, `${formatNumber(value)} ${unit}`, left, box.y + 46, {
    font: `650 18px ${palette.sans}`,
    colour: palette.ink,
  });
  for (const [i, meter] of face.meters.slice(0, 3).entries()) {
    const y = box.y + 70 + i * LINE_PX;
    const text = [formatNumber(meter.text), meter.unit].filter((part) => part !== '').join(' ');
    words(pen, meter.label, left, y, { font: `450 11px ${palette.sans}`, colour: palette.ink2 });
    words(pen, text, right, y, { font: `550 11px ${palette.sans}`, colour: palette.ink, right: true });
    if (typeof meter.ratio !== 'number') continue;
    pen.fillStyle = palette.line;
    pen.fillRect(left, y + 7, right - left, 3);
    pen.fillStyle = meter.tone === 'muted' ? palette.acc : toneOf(meter.tone, palette);
    pen.fillRect(left, y + 7, (right - left) * Math.min(1, Math.max(0, meter.ratio)), 3);
  }
}

interface WordLook {
  font: string;
  colour: string;
  right?: boolean;
}

function words(
  pen: Pen,
  text: string,
  x: number,
  y: number,
  { font, colour, right = false }: WordLook,
): void {
  pen.font = font;
  pen.fillStyle = colour;
  pen.textAlign = right ? 'right' : 'left';
  pen.textBaseline = 'middle';
  pen.fillText(text, x, y);
}
