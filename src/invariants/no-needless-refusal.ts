import { defineInvariant } from '../kernel/invariant';
import {
  chargeIdeal,
  DECIDING_ENTRIES,
  idealWaitUs,
  limitMemo,
  newVerdicts,
  sound,
  type LimitMemo,
} from './support/limiting';

/** What a limit promises to those in front of it. */
export const invariant = defineInvariant<LimitMemo>({
  id: 'no-needless-refusal',
  title: 'Who keeps to the limit is let in',
  explain: 'Nobody is refused whom a single limiter that sees every request would let in.',
  on: DECIDING_ENTRIES,
  init: limitMemo,
  check: (memo, world, only) => {
    for (const verdict of newVerdicts(memo, world, only)) {
      const settings = sound(verdict.settings);
      if (verdict.allowed) {
        if (!memo.letIn.includes(verdict.request)) chargeIdeal(memo, verdict, settings);
      } else if (idealWaitUs(memo, verdict, settings) === 0) {
        memo.broken ||= `Client ${String(verdict.key)} was refused although it was within its limit.`;
      }
    }
    return memo.broken === '';
  },
  says: ({ verdicts, broken }) =>
    broken === '' ? `${String(verdicts)} requests were judged, none refused without need.` : broken,
});
