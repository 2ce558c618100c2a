import { int, onOff, real, type ParamsOf } from '../../../kernel/params';
import type { RetrySettings } from '../../../patterns/retrying/index';
import { backoffParams, backoffSettings } from '../../backoff-params';

const budgeted = { param: 'budget', is: [true] };

export const retryParams = {
  attempts: int({
    title: 'Attempts',
    help: 'Most attempts of a call, the first included.',
    unit: '',
    min: 1,
    max: 1000,
    default: 3,
    low: 'a call that is made is tried once.',
    high: 'nobody waits for a thousand attempts.',
    logScale: true,
    advice: [
      { below: 2, says: 'One attempt is no retry.' },
      {
        above: 3,
        when: { param: 'budget', is: [false] },
        says: 'When everything fails, every call costs so many attempts: a budget would limit that.',
      },
    ],
  }),
  ...backoffParams,
  refused: onOff({
    title: 'Retry refusals',
    help: 'Tries again also what was refused: by a full queue, a limit, or its own breaker or throttle.',
    default: true,
  }),
  budget: onOff({
    title: 'Retry budget',
    help: 'Retries are paid with tokens that requests earn: when too much fails there are no more retries.',
    default: false,
  }),
  budgetRatio: real({
    title: 'Budget',
    help: 'Tokens that a request earns: so large a share of the requests may be retried.',
    unit: '',
    min: 0,
    max: 10,
    default: 0.1,
    low: 'requests cannot cost tokens.',
    high: 'more than ten retries for each request is no limit.',
    when: budgeted,
    advice: [{ above: 0.5, says: 'A budget this large lets a storm through.' }],
  }),
  budgetTokens: int({
    title: 'Tokens kept',
    help: 'Most tokens the budget holds: so many retries there may be at once.',
    unit: '',
    min: 1,
    max: 1_000_000,
    default: 10,
    low: 'without a token there is never a retry.',
    high: 'a million retries at once is no limit.',
    logScale: true,
    when: budgeted,
  }),
};

/** The parameters as the pattern takes them. */
export function retrySettings(params: ParamsOf<typeof retryParams>): RetrySettings {
  const { attempts, refused, budget, budgetRatio, budgetTokens } = params;
  const backoff = backoffSettings(params);
  return { ...backoff, attempts, retriesRefused: refused, budget, budgetRatio, budgetTokens };
}
