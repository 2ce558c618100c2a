import { choice } from '../../../kernel/params';
import { limiterParams } from '../../limiter-params';

export const rateLimitParams = {
  ...limiterParams,
  whenFull: choice({
    title: 'Beyond the limit',
    help: 'What becomes of a call that the limit does not allow yet.',
    options: [
      { value: 'wait', title: 'wait', help: 'it is sent as soon as the limit allows, whoever waits for it' },
      { value: 'refuse', title: 'give up', help: 'it ends at once, and costs the callee nothing' },
    ],
    default: 'wait',
  }),
};
