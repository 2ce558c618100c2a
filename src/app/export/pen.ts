/** What drawings are made with: the part of a canvas context that they use, so that a picture file can take its place. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'beginPath'
  | 'closePath'
  | 'moveTo'
  | 'lineTo'
  | 'bezierCurveTo'
  | 'arc'
  | 'rect'
  | 'fill'
  | 'fillRect'
  | 'setLineDash'
  | 'fillText'
> & {
  stroke: () => void;
  measureText: (text: string) => Pick<TextMetrics, 'width'>;
};
