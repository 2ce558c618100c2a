/** Gives an attempt up when there is no answer in time. The callee is not told and may go on working. */
import { real } from '../../../kernel/params';
import { definePolicy } from '../../../kernel/policy';
import { US_PER_MS } from '../../../kernel/time';

const timeoutParams = {
  timeoutMs: real({
    title: 'Timeout',
    help: 'How long one attempt may take; one that is given up ends as timed out.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 1000,
    low: 'no attempt would ever be answered in time.',
    high: 'ten minutes is longer than anyone waits.',
    logScale: true,
  }),
};

export const policy = definePolicy({
  id: 'timeout',
  title: 'Timeout',
  params: timeoutParams,
  init: () => ({}),
  before: (ctx) => ({ do: 'pass', giveUpAfterUs: ctx.params.timeoutMs * US_PER_MS }),
  inspect: (_state, params) => ({ timeoutMs: params.timeoutMs }),
});
