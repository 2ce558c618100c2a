/** What is opened to compare runs, each by one name: for buttons, commands and keys. */
import { pinBaseline, shareInputs } from '../run/baseline';
import { notify, useLab } from '../run/store';
import { showBeside } from '../views/open-views';

/** Pins the run on screen; what differs from then on can be seen in every chart. */
export async function pin(): Promise<void> {
  if (!(await pinBaseline(false))) return;
  notify(
    'Pinned: this run stays dashed in the charts. Turn a knob, and the same run is made with it.',
    'calm',
    {
      title: 'Compare',
      run: openComparison,
    },
  );
}

export function openComparison(): void {
  showBeside('comparison');
}

export function openSweep(): void {
  showBeside('sweep');
}

/** Two runs side by side, with the same seed and the same faults. */
export async function openTwin(): Promise<void> {
  if (useLab.getState().baseline) await shareInputs(true);
  else if (!(await pinBaseline(true))) return;
  showBeside('twin');
}
