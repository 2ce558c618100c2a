/** Paints the diagram on its canvas, once a frame of the screen at most. */
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
    const context = this.canvas.getContext('2d');
    const { clientWidth, clientHeight } = this.canvas;
    if (!context || clientWidth === 0) return;
    const ratio = window.devicePixelRatio;
    const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawSpaceTime(context, lensNow(), pictureNow());
  }
}
