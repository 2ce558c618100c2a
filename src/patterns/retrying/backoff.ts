/** Backoff: how long to wait after a failed attempt before the next one. */
export type Backoff =
  'immediate' | 'fixed' | 'exponential' | 'fullJitter' | 'equalJitter' | 'decorrelatedJitter';

export interface BackoffSettings {
  backoff: Backoff;
  /** First wait, before it is doubled, in microseconds. */
  baseUs: number;
  /** Longest wait. */
  capUs: number;
}

/**
 * The wait after an attempt that failed, in whole microseconds. The jitters are those of Marc Brooker, *Exponential
 * Backoff And Jitter* (AWS Architecture Blog, 2015).
 * @param failed how many attempts have failed, from 1
 * @param previousUs the wait before this one; 0 for none
 * @param uniform chance on [0, 1), asked only where there is jitter
 */
export function backoffUs(
  settings: BackoffSettings,
  failed: number,
  previousUs: number,
  uniform: () => number,
): number {
  const { backoff, baseUs, capUs } = settings;
  switch (backoff) {
    case 'immediate':
      return 0;
    case 'fixed':
      return Math.round(Math.min(capUs, baseUs));
    case 'exponential':
      return Math.round(doubledUs(settings, failed));
    case 'fullJitter':
      return Math.round(uniform() * doubledUs(settings, failed));
    case 'equalJitter': {
      const halfUs = doubledUs(settings, failed) / 2;
      return Math.round(halfUs + uniform() * halfUs);
    }
    case 'decorrelatedJitter': {
      // Grows with the last wait instead of with the number of attempts.
      const topUs = 3 * (previousUs > 0 ? previousUs : baseUs);
      return Math.round(Math.min(capUs, baseUs + uniform() * Math.max(0, topUs - baseUs)));
    }
  }
}

/** [RT2] The base, doubled with every attempt that failed, up to the cap. */
function doubledUs({ baseUs, capUs }: BackoffSettings, failed: number): number {
  let waitUs = baseUs;
  for (let i = 0; i < failed && waitUs < capUs; i++) waitUs *= 2;
  return Math.min(capUs, waitUs);
}
