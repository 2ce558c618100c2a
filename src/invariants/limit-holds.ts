import { defineInvariant } from '../kernel/invariant';
import {
  chargeIdeal,
  DECIDING_ENTRIES,
  idealWaitUs,
  limitMemo,
  newVerdicts,
  seconds,
  sound,
  type LimitMemo,
} from './support/limiting';

/** What a limit promises to those behind it. */
export const invariant = defineInvariant<LimitMemo>({
  id: 'limit-holds',
  title: 'The limit holds',
  explain: 'Nobody is let in whom a single limiter that sees every request would refuse.',
  on: DECIDING_ENTRIES,
  init: limitMemo,
  check: (memo, world, only) => {
    for (const verdict of newVerdicts(memo, world, only)) {
      if (!verdict.allowed || memo.letIn.includes(verdict.request)) continue;
      const settings = sound(verdict.settings);
      const waitUs = idealWaitUs(memo, verdict, settings);
      if (waitUs > 0)
        memo.broken ||= `Client ${String(verdict.key)} was let in ${seconds(waitUs)} before its limit allows.`;
      chargeIdeal(memo, verdict, settings);
    }
    return memo.broken === '';
  },
  says: ({ verdicts, broken }) =>
    broken === '' ? `${String(verdicts)} requests were judged, none let in beyond its limit.` : broken,
});
