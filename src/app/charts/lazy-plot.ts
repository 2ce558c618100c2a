/** The drawing of charts, loaded when a chart is first seen: the chart library is heavy. */
import { lazy } from 'react';

const load = () => import('./plot');

export const Plot = lazy(async () => ({ default: (await load()).Plot }));

/** Begins to load it, so that it is there when there is something to draw. */
export function preloadPlot(): void {
  // A failure comes up again when the plot is drawn, and is shown there.
  load().catch(() => undefined);
}
