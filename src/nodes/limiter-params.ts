/** What a rate limiter enforces, as parameters: of gateways, and of the policy for calls. */
import { choice, int, onOff, type ParamsOf } from '../kernel/params';
import { US_PER_MS } from '../kernel/time';
import type { LimiterSettings } from '../patterns/rate-limiting/index';

export const limiterParams = {
  algorithm: choice({
    title: 'Algorithm',
    help: 'How it is known whether a request is within the limit.',
    options: [
      {
        value: 'tokenBucket',
        title: 'token bucket',
        help: 'tokens come in steadily, and a burst may spend them',
      },
      {
        value: 'leakyBucket',
        title: 'leaky bucket',
        help: 'a queue that lets requests out at a steady rate',
      },
      { value: 'fixedWindow', title: 'fixed window', help: 'a count that starts anew with every window' },
      {
        value: 'slidingLog',
        title: 'sliding log',
        help: 'the times of all that was let in: exact, and large',
      },
      {
        value: 'slidingCounter',
        title: 'sliding counter',
        help: 'two counts, and an estimate of what a sliding window would hold',
      },
      { value: 'gcra', title: 'GCRA', help: 'a token bucket in a single number' },
    ],
    default: 'tokenBucket',
  }),
  limit: int({
    title: 'Limit',
    help: 'Requests allowed in a window, and tokens that come in during one.',
    unit: 'requests',
    min: 1,
    max: 10_000,
    default: 10,
    low: 'a limit of nothing lets nobody in.',
    high: 'a log of more than 10,000 requests for each client fills the memory.',
    logScale: true,
  }),
  windowMs: int({
    title: 'Window',
    help: 'The time the limit is for.',
    unit: 'ms',
    min: 1,
    max: 3_600_000,
    default: 1000,
    low: 'a window of no length holds no request.',
    high: 'an hour is longer than anyone watches.',
    logScale: true,
  }),
  burst: int({
    title: 'Burst',
    help: 'Requests that may come at once; in a leaky bucket they wait, the last for burst ÷ limit windows, which should be less than clients do.',
    unit: 'requests',
    min: 1,
    max: 10_000,
    default: 10,
    low: 'a bucket without room lets nobody in.',
    high: 'so large a burst is no limit.',
    logScale: true,
    when: { param: 'algorithm', is: ['tokenBucket', 'leakyBucket', 'gcra'] },
  }),
  floorsRefill: onOff({
    title: 'Floored refill',
    help: 'Each request adds only whole tokens to the bucket, and forgets the rest of the time.',
    default: false,
    breaks: 'who asks faster than tokens come never gets one again',
    when: { param: 'algorithm', is: ['tokenBucket'] },
  }),
};

/** The parameters as the pattern takes them. */
export function limiterSettings({
  algorithm,
  limit,
  windowMs,
  burst,
  floorsRefill,
}: ParamsOf<typeof limiterParams>): LimiterSettings {
  return { $shared: true, algorithm, limit, periodUs: windowMs * US_PER_MS, burst, floorsRefill };
}
