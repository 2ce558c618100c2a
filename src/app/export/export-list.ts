/** What can be saved of what is seen. The code for it is loaded when it is wanted. */
import { notify } from '../run/store';

export interface ExportChoice {
  id: string;
  title: string;
  run: () => void;
}

type Exports = typeof import('./exports');

function choice(id: string, title: string, save: (exports: Exports) => Promise<void>): ExportChoice {
  const run = (): void => {
    import('./exports').then(save).catch(() => {
      notify(`${title} could not be saved.`, 'bad');
    });
  };
  return { id, title, run };
}

export const EXPORTS: readonly ExportChoice[] = [
  choice('export topology svg', 'Topology as SVG', (to) => to.exportTopology('svg')),
  choice('export topology png', 'Topology as PNG', (to) => to.exportTopology('png')),
  choice('export space-time svg', 'Space-time as SVG', (to) => to.exportSpaceTime('svg')),
  choice('export space-time png', 'Space-time as PNG', (to) => to.exportSpaceTime('png')),
  choice('export shiviz', 'Trace as a ShiViz log', (to) => to.exportShiviz()),
  choice('export metrics', 'Metrics as CSV', (to) => to.exportMetrics()),
];

/** Whether a lab has what a choice saves. */
export function isOffered({ id }: ExportChoice, views: readonly string[]): boolean {
  return !id.includes('space-time') || views.includes('space-time');
}
