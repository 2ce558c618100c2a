/**
 * What a balancer believes of a server, as a statechart: the one definition of which mode may follow which, on which
 * event, under which guard. Guards only read the facts that an event brings.
 */
import { setup } from 'xstate';
import { compileMachine, type ModeOf } from '../machine';

/** A request failed; its facts are what the outlier rules make of it. */
export interface RequestFails {
  readonly type: 'requestFails';
  readonly tooManyInARow: boolean;
  readonly ratioTooHigh: boolean;
  /** Others are left to serve, and fewer servers are ejected than may be. */
  readonly canBeSpared: boolean;
}

/** What happens to a server, with the facts that guards ask about. */
export type HealthEvent =
  | { readonly type: 'probeFails'; readonly enoughFailed: boolean }
  | { readonly type: 'probePasses'; readonly enoughPassed: boolean; readonly slowStart: boolean }
  | RequestFails
  | { readonly type: 'ejectionEnds'; readonly slowStart: boolean }
  | { readonly type: 'warmUpEnds' }
  | { readonly type: 'drain' }
  | { readonly type: 'undrain'; readonly lastProbeFailed: boolean; readonly slowStart: boolean };

/** The machine as XState knows it. */
export const machine = setup({
  types: { events: {} as HealthEvent, meta: {} as { title: string } },
  guards: {
    enoughProbesFailed: ({ event }) => event.type === 'probeFails' && event.enoughFailed,
    tooFewProbesPassed: ({ event }) => event.type === 'probePasses' && !event.enoughPassed,
    cannotBeSpared: ({ event }) =>
      event.type === 'requestFails' && (event.tooManyInARow || event.ratioTooHigh) && !event.canBeSpared,
    tooManyInARow: ({ event }) => event.type === 'requestFails' && event.tooManyInARow,
    ratioTooHigh: ({ event }) => event.type === 'requestFails' && event.ratioTooHigh,
    lastProbeFailed: ({ event }) => event.type === 'undrain' && event.lastProbeFailed,
    slowStart: ({ event }) => 'slowStart' in event && event.slowStart,
  },
}).createMachine({
  id: 'server-health',
  initial: 'healthy',
  states: {
    healthy: {
      meta: { title: 'Healthy' },
      description: 'The server gets its normal share of requests.',
      on: {
        probeFails: { guard: 'enoughProbesFailed', target: 'unhealthy' },
        requestFails: [
          { guard: 'cannotBeSpared', target: 'healthy' },
          { guard: 'tooManyInARow', target: 'ejected' },
          { guard: 'ratioTooHigh', target: 'ejected' },
        ],
        drain: 'draining',
      },
    },
    unhealthy: {
      meta: { title: 'Unhealthy' },
      description: 'Its probes fail. It gets no requests until enough of them pass in a row.',
      on: {
        probePasses: [
          { guard: 'tooFewProbesPassed', target: 'unhealthy' },
          { guard: 'slowStart', target: 'warming' },
          { target: 'healthy' },
        ],
        drain: 'draining',
      },
    },
    ejected: {
      meta: { title: 'Ejected' },
      description: 'Requests to it failed too often. It gets none for a while, whatever its probes say.',
      on: {
        probeFails: { guard: 'enoughProbesFailed', target: 'unhealthy' },
        ejectionEnds: [{ guard: 'slowStart', target: 'warming' }, { target: 'healthy' }],
        drain: 'draining',
      },
    },
    warming: {
      meta: { title: 'Warming' },
      description: 'It is back and gets a share of requests that grows to the normal one.',
      on: {
        probeFails: { guard: 'enoughProbesFailed', target: 'unhealthy' },
        requestFails: [
          { guard: 'cannotBeSpared', target: 'warming' },
          { guard: 'tooManyInARow', target: 'ejected' },
          { guard: 'ratioTooHigh', target: 'ejected' },
        ],
        warmUpEnds: 'healthy',
        drain: 'draining',
      },
    },
    draining: {
      meta: { title: 'Draining' },
      description: 'It gets no new requests, and finishes those it has.',
      on: {
        undrain: [
          { guard: 'lastProbeFailed', target: 'unhealthy' },
          { guard: 'slowStart', target: 'warming' },
          { target: 'healthy' },
        ],
      },
    },
  },
});

/** Names of the modes. */
export type HealthMode = ModeOf<typeof machine>;

/** The machine as the engine runs it. */
export const compiled = compileMachine(machine);

/** The machine as plain data, for drawing. */
export const healthChart = compiled.chart;
