/** Draws what moves on a ring: links, messages, losses and dials, with every frame and past React's state. */
import { DIAL_STRIDE, type Flash, type Frame } from '../../../protocol/messages';
import { drawFlash, drawLinks, drawMessages, type View } from '../../canvas/draw';
import { fitCanvas } from '../../canvas/fit-canvas';
import { placeOnTrack, type Point } from '../../canvas/geometry';
import { readPalette, type Palette } from '../../canvas/palette';
import type { Scene } from '../../canvas/scene';
import { formatSpan } from '../../format';
import { useLab } from '../../run/store';
import { useWhy } from '../../why/why-store';
import { leftOfDial } from './layout';

/** A node of the ring as the painter needs it, by its place in `Opened.nodes`. */
export interface Spot {
  centre: Point;
  /** Token of its term's colour. */
  token: string;
  leads: boolean;
}

export interface RingPicture {
  scene: Scene;
  nodeR: number;
  spots: ReadonlyMap<number, Spot>;
}

const FLASH_MS = 700;
/** Around smaller nodes there is no room for how long their timers still run. */
const ROOMY_PX = 36;
const TAU = 2 * Math.PI;
const NO_RATES = new Float64Array(0);

export class RingPainter {
  picture: RingPicture = { scene: { cables: [], tracks: [] }, nodeR: 0, spots: new Map() };
  private readonly canvas: HTMLCanvasElement;
  private palette: Palette = readPalette();
  private colours = new Map<string, string>();
  private flashes: (Flash & { sinceMs: number })[] = [];
  private asked = 0;
  private frame: Frame | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
  }

  take(frame: Frame): void {
    const sinceMs = performance.now();
    this.frame = frame;
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches)
      this.flashes.push(...frame.flashes.map((flash) => ({ ...flash, sinceMs })));
    this.repaint();
  }

  /** The theme has changed. */
  readColours(): void {
    this.palette = readPalette();
    this.colours.clear();
    this.repaint();
  }

  /** Draws at the next opportunity, once. */
  repaint(): void {
    if (this.asked !== 0) return;
    this.asked = requestAnimationFrame(() => {
      this.asked = 0;
      this.paint();
    });
  }

  stop(): void {
    cancelAnimationFrame(this.asked);
  }

  private paint(): void {
    const fitted = fitCanvas(this.canvas);
    const { frame } = this;
    const { scene } = this.picture;
    if (!fitted || !frame || frame.links.length === 0) return;
    const { context } = fitted;
    const view = this.view();
    drawLinks(context, scene, frame, view);
    this.paintDials(context, frame, view.paused);
    drawMessages(context, scene, frame, view);
    this.paintFlashes(context, scene);
  }

  private view(): View {
    const { selection, life } = useLab.getState();
    return {
      palette: this.palette,
      rates: NO_RATES,
      paused: life !== 'running',
      chosen: selection?.kind === 'message' ? selection : null,
      focus: selection?.kind === 'node' ? selection.id : null,
      zoom: 1,
      lit: useWhy.getState().lit,
    };
  }

  /** An arc for each timer, emptying clockwise; a leader's, until its next heartbeat, is thinner. */
  private paintDials(context: CanvasRenderingContext2D, frame: Frame, paused: boolean): void {
    const { spots, nodeR } = this.picture;
    for (let at = 0; at < frame.dials.length; at += DIAL_STRIDE) {
      const spot = spots.get(frame.dials[at] ?? -1);
      if (!spot) continue;
      const dueUs = frame.dials[at + 1] ?? 0;
      // Where single messages cannot be followed, a dial would only flicker.
      const flows = frame.detail === 'flow';
      const left = flows ? 1 : leftOfDial(dueUs, frame.dials[at + 2] ?? 0, frame.position.us);
      const { x, y } = spot.centre;
      const radius = nodeR + 7;
      context.lineWidth = spot.leads ? 2 : 5;
      context.strokeStyle = this.palette.line;
      context.beginPath();
      context.arc(x, y, radius, 0, TAU);
      context.stroke();
      context.strokeStyle = this.colourOf(spot.token);
      context.lineCap = 'round';
      context.beginPath();
      context.arc(x, y, radius, -TAU / 4 - TAU * left, -TAU / 4);
      if (left > 0.002) context.stroke();
      context.lineCap = 'butt';
      if (paused && nodeR >= ROOMY_PX)
        this.write(context, formatSpan(Math.max(0, dueUs - frame.position.us)), x, y + nodeR + 20);
    }
  }

  private write(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
    context.font = `550 12px ${this.palette.sans}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = 4;
    context.strokeStyle = this.palette.ground;
    context.strokeText(text, x, y);
    context.fillStyle = this.palette.ink2;
    context.fillText(text, x, y);
  }

  private colourOf(token: string): string {
    let colour = this.colours.get(token);
    if (colour === undefined) {
      colour = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
      this.colours.set(token, colour);
    }
    return colour;
  }

  private paintFlashes(context: CanvasRenderingContext2D, { tracks }: Scene): void {
    const nowMs = performance.now();
    this.flashes = this.flashes.filter(({ sinceMs }) => nowMs - sinceMs < FLASH_MS);
    for (const { kind, link, along, sinceMs } of this.flashes) {
      const track = tracks[link];
      if (!track) continue;
      const at = placeOnTrack(track, along, { x: 0, y: 0 });
      drawFlash(context, { kind, at, age: (nowMs - sinceMs) / FLASH_MS }, this.palette);
    }
    if (this.flashes.length > 0) this.repaint();
  }
}
