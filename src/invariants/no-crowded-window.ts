import { defineInvariant } from '../kernel/invariant';
import type { LimiterSettings } from '../patterns/rate-limiting/index';
import {
  chargeIdeal,
  DECIDING_ENTRIES,
  idealWaitUs,
  limitMemo,
  newVerdicts,
  type LimitMemo,
} from './support/limiting';

/** The most that may be let in during any stretch as long as the window. */
function mostOf({ algorithm, limit, burst }: LimiterSettings): number {
  return algorithm === 'tokenBucket' || algorithm === 'leakyBucket' || algorithm === 'gcra'
    ? limit + burst
    : limit;
}

/** What users take a limit for, and a fixed window does not give. */
export const invariant = defineInvariant<LimitMemo>({
  id: 'no-crowded-window',
  title: 'No stretch holds more than the limit',
  explain:
    'In any stretch as long as the window, wherever it begins, at most the limit is let in, and under a bucket or GCRA a burst more.',
  on: DECIDING_ENTRIES,
  init: limitMemo,
  check: (memo, world, only) => {
    for (const verdict of newVerdicts(memo, world, only)) {
      if (!verdict.allowed || memo.letIn.includes(verdict.request)) continue;
      const limit = mostOf(verdict.settings);
      const log: LimiterSettings = { ...verdict.settings, algorithm: 'slidingLog', limit };
      if (idealWaitUs(memo, verdict, log) > 0)
        memo.broken ||= `Client ${String(verdict.key)} got more than ${String(limit)} requests into one stretch.`;
      chargeIdeal(memo, verdict, log);
    }
    return memo.broken === '';
  },
  says: ({ verdicts, broken }) =>
    broken === '' ? `${String(verdicts)} requests were judged, no stretch held too many.` : broken,
});
