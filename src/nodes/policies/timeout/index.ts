/** Gives an attempt up when there is no answer in time. Unless it is told, the callee goes on working. */
import { definePolicy } from '../../../kernel/policy';
import { US_PER_MS } from '../../../kernel/time';
import { timeoutParams } from './params';

export const policy = definePolicy({
  id: 'timeout',
  title: 'Timeout',
  params: timeoutParams,
  init: () => ({}),
  before: ({ params }) => ({
    do: 'pass',
    giveUpAfterUs: params.timeoutMs * US_PER_MS,
    tellsCallee: params.tellsCallee,
  }),
  inspect: (_state, { timeoutMs, tellsCallee }) => ({ timeoutMs, tellsCallee }),
});
