/** The topology that is on show, for a picture of it. */
import type { Pen } from '../export/pen';
import type { Box } from './geometry';
import type { Palette } from './palette';

/** Its cards' boxes, its colours, and what draws all of it that is no card. */
export interface ShownTopology {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly palette: Palette;
  drawInto: (pen: Pen) => void;
}

let shown: ShownTopology | null = null;

/** What is on show; null when the topology is not. */
export function shownTopology(): ShownTopology | null {
  return shown;
}

export function showTopology(topology: ShownTopology): void {
  shown = topology;
}

export function hideTopology(topology: ShownTopology): void {
  if (shown === topology) shown = null;
}
