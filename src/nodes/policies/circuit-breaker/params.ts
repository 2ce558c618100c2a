/** Parameters of the circuit breaker. The defaults are small enough to watch every step. */
import { choice, int, onOff, real, type ParamsOf } from '../../../kernel/params';
import { US_PER_MS } from '../../../kernel/time';
import { BREAKER_PRESETS, type BreakerSettings } from '../../../patterns/circuit-breaker/index';

const { playground } = BREAKER_PRESETS;
const RATES = ['countWindow', 'timeWindow'];

const tripParams = {
  tripRule: choice({
    title: 'Trip rule',
    help: 'What opens a closed breaker.',
    options: [
      { value: 'consecutive', title: 'failures in a row', help: 'one success starts the count anew' },
      { value: 'countWindow', title: 'rate of the last calls', help: 'however long ago they were' },
      { value: 'timeWindow', title: 'rate of the last while', help: 'however many calls there were' },
    ],
    default: playground.tripRule,
  }),
  failuresInARow: int({
    title: 'Failures in a row',
    help: 'So many failed calls without a good one between them open the breaker.',
    unit: 'calls',
    min: 1,
    max: 1000,
    default: playground.failuresInARow,
    low: 'it would open although nothing failed.',
    high: 'a dependency that fails now and then would never be noticed.',
    when: { param: 'tripRule', is: ['consecutive'] },
  }),
  windowCalls: int({
    title: 'Window',
    help: 'Rates are over this many last calls.',
    unit: 'calls',
    min: 1,
    max: 1000,
    default: playground.windowCalls,
    low: 'there would be nothing to take a rate of.',
    high: 'old results would outweigh new ones for a long time.',
    logScale: true,
    when: { param: 'tripRule', is: ['countWindow'] },
  }),
  windowMs: int({
    title: 'Window',
    help: 'Rates are over the calls that ended in this last while.',
    unit: 'ms',
    min: 10,
    max: 600_000,
    default: playground.windowUs / US_PER_MS,
    low: 'hardly a call would be in it.',
    high: 'ten minutes of old results would hide what happens now.',
    logScale: true,
    atLeast: { param: 'windowBuckets', why: 'a part of it would be shorter than a millisecond' },
    when: { param: 'tripRule', is: ['timeWindow'] },
  }),
  windowBuckets: int({
    title: 'Buckets',
    help: 'The window forgets in steps: the oldest of so many parts at a time.',
    unit: 'buckets',
    min: 1,
    max: 100,
    default: playground.windowBuckets,
    low: 'a window has at least one part.',
    high: 'finer steps cost memory and change nothing one could see.',
    when: { param: 'tripRule', is: ['timeWindow'] },
  }),
  minimumCalls: int({
    title: 'Minimum calls',
    help: 'Rates are not judged before so many calls are in the window.',
    unit: 'calls',
    min: 0,
    max: 1000,
    default: playground.minimumCalls,
    low: 'fewer than none means nothing.',
    high: 'a dependency with little traffic would never be judged.',
    logScale: true,
    advice: [{ below: 2, says: 'One failed call is then a failure rate of 100 %, and opens it.' }],
    when: { param: 'tripRule', is: RATES },
  }),
  failureRatio: real({
    title: 'Failure rate',
    help: 'Failed share of the calls in the window that opens the breaker.',
    unit: '',
    min: 0.01,
    max: 1,
    default: playground.failureRatio,
    low: 'calls that go well would open it.',
    high: 'no more than all calls can fail.',
    when: { param: 'tripRule', is: RATES },
  }),
  threshold: choice({
    title: 'Limits count',
    help: 'Whether a rate exactly at its limit opens the breaker.',
    options: [
      { value: 'atLeast', title: 'when reached', help: 'as in resilience4j and Polly' },
      { value: 'above', title: 'when exceeded', help: 'as in opossum: exactly half is not above half' },
    ],
    default: playground.threshold,
    when: { param: 'tripRule', is: RATES },
  }),
  judgeAfter: choice({
    title: 'Judges',
    help: 'When a closed breaker looks at its window.',
    options: [
      { value: 'everyCall', title: 'after every call', help: 'as in resilience4j: a good call can open it' },
      { value: 'badCalls', title: 'after bad calls', help: 'as in Polly and opossum' },
    ],
    default: playground.judgeAfter,
  }),
  countSlowCalls: onOff({
    title: 'Slow calls count',
    help: 'Too many slow calls open the breaker too, although they succeed.',
    default: playground.countSlowCalls,
  }),
  slowAfterMs: int({
    title: 'Slow after',
    help: 'A call that takes longer is slow.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: playground.slowAfterUs / US_PER_MS,
    low: 'every call would be slow.',
    high: 'a caller would have given up long before.',
    logScale: true,
    when: { param: 'countSlowCalls', is: [true] },
  }),
  slowRatio: real({
    title: 'Slow rate',
    help: 'Slow share of the calls in the window that opens the breaker.',
    unit: '',
    min: 0.01,
    max: 1,
    default: playground.slowRatio,
    low: 'calls that are fast would open it.',
    high: 'no more than all calls can be slow.',
    when: { param: 'countSlowCalls', is: [true] },
  }),
};

