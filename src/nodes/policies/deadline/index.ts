/** Ends a whole call, whatever its attempts and waits, at its deadline, or at that of the request it serves. */
import { definePolicy } from '../../../kernel/policy';
import { US_PER_MS } from '../../../kernel/time';
import { callEndsByUs } from '../../../patterns/retrying/index';
import { deadlineParams } from './params';

export const policy = definePolicy({
  id: 'deadline',
  title: 'Deadline',
  params: deadlineParams,
  init: () => ({}),
  before: ({ nowUs, params }, _state, { startedAtUs, servedByUs }) => {
    const allowedUs = Math.round(params.afterMs * US_PER_MS);
    if (params.restarts) return { do: 'pass', giveUpAfterUs: allowedUs };
    const endsByUs = callEndsByUs(startedAtUs, allowedUs, servedByUs, params.inherits);
    return nowUs < endsByUs ? { do: 'pass', endsByUs } : { do: 'refuse', status: 'timedOut' };
  },
  inspect: (_state, params) => ({ deadlineMs: params.afterMs, inherits: params.inherits }),
});
