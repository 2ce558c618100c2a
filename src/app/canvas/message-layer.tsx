import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { LINK_FRAME_STRIDE, type Flash, type Frame } from '../../protocol/messages';
import type { Pen } from '../export/pen';
import { useLab } from '../run/store';
import { useWhy } from '../why/why-store';
import { drawFlash, drawLinks, drawMessages, type ShownFlash, type View } from './draw';
import { fitCanvas } from './fit-canvas';
import { placeOnTrack, type Box } from './geometry';
import styles from './canvas.module.css';
import { readPalette } from './palette';
import type { Scene } from './scene';
import { framesOf, useSide } from './side';
import { hideTopology, showTopology } from './shown-topology';

const FLASH_MS = 700;
/** Rates are smoothed over about a second and a half of simulated time, for the eye only. */
const RATE_SEC = 1.5;

interface LiveFlash extends Flash {
  sinceMs: number;
}

/** Mutable drawing state of one mounted layer. */
class Painter {
  scene: Scene = { cables: [], tracks: [] };
  boxes: ReadonlyMap<string, Box> = new Map();
  viewport = { x: 0, y: 0, zoom: 1 };
  palette = readPalette();
  private readonly canvas: HTMLCanvasElement;
  private flashes: LiveFlash[] = [];
  private rates = new Float64Array(0);
  private before: { us: number; sent: Float64Array } | null = null;
  private asked = 0;
  private frame: Frame | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
  }

  take(frame: Frame): void {
    const nowMs = performance.now();
    this.frame = frame;
    this.measure(frame);
    if (!wantsStillness()) this.flashes.push(...frame.flashes.map((flash) => ({ ...flash, sinceMs: nowMs })));
    this.repaint();
  }

  /** Traffic of each link, from how many messages it has carried since the last frame. */
  private measure(frame: Frame): void {
    const links = frame.links.length / LINK_FRAME_STRIDE;
    const sent = new Float64Array(links);
    for (let i = 0; i < links; i++) sent[i] = frame.links[i * LINK_FRAME_STRIDE + 1] ?? 0;
    const { before } = this;
    const seconds = before ? (frame.position.us - before.us) / 1e6 : 0;
    if (this.rates.length !== links) this.rates = new Float64Array(links);
    if (before && seconds > 0 && before.sent.length === links) {
      const weight = 1 - Math.exp(-seconds / RATE_SEC);
      for (let i = 0; i < links; i++) {
        const now = Math.max(0, (sent[i] ?? 0) - (before.sent[i] ?? 0)) / seconds;
        this.rates[i] = (this.rates[i] ?? 0) + (now - (this.rates[i] ?? 0)) * weight;
      }
    }
    this.before = { us: frame.position.us, sent };
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
    const { frame, viewport } = this;
    if (!fitted || !frame) return;
    const { context, ratio } = fitted;
    const scale = viewport.zoom * ratio;
    context.setTransform(scale, 0, 0, scale, viewport.x * ratio, viewport.y * ratio);
    const view = this.view();
    drawLinks(context, this.scene, frame, view);
    drawMessages(context, this.scene, frame, view);
    this.paintFlashes(context);
  }

  /** Draws links and messages once more, into a file. */
  drawInto(pen: Pen): void {
    if (!this.frame) return;
    drawLinks(pen, this.scene, this.frame, this.view());
    drawMessages(pen, this.scene, this.frame, this.view());
  }

  private view(): View {
    const { selection, life } = useLab.getState();
    return {
      palette: this.palette,
      rates: this.rates,
      paused: life !== 'running',
      chosen: selection?.kind === 'message' ? selection : null,
      focus: selection?.kind === 'node' ? selection.id : null,
      zoom: this.viewport.zoom,
      lit: useWhy.getState().lit,
    };
  }

  private paintFlashes(context: CanvasRenderingContext2D): void {
    const nowMs = performance.now();
    this.flashes = this.flashes.filter((flash) => nowMs - flash.sinceMs < FLASH_MS);
    for (const flash of this.flashes) {
      const at = this.placeOf(flash);
      if (!at) continue;
      const shown: ShownFlash = { kind: flash.kind, at, age: (nowMs - flash.sinceMs) / FLASH_MS };
      drawFlash(context, shown, this.palette);
    }
    if (this.flashes.length > 0) this.repaint();
  }

  private placeOf(flash: Flash): { x: number; y: number } | null {
    const track = this.scene.tracks[flash.link];
    if (track) return placeOnTrack(track, flash.along, { x: 0, y: 0 });
    const box = this.boxes.get(flash.node);
    return box ? { x: box.x + box.width - 8, y: box.y - 4 } : null;
  }
}

/** Whether the user wants no motion that is not the simulation's own. */
function wantsStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Links and messages on one canvas below the nodes, following the viewport. */
export function MessageLayer({ scene, boxes }: { scene: Scene; boxes: ReadonlyMap<string, Box> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<Painter | null>(null);
  const flow = useStoreApi();
  const side = useSide();

  useEffect(() => {
    if (!canvas.current) return;
    const own = new Painter(canvas.current);
    painter.current = own;
    if (side === 'own') showTopology(own);
    const follow = (): void => {
      const [x, y, zoom] = flow.getState().transform;
      own.viewport = { x, y, zoom };
      own.repaint();
    };
    follow();
    const observer = new ResizeObserver(() => {
      own.repaint();
    });
    observer.observe(canvas.current);
    const themed = new MutationObserver(() => {
      own.palette = readPalette();
      own.repaint();
    });
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const ends = [
      flow.subscribe(follow),
      framesOf(side).subscribe((frame) => {
        own.take(frame);
      }),
      useLab.subscribe((state, before) => {
        if (state.selection !== before.selection || state.life !== before.life) own.repaint();
      }),
      useWhy.subscribe(() => {
        own.repaint();
      }),
    ];
    return () => {
      hideTopology(own);
      own.stop();
      observer.disconnect();
      themed.disconnect();
      for (const end of ends) end();
    };
  }, [flow, side]);

  useEffect(() => {
    if (!painter.current) return;
    painter.current.scene = scene;
    painter.current.boxes = boxes;
    painter.current.repaint();
  }, [scene, boxes]);

  return <canvas ref={canvas} className={styles.layer} aria-hidden="true" />;
}
