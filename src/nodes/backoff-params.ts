import { choice, real, type ParamsOf } from '../kernel/params';
import { US_PER_MS } from '../kernel/time';
import type { BackoffSettings } from '../patterns/retrying/index';

const waits = ['fixed', 'exponential', 'fullJitter', 'equalJitter', 'decorrelatedJitter'];
const growing = ['exponential', 'fullJitter', 'equalJitter', 'decorrelatedJitter'];

/** How long to wait between attempts: for whoever tries again. */
export const backoffParams = {
  backoff: choice({
    title: 'Backoff',
    help: 'How long to wait before the next attempt.',
    options: [
      { value: 'immediate', title: 'none', help: 'the next attempt at once' },
      { value: 'fixed', title: 'fixed', help: 'always the base' },
      { value: 'exponential', title: 'exponential', help: 'twice as long each time, up to the cap' },
      { value: 'fullJitter', title: 'full jitter', help: 'anything from nothing to the exponential wait' },
      {
        value: 'equalJitter',
        title: 'equal jitter',
        help: 'half the exponential wait, and anything up to it',
      },
      {
        value: 'decorrelatedJitter',
        title: 'decorrelated jitter',
        help: 'anything from the base to three times the last wait',
      },
    ],
    default: 'fullJitter',
    advice: [
      {
        is: ['immediate'],
        says: 'Attempts that failed together are repeated together, while the cause lasts.',
      },
      { is: ['fixed', 'exponential'], says: 'Without jitter, those who failed together come back together.' },
    ],
  }),
  baseMs: real({
    title: 'Base',
    help: 'First wait, before it is doubled.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 100,
    low: 'without a base no wait can grow.',
    high: 'ten minutes is longer than anyone waits.',
    logScale: true,
    when: { param: 'backoff', is: waits },
    advice: [{ below: 10, says: 'Attempts follow each other faster than most causes pass.' }],
  }),
  capMs: real({
    title: 'Cap',
    help: 'Longest wait between two attempts.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 5000,
    low: 'without a wait there is no backoff.',
    high: 'ten minutes is longer than anyone waits.',
    logScale: true,
    when: { param: 'backoff', is: growing },
    atLeast: { param: 'baseMs', why: 'the first wait would be longer than the longest' },
  }),
};

/** The parameters as the pattern takes them. */
export function backoffSettings({ backoff, baseMs, capMs }: ParamsOf<typeof backoffParams>): BackoffSettings {
  const baseUs = baseMs * US_PER_MS;
  return { backoff, baseUs, capUs: backoff === 'fixed' ? baseUs : capMs * US_PER_MS };
}
