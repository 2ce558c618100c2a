/**
 * One orchestrated saga as a statechart: the one definition of which mode may follow which, on which event, under
 * which guard. Guards read the facts an event brings.
 */
import { setup } from 'xstate';
import { compileMachine, type ModeOf } from '../machine/index';

export type SagaEvent =
  | { readonly type: 'stepDone'; readonly isLast: boolean; readonly onlyForward: boolean }
  | { readonly type: 'stepRefused'; readonly attemptsLeft: boolean; readonly nothingLeft: boolean }
  | { readonly type: 'stepUnanswered'; readonly attemptsLeft: boolean; readonly isPivot: boolean }
  | { readonly type: 'undone'; readonly nothingLeft: boolean }
  | { readonly type: 'undoUnanswered'; readonly attemptsLeft: boolean }
  | { readonly type: 'personRetries'; readonly onlyForward: boolean; readonly isPivot: boolean };
export type SagaEventType = SagaEvent['type'];

export const machine = setup({
  types: { events: {} as SagaEvent, meta: {} as { title: string } },
  guards: {
    lastStep: ({ event }) => event.type === 'stepDone' && event.isLast,
    onlyForward: ({ event }) => 'onlyForward' in event && event.onlyForward,
    attemptsLeft: ({ event }) => 'attemptsLeft' in event && event.attemptsLeft,
    nothingLeft: ({ event }) => 'nothingLeft' in event && event.nothingLeft,
    isPivot: ({ event }) => 'isPivot' in event && event.isPivot,
  },
}).createMachine({
  id: 'saga',
  initial: 'forward',
  states: {
    forward: {
      meta: { title: 'Forward' },
      description: 'Steps are done one after the other. All that was done can still be undone.',
      on: {
        stepDone: [
          { guard: 'lastStep', target: 'done' },
          { guard: 'onlyForward', target: 'committed' },
          { target: 'forward' },
        ],
        stepRefused: [{ guard: 'nothingLeft', target: 'compensated' }, { target: 'compensating' }],
        stepUnanswered: [
          { guard: 'attemptsLeft', target: 'forward' },
          { guard: 'isPivot', target: 'needsPerson' },
          { target: 'compensating' },
        ],
      },
    },
    committed: {
      meta: { title: 'Committed' },
      description: 'Past the pivot there is no way back: what is left is asked for until it is done.',
      on: {
        stepDone: [{ guard: 'lastStep', target: 'done' }, { target: 'committed' }],
        stepRefused: [{ guard: 'attemptsLeft', target: 'committed' }, { target: 'needsPerson' }],
        stepUnanswered: [{ guard: 'attemptsLeft', target: 'committed' }, { target: 'needsPerson' }],
      },
    },
    compensating: {
      meta: { title: 'Compensating' },
      description: 'Steps that were done, or may have been, are undone in reverse order.',
      on: {
        undone: [{ guard: 'nothingLeft', target: 'compensated' }, { target: 'compensating' }],
        undoUnanswered: [{ guard: 'attemptsLeft', target: 'compensating' }, { target: 'needsPerson' }],
      },
    },
    needsPerson: {
      meta: { title: 'Needs a person' },
      description: 'Something failed as often as allowed. It stands on a list, with what is left to do.',
      on: {
        undone: [{ guard: 'nothingLeft', target: 'compensated' }, { target: 'needsPerson' }],
        undoUnanswered: 'needsPerson',
        personRetries: [
          { guard: 'isPivot', target: 'forward' },
          { guard: 'onlyForward', target: 'committed' },
          { target: 'compensating' },
        ],
      },
    },
    done: {
      meta: { title: 'Done' },
      description: 'Every step has been done.',
      type: 'final',
    },
    compensated: {
      meta: { title: 'Compensated' },
      description: 'Everything that was done has been undone.',
      type: 'final',
    },
  },
});

export type SagaMode = ModeOf<typeof machine>;

/** The machine as the engine runs it. */
export const compiled = compileMachine(machine);

/** The machine as plain data, for drawing. */
export const sagaChart = compiled.chart;
