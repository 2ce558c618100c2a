/** Paints the diagram on its canvas, once a frame of the screen at most. */
import { fitCanvas } from '../../canvas/fit-canvas';
import { drawSpaceTime } from './draw';
import { lensNow, pictureNow } from './stage';

export class Painter {
  private readonly canvas: HTMLCanvasElement;
  private asked = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
  }

  /** Paints at the next opportunity. */
  repaint(): void {
    if (this.asked !== 0) return;
    this.asked = requestAnimationFrame(() => {
      this.asked = 0;
      this.paint();
    });
  }

  stop(): void {
    cancelAnimationFrame(this.asked);
    this.asked = 0;
  }

  private paint(): void {
    const fitted = this.canvas.clientWidth > 0 ? fitCanvas(this.canvas) : null;
    if (fitted) drawSpaceTime(fitted.context, lensNow(), pictureNow());
  }
}
