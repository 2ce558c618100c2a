/** What a node with a circuit breaker shows of it: the mode as its chip, the window as its slots. */
import type { Face, Tone } from '../../../kernel/contract';
import { breakerChart, viewBreaker, type WindowSlot } from '../../../patterns/circuit-breaker/index';
import type { BreakerPolicyState } from './index';

const TONES: Record<WindowSlot, Tone> = { ok: 'good', failed: 'bad', slow: 'warn', notYet: 'muted' };
const MODE_TONES: Record<string, Tone> = {
  closed: 'good',
  halfOpen: 'warn',
  open: 'bad',
  forcedOpen: 'chosen',
  disabled: 'chosen',
};
const SLOTS_DRAWN = 20;

/** The parts of a face that tell of a breaker. */
export function breakerFace(
  state: unknown,
): Pick<Face, 'chip' | 'slots'> & { meter: Face['meters'][number] } {
  const view = viewBreaker((state as BreakerPolicyState).breaker);
  const title = breakerChart.modes.find(({ id }) => id === view.mode)?.title ?? view.mode;
  const shown = view.slots.slice(-SLOTS_DRAWN);
  const percent = Math.round(view.failureRatio * 100);
  return {
    chip: { text: title.toLowerCase(), tone: MODE_TONES[view.mode] },
    slots: {
      label: `last calls: ${String(view.failed)} of ${String(view.calls)} failed`,
      tones: shown.map((slot) => TONES[slot]),
      hidden: view.slots.length - shown.length,
    },
    meter: {
      label: 'failures',
      text: `${String(percent)} %`,
      ratio: view.failureRatio,
      tone: view.failureRatio > 0 ? 'bad' : 'calm',
    },
  };
}
