/** Running on until something happens, without pacing. */
import type { Until } from '../../protocol/messages';
import { formatMoment } from '../format';
import { controller } from './controller';
import { dismissNotice, notify, useLab } from './store';

const US_PER_MIN = 60_000_000;
/** Simulated minutes after which a run that waits for something gives up. */
export const LIMITS_MIN = [1, 10, 60] as const;
export const USUAL_LIMIT_MIN = 10;
/** What takes longer is told of, with a way to stop it. */
const TOLD_AFTER_MS = 500;

/**
 * Runs on until something happens, and says what did.
 * @param words what is waited for: `s1 gets a message`
 */
export async function runUntil(
  until: Until,
  words: string,
  limitMin: number = USUAL_LIMIT_MIN,
): Promise<void> {
  const way = `Running on until ${words}…`;
  const told = setTimeout(() => {
    notify(way, 'calm', { title: 'Stop', run: () => void controller.look('stop', {}) });
  }, TOLD_AFTER_MS);
  const answer = await controller.travel('runTo', { until, withinUs: limitMin * US_PER_MIN }, false);
  clearTimeout(told);
  const notice = useLab.getState().notices.find(({ text }) => text === way);
  if (notice) dismissNotice(notice.id);
  if (!answer) return;
  const { outcome, says, position } = answer;
  if (outcome === 'there') notify(`Stopped at ${formatMoment(position.us)}: ${says === '' ? words : says}.`);
  else if (outcome === 'missed') {
    const span = limitMin === 1 ? 'the next minute' : `the next ${String(limitMin)} minutes`;
    notify(`Not reached in ${span} of simulated time: ${words}. The run is where it was.`, 'warn');
  } else notify(`Stopped at ${formatMoment(position.us)}, before ${words}.`);
}