const trialParams = {
  openTimeMs: int({
    title: 'Open time',
    help: 'How long it refuses calls before it tries again.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: playground.openTimeUs / US_PER_MS,
    low: 'the callee would get no time to recover.',
    high: 'callers would be refused long after the callee is well again.',
    logScale: true,
  }),
  halfOpenBy: choice({
    title: 'Open time ends',
    help: 'What turns the breaker from open to half-open.',
    options: [
      { value: 'nextCall', title: 'with the next call', help: 'as in resilience4j and Polly' },
      { value: 'timer', title: 'by itself', help: 'as in opossum' },
    ],
    default: playground.halfOpenBy,
  }),
  halfOpenPermits: int({
    title: 'Trial calls',
    help: 'So many calls are let through while half-open; the others are refused.',
    unit: 'calls',
    min: 1,
    max: 1000,
    default: playground.halfOpenPermits,
    low: 'without a trial call it could never close.',
    high: 'a callee that has just come back would be flooded.',
    logScale: true,
  }),
  halfOpenRule: choice({
    title: 'Closes when',
    help: 'What the trial calls must show.',
    options: [
      { value: 'successes', title: 'so many succeed', help: 'and the first bad one opens it again' },
      {
        value: 'rates',
        title: 'rates are below the limits',
        help: 'over the trial calls, as in resilience4j',
      },
    ],
    default: playground.halfOpenRule,
  }),
  successesToClose: int({
    title: 'Successes to close',
    help: 'Good trial calls that close the breaker.',
    unit: 'calls',
    min: 1,
    max: 1000,
    default: playground.successesToClose,
    low: 'it would close without a trial.',
    high: 'callers would be refused long after the callee is well again.',
    logScale: true,
    when: { param: 'halfOpenRule', is: ['successes'] },
  }),
  permitsReturn: onOff({
    title: 'Trial calls at once',
    help: 'The number of trial calls limits how many are out at once, not how many there are in total.',
    default: playground.permitsReturn,
    when: { param: 'halfOpenRule', is: ['successes'] },
  }),
  letEveryoneIn: onOff({
    title: 'Let everyone in',
    help: 'Half-open lets every call through.',
    default: playground.letEveryoneIn,
    breaks: 'all waiting callers at once may knock a callee over that has just come back',
  }),
};

export const breakerParams = { ...tripParams, ...trialParams };

/** The parameters as the pattern takes them. */
export function breakerSettings(params: ParamsOf<typeof breakerParams>): BreakerSettings {
  const { windowMs, slowAfterMs, openTimeMs, ...same } = params;
  return {
    ...same,
    windowUs: windowMs * US_PER_MS,
    slowAfterUs: slowAfterMs * US_PER_MS,
    openTimeUs: openTimeMs * US_PER_MS,
  };
}
