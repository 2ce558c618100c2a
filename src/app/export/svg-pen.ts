/** A pen that writes an SVG instead of painting: the same drawing code makes the screen and the file. */
import type { Pen } from './pen';

/** Width of a letter as a share of its size, for texts that are measured where nothing is painted. */
const LETTER = 0.54;

/** A number as it stands in a file: two places are enough. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A text inside a file. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');
}

/** A colour as old readers of SVG know it: opaque, and its opacity apart. */
export function opaque(colour: string): { colour: string; opacity: number } {
  const match = /^#([0-9a-f]{6})([0-9a-f]{2})$/i.exec(colour);
  if (!match) return { colour, opacity: 1 };
  return { colour: `#${match[1] ?? ''}`, opacity: Number.parseInt(match[2] ?? 'ff', 16) / 255 };
}

export class SvgPen implements Pen {
  fillStyle: string | CanvasGradient | CanvasPattern = '#000000';
  strokeStyle: string | CanvasGradient | CanvasPattern = '#000000';
  lineWidth = 1;
  lineCap: CanvasLineCap = 'butt';
  globalAlpha = 1;
  font = '12px sans-serif';
  textAlign: CanvasTextAlign = 'start';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  private readonly parts: string[] = [];
  private path: string[] = [];
  private dash: number[] = [];
  private readonly measure: ((font: string, text: string) => number) | null;

  /** @param measure tells the width of a text, where there is something to measure with */
  constructor(measure: ((font: string, text: string) => number) | null = null) {
    this.measure = measure;
  }

  beginPath(): void {
    this.path = [];
  }

  closePath(): void {
    this.path.push('Z');
  }

  moveTo(x: number, y: number): void {
    this.path.push(`M${n(x)} ${n(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.path.push(`${this.path.length === 0 ? 'M' : 'L'}${n(x)} ${n(y)}`);
  }

  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    this.path.push(`C${n(ax)} ${n(ay)} ${n(bx)} ${n(by)} ${n(x)} ${n(y)}`);
  }

  arc(x: number, y: number, radius: number, from: number, to: number): void {
    const start = [x + radius * Math.cos(from), y + radius * Math.sin(from)] as const;
    this.lineTo(...start);
    const arcTo = (angle: number): void => {
      const large = Math.abs(angle - from) > Math.PI && Math.abs(angle - from) < 2 * Math.PI ? 1 : 0;
      const sweep = to >= from ? 1 : 0;
      const end = `${n(x + radius * Math.cos(angle))} ${n(y + radius * Math.sin(angle))}`;
      this.path.push(`A${n(radius)} ${n(radius)} 0 ${String(large)} ${String(sweep)} ${end}`);
    };
    // A whole circle has to be made of two arcs.
    if (Math.abs(to - from) >= 2 * Math.PI - 1e-9) {
      arcTo(from + (to - from) / 2);
      this.path.push(`A${n(radius)} ${n(radius)} 0 1 1 ${n(start[0])} ${n(start[1])}`);
    } else arcTo(to);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.path.push(`M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}Z`);
  }

  fill(): void {
    this.parts.push(`<path d="${this.path.join('')}" ${this.paint('fill', this.fillStyle)}/>`);
  }

  stroke(): void {
    const dash = this.dash.length > 0 ? ` stroke-dasharray="${this.dash.map(n).join(' ')}"` : '';
    const cap = this.lineCap === 'butt' ? '' : ` stroke-linecap="${this.lineCap}"`;
    const line = `${this.paint('stroke', this.strokeStyle)} stroke-width="${n(this.lineWidth)}"${dash}${cap}`;
    this.parts.push(`<path d="${this.path.join('')}" fill="none" ${line}/>`);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const place = `x="${n(x)}" y="${n(y)}" width="${n(Math.max(0, width))}" height="${n(Math.max(0, height))}"`;
    this.parts.push(`<rect ${place} ${this.paint('fill', this.fillStyle)}/>`);
  }

  setLineDash(dash: number[]): void {
    this.dash = [...dash];
  }

  fillText(text: string, x: number, y: number): void {
    const { weight, size, family } = fontOf(this.font);
    const anchor =
      this.textAlign === 'center'
        ? 'middle'
        : this.textAlign === 'right' || this.textAlign === 'end'
          ? 'end'
          : 'start';
    // Not every reader knows baselines other than the alphabetic one.
    const down = this.textBaseline === 'middle' ? size * 0.35 : this.textBaseline === 'top' ? size * 0.8 : 0;
    const font = `font-family="${escapeXml(family)}" font-size="${n(size)}" font-weight="${weight}"`;
    const place = `x="${n(x)}" y="${n(y + down)}" text-anchor="${anchor}"`;
    this.parts.push(`<text ${place} ${font} ${this.paint('fill', this.fillStyle)}>${escapeXml(text)}</text>`);
  }

  measureText(text: string): { width: number } {
    const width = this.measure?.(this.font, text) ?? text.length * fontOf(this.font).size * LETTER;
    return { width };
  }

  private paint(name: 'fill' | 'stroke', style: string | CanvasGradient | CanvasPattern): string {
    const { colour, opacity } = opaque(typeof style === 'string' ? style : '#000000');
    const share = opacity * this.globalAlpha;
    return `${name}="${escapeXml(colour)}"${share < 1 ? ` ${name}-opacity="${n(share)}"` : ''}`;
  }

  /** The file: what was drawn inside a frame. */
  file(frame: { x: number; y: number; width: number; height: number }, title: string): string {
    const [x, y, width, height] = [n(frame.x), n(frame.y), n(frame.width), n(frame.height)];
    const size = `width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}"`;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size}>`,
      `<title>${escapeXml(title)}</title>`,
      ...this.parts,
      '</svg>',
      '',
    ].join('\n');
  }
}

function fontOf(font: string): { weight: string; size: number; family: string } {
  const match = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(font);
  return {
    weight: match?.[1] ?? '400',
    size: Number(match?.[2] ?? 12),
    family: match?.[3] ?? 'sans-serif',
  };
}
