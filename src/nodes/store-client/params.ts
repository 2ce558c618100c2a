import { choice, int, onOff, ref } from '../../kernel/params';
import { keysParam, sessionParams } from '../client-sessions';

export const storeClientParams = {
  to: ref({ title: 'Store', help: 'The group of nodes it asks, any of which coordinates.', restarts: true }),
  ...sessionParams,
  keys: keysParam,
  timeoutMs: int({
    title: 'Timeout',
    help: 'How long a session waits for an answer. A write without one may be done all the same.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 1500,
    low: 'no answer would ever come in time.',
    high: 'ten minutes is longer than anyone waits.',
    logScale: true,
  }),
  avoidMs: int({
    title: 'Avoids for',
    help: 'A node that did not answer in time is not asked for so long; 0 for asking it all the same.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 3000,
    low: 'a negative time means nothing.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  readsItsWrites: choice({
    title: 'Reads its own writes',
    help: 'What a session does to find at least what it has seen itself.',
    options: [
      { value: 'byChance', title: 'by chance', help: 'nothing: quorums may see to it' },
      { value: 'pinned', title: 'by asking the same node', help: 'for a while after a write' },
      {
        value: 'token',
        title: 'with a token',
        help: 'reads carry what the session has seen, and wait for it',
      },
    ],
    default: 'byChance',
  }),
  pinMs: int({
    title: 'The same node for',
    help: 'How long after a write a session keeps asking the node that coordinated it.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 1000,
    low: 'a negative time means nothing.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
    when: { param: 'readsItsWrites', is: ['pinned'] },
  }),
  forgetsContext: onOff({
    title: 'Writes without a context',
    help: 'Writes do not say what their writer has seen.',
    default: false,
    breaks: 'every write is a sibling of all before it, and they pile up',
  }),
};
