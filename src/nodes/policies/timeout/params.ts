import { onOff, real } from '../../../kernel/params';

export const timeoutParams = {
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
  tellsCallee: onOff({
    title: 'Cancel late work',
    help: 'Tells the callee to stop when an attempt is given up.',
    default: false,
  }),
};
