/**
 * The breaker as a statechart: the one definition of which mode may follow which, on which event, under which guard.
 * Guards only read the facts that an event brings; the trip rule works them out.
 */
import { setup } from 'xstate';
import { compileMachine, type ModeOf } from '../machine/index';

/** A call has ended; its facts are what the trip rule makes of the calls in the window. */
export interface CallEnds {
  readonly type: 'callEnds';
  /** There are enough calls to judge by. */
  readonly enoughCalls: boolean;
  readonly tooManyFailures: boolean;
  readonly tooManySlowCalls: boolean;
}

export type BreakerEvent =
  | { readonly type: 'callArrives'; readonly openTimeIsOver: boolean; readonly permitIsFree: boolean }
  | CallEnds
  | { readonly type: 'openTimeEnds' }
  | { readonly type: 'forceOpen' }
  | { readonly type: 'disable' }
  | { readonly type: 'reset' };

export const machine = setup({
  types: { events: {} as BreakerEvent, meta: {} as { title: string } },
  guards: {
    openTimeIsOver: ({ event }) => event.type === 'callArrives' && event.openTimeIsOver,
    permitIsFree: ({ event }) => event.type === 'callArrives' && event.permitIsFree,
    tooFewCalls: ({ event }) => event.type === 'callEnds' && !event.enoughCalls,
    tooManyFailures: ({ event }) => event.type === 'callEnds' && event.tooManyFailures,
    tooManySlowCalls: ({ event }) => event.type === 'callEnds' && event.tooManySlowCalls,
  },
}).createMachine({
  id: 'circuit-breaker',
  initial: 'closed',
  states: {
    closed: {
      meta: { title: 'Closed' },
      description: 'Calls flow. Their results are counted, and too many bad ones open the breaker.',
      on: {
        callEnds: [
          { guard: 'tooFewCalls', target: 'closed' },
          { guard: 'tooManyFailures', target: 'open' },
          { guard: 'tooManySlowCalls', target: 'open' },
        ],
        forceOpen: 'forcedOpen',
        disable: 'disabled',
        reset: 'closed',
      },
    },
    open: {
      meta: { title: 'Open' },
      description: 'Calls are refused at once, so that the callee can recover and callers need not wait.',
      on: {
        callArrives: { guard: 'openTimeIsOver', target: 'halfOpen' },
        openTimeEnds: 'halfOpen',
        forceOpen: 'forcedOpen',
        disable: 'disabled',
        reset: 'closed',
      },
    },
    halfOpen: {
      meta: { title: 'Half-open' },
      description: 'A few trial calls are let through. Their results decide between closed and open.',
      on: {
        callArrives: { guard: 'permitIsFree', target: 'halfOpen' },
        callEnds: [
          { guard: 'tooFewCalls', target: 'halfOpen' },
          { guard: 'tooManyFailures', target: 'open' },
          { guard: 'tooManySlowCalls', target: 'open' },
          { target: 'closed' },
        ],
        forceOpen: 'forcedOpen',
        disable: 'disabled',
        reset: 'closed',
      },
    },
    forcedOpen: {
      meta: { title: 'Forced open' },
      description: 'Held open by hand: every call is refused until somebody resets the breaker.',
      on: { disable: 'disabled', reset: 'closed' },
    },
    disabled: {
      meta: { title: 'Disabled' },
      description: 'Every call is let through and nothing is counted, until somebody resets the breaker.',
      on: { forceOpen: 'forcedOpen', reset: 'closed' },
    },
  },
});

export type BreakerMode = ModeOf<typeof machine>;

/** The machine as the engine runs it. */
export const compiled = compileMachine(machine);

/** The machine as plain data, for drawing. */
export const breakerChart = compiled.chart;
