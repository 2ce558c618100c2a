/** Gives an attempt up when there is no answer in time. Unless it is told, the callee goes on working. */
import type { ParamsOf } from '../../../kernel/params';
import { definePolicy, type Before } from '../../../kernel/policy';
import { US_PER_MS } from '../../../kernel/time';
import { timeoutParams } from './params';

/** What it says before every attempt: made once, since busy callers ask often. */
function limit({ timeoutMs, tellsCallee }: ParamsOf<typeof timeoutParams>): Before {
  return { do: 'pass', giveUpAfterUs: timeoutMs * US_PER_MS, tellsCallee };
}

export const policy = definePolicy({
  id: 'timeout',
  title: 'Timeout',
  params: timeoutParams,
  init: ({ params }) => ({ pass: limit(params) }),
  before: (_ctx, { pass }) => pass,
  onParams: ({ params }, state) => {
    state.pass = limit(params);
  },
  inspect: (_state, { timeoutMs, tellsCallee }) => ({ timeoutMs, tellsCallee }),
});
