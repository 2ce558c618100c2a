import { choice, int, onOff, real, ref } from '../../kernel/params';
import { stationParams } from '../station-params';
import { breakerParams } from '../policies/circuit-breaker/params';
import { policyParams } from '../policies/flatten';
import { rateLimitParams } from '../policies/rate-limit/params';

const downstreamOnly = { param: 'downstreamTimeout', is: [true] };

export const serviceParams = {
  ...stationParams,
  weight: int({
    title: 'Weight',
    help: 'How much of the traffic it asks for, as its probe answers tell the balancer.',
    unit: '',
    min: 1,
    max: 100,
    default: 1,
    low: 'a weight of nothing gets nothing.',
    high: 'larger weights make rounds too long to see.',
  }),
  discipline: choice({
    title: 'Queue order',
    help: 'Which waiting request is served next.',
    options: [
      { value: 'fifo', title: 'oldest first', help: 'fair, and under overload everyone is late' },
      { value: 'lifo', title: 'newest first', help: 'unfair, and under overload some are in time' },
    ],
    default: 'fifo',
  }),
  patienceMs: real({
    title: 'Patience',
    help: 'Mean time a request waits before it leaves the queue; 0 waits for ever.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 0,
    low: 'a negative time means nothing.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  failureRatio: real({
    title: 'Failures',
    help: 'Share of requests answered with an error.',
    unit: '',
    min: 0,
    max: 1,
    default: 0,
    low: 'less than none cannot fail.',
    high: 'more than all cannot fail.',
  }),
  failsFast: onOff({
    title: 'Fail at once',
    help: 'Errors take no service time: the server looks idle, and attracts traffic.',
    default: false,
  }),
  hangRatio: real({
    title: 'Hanging requests',
    help: 'Share of requests that occupy a worker for the hang time before they fail.',
    unit: '',
    min: 0,
    max: 1,
    default: 0,
    low: 'less than none cannot hang.',
    high: 'more than all cannot hang.',
  }),
  hangMs: real({
    title: 'Hang time',
    help: 'How long a hanging request occupies its worker.',
    unit: 'ms',
    min: 1,
    max: 3_600_000,
    default: 30_000,
    low: 'it would not be noticed.',
    high: 'an hour is longer than anyone watches.',
    logScale: true,
  }),
  downstream: ref({
    title: 'Calls',
    help: 'The node it asks before it answers; none when empty.',
    restarts: true,
  }),
  downstreamRatio: real({
    title: 'Needs the call',
    help: 'Share of requests for which it makes the call; it answers the others by itself.',
    unit: '',
    min: 0,
    max: 1,
    default: 1,
    low: 'fewer than none cannot need it.',
    high: 'more than all cannot need it.',
  }),
  downstreamTimeout: onOff({
    title: 'Timeout',
    help: 'Gives a call up when there is no answer in time.',
    default: true,
  }),
  downstreamTimeoutMs: real({
    title: 'Call timeout',
    help: 'How long a call may take.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 1000,
    low: 'no call would ever succeed.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
    when: downstreamOnly,
  }),
  fallback: onOff({
    title: 'Fallback',
    help: 'Answers from a cached value when the call fails; such answers count as degraded.',
    default: false,
  }),
  ...policyParams('breaker', breakerParams, {
    type: 'switch',
    title: 'Circuit breaker',
    help: 'Stops calling a dependency that keeps failing.',
    default: false,
  }),
  ...policyParams('limiter', rateLimitParams, {
    type: 'switch',
    title: 'Rate limit on calls',
    help: 'Keeps its calls to a limit, whatever comes in.',
    default: false,
  }),
};
