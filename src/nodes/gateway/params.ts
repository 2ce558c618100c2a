import { choice, onOff, real, ref } from '../../kernel/params';
import { limiterParams } from '../limiter-params';
import { policyParams } from '../policies/flatten';

const limiting = { param: 'limiter', is: [true] };
const shared = [limiting, { param: 'scope', is: ['shared'] }];

export const gatewayParams = {
  to: ref({ title: 'Passes on to', help: 'The node behind the gateway.', restarts: true }),
  toTimeoutMs: real({
    title: 'Answer timeout',
    help: 'How long it waits for an answer from behind.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 1500,
    low: 'no answer would ever be in time.',
    high: 'ten minutes is longer than anyone waits.',
    logScale: true,
  }),
  ...policyParams('limiter', limiterParams, {
    type: 'switch',
    title: 'Rate limit',
    help: 'Refuses requests beyond the limit.',
    default: true,
  }),
  limitPer: choice({
    title: 'Limit for',
    help: 'Who has a limit of its own.',
    options: [
      { value: 'client', title: 'each client', help: 'a greedy client spends its own limit only' },
      { value: 'everyone', title: 'all together', help: 'a greedy client spends what others need' },
    ],
    default: 'client',
    when: limiting,
  }),
  scope: choice({
    title: 'Counts are kept',
    help: 'Where it is known what a client has spent.',
    options: [
      {
        value: 'alone',
        title: 'by each gateway',
        help: 'with k gateways a client may get k times its limit',
      },
      { value: 'shared', title: 'in the store', help: 'all gateways ask; it costs a round trip' },
    ],
    default: 'shared',
    when: limiting,
  }),
  store: ref({ title: 'Store', help: 'The counter store it shares with other gateways.', restarts: true }),
  readsThenWrites: onOff({
    title: 'Read, then write',
    help: 'Fetches the count, decides, and writes it back, instead of asking the store to decide in one step.',
    default: false,
    breaks: 'gateways that read the same count all let a request in',
    when: shared,
  }),
  storeTimeoutMs: real({
    title: 'Store timeout',
    help: 'How long it waits for the store.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 300,
    low: 'the store would never be in time.',
    high: 'ten minutes is longer than anyone waits.',
    logScale: true,
    when: shared,
  }),
  storeDown: choice({
    title: 'Without the store',
    help: 'What becomes of a request when the store does not answer.',
    options: [
      { value: 'open', title: 'fail open', help: 'it is let in: there is no limit while the store is down' },
      {
        value: 'closed',
        title: 'fail closed',
        help: 'it is refused: there is no service while the store is down',
      },
    ],
    default: 'open',
    when: shared,
  }),
};
