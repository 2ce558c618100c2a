import { onOff, real } from '../../../kernel/params';

export const deadlineParams = {
  afterMs: real({
    title: 'Deadline',
    help: 'How long a whole call may take, with all its attempts and waits.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 5000,
    low: 'no call would ever be answered in time.',
    high: 'ten minutes is longer than anyone waits.',
    logScale: true,
  }),
  inherits: onOff({
    title: 'Inherit deadlines',
    help: 'A call made for a request ends with that request: nobody works for a caller who has left.',
    default: true,
  }),
  restarts: onOff({
    title: 'Deadline for each attempt',
    help: 'Every attempt gets the whole time again.',
    default: false,
    breaks: 'a call takes as many times as long as it has attempts, and its caller has left long before',
  }),
};
