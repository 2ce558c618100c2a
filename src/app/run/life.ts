/** The life of the run on screen, as a machine: what may follow what, whatever the page and the worker do. */
import { setup } from 'xstate';

export const lifeMachine = setup({
  types: {
    events: {} as
      | { type: 'open' }
      | { type: 'opened'; playing: boolean }
      | { type: 'play' }
      | { type: 'pause' }
      | { type: 'seek' }
      | { type: 'sought' }
      | { type: 'fail' },
  },
  guards: { playing: ({ event }) => event.type === 'opened' && event.playing },
}).createMachine({
  id: 'run',
  initial: 'loading',
  on: { open: '.loading', fail: '.failed' },
  states: {
    loading: { on: { opened: [{ guard: 'playing', target: 'running' }, { target: 'paused' }] } },
    paused: { on: { play: 'running', seek: 'seeking' } },
    running: { on: { pause: 'paused', seek: 'seeking' } },
    /** The worker goes to another moment; it always ends paused. */
    seeking: { on: { sought: 'paused', play: 'running' } },
    failed: {},
  },
});

export type Life = 'loading' | 'paused' | 'running' | 'seeking' | 'failed';
