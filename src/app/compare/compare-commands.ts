/** Commands that compare runs: for the menu, the palette and the keys. */
import type { Command } from '../commands/commands';
import { shortcutOf } from '../commands/keys';
import { goToParting, swapWithBaseline, unpinBaseline } from '../run/baseline';
import { partingUs } from '../run/parting';
import type { LabState } from '../run/store';
import { openComparison, openSweep, openTwin, pin } from './open';

const GROUP = 'Compare';

/** What can be done to compare runs now. */
export function compareCommands(state: LabState): Command[] {
  const { baseline, overlay, trial } = state;
  const busy = trial ? 'An experiment is under way: go back to your run first.' : null;
  const none = baseline ? null : 'No run is pinned.';
  const list: Omit<Command, 'group'>[] = [
    {
      id: 'pin',
      title: baseline ? 'Pin this run as baseline instead' : 'Pin as baseline',
      help: 'It stays dashed in every chart. Turn a knob, and the same run is made with it.',
      refusal: busy,
      run: () => void pin(),
    },
    {
      id: 'twin',
      title: 'Twin: two runs side by side',
      help: 'One seed, the same faults, other knobs.',
      refusal: busy,
      run: () => void openTwin(),
    },
    {
      id: 'comparison',
      title: 'Comparison, and luck or law',
      help: 'Every figure, what has changed it, and whether many seeds agree.',
      run: openComparison,
    },
    {
      id: 'sweep',
      title: 'Sweep one or two knobs',
      help: 'Over their ranges and many seeds, in the background.',
      run: openSweep,
    },
    {
      id: 'parting',
      title: 'Go to where the two runs part',
      refusal: (baseline ?? overlay) ? null : 'There is no run beside this one.',
      run: () => void goToParting(partingUs(state)),
    },
    {
      id: 'swap baseline',
      title: 'Change places with the baseline',
      refusal: busy ?? none,
      run: () => void swapWithBaseline(),
    },
    { id: 'unpin', title: 'Unpin the baseline', refusal: none, run: unpinBaseline },
  ];
  return list.map((one) => ({
    ...one,
    group: GROUP,
    shortcut: shortcutOf(one.id),
    keywords: ['compare', 'baseline'],
  }));
}
