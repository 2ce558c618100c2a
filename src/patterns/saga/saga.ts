/**
 * An orchestrated saga: what has been done, what is to be asked next, and what is left for a person. It changes by
 * entries alone, so that a log of them is the whole saga.
 */
import type { AppendLog, Plain, Shared } from '../../kernel/plain';
import { changeOf, nextMode } from '../machine/index';
import { compiled, type SagaEvent, type SagaEventType, type SagaMode } from './machine';
import type { SagaPlan } from './plan';

/** `unknown`: asked for, and nobody knows whether it was done. `stuck`: tried as often as allowed. */
export type StepState =
  'waiting' | 'running' | 'done' | 'refused' | 'unknown' | 'undoing' | 'undone' | 'stuck';

export interface Saga {
  id: number;
  mode: SagaMode;
  /** The step to be done next, or the one that ended the way forward. */
  at: number;
  steps: StepState[];
  /** When each step came into its state. */
  stepAtUs: number[];
  beganAtUs: number;
  /** −1 until then. */
  endedAtUs: number;
  /** What it is about. Never changes. */
  data: Plain;
}

/** What happened to a saga, as it is written down. */
export interface SagaEntry extends Shared {
  readonly saga: number;
  readonly event: SagaEventType | 'begun';
  /** The step it is about; −1 for the saga. */
  readonly step: number;
  readonly atUs: number;
  /** What the saga is about, in the entry of its beginning; null in others. */
  readonly data: Plain;
}

/** What to ask a participant for. */
export interface Ask {
  step: number;
  undo: boolean;
}

/** In which order steps are undone; all but the first are mistakes. */
export type UndoOrder = 'reverse' | 'inOrder' | 'atOnce';

/** A saga that has just begun. */
export function createSaga(id: number, plan: SagaPlan, nowUs: number, data: Plain = null): Saga {
  return {
    id,
    mode: 'forward',
    at: 0,
    steps: plan.map(() => 'waiting'),
    stepAtUs: plan.map(() => nowUs),
    beganAtUs: nowUs,
    endedAtUs: -1,
    data,
  };
}

export function hasEnded({ mode }: Saga): boolean {
  return mode === 'done' || mode === 'compensated';
}

/** Something has been asked for: until it is answered the step is under way. */
export function noteAsked(saga: Saga, { step, undo }: Ask, nowUs: number): void {
  mark(saga, step, undo ? 'undoing' : 'running', nowUs);
}

function mark(saga: Saga, step: number, state: StepState, nowUs: number): void {
  if (saga.steps[step] === state) return;
  saga.steps[step] = state;
  saga.stepAtUs[step] = nowUs;
}

/**
 * Something happened to a saga.
 * @param attemptsLeft it failed, and may be tried once more: such a failure need not be written down
 * @returns the step of the machine, as a view shows it
 */
export function happen(
  saga: Saga,
  plan: SagaPlan,
  type: SagaEventType,
  step: number,
  nowUs: number,
  attemptsLeft = false,
): ReturnType<typeof changeOf> {
  const isRetriable = plan[saga.at]?.nature === 'retriable';
  if (type === 'stepDone') {
    mark(saga, step, 'done', nowUs);
    saga.at = step + 1;
  } else if (type === 'undone') mark(saga, step, 'undone', nowUs);
  else if (type !== 'personRetries' && !attemptsLeft) {
    mark(saga, step, failedState(type, isRetriable), nowUs);
  }
  const event = factsOf(saga, plan, type, attemptsLeft);
  const taken = nextMode(compiled, saga.mode, event);
  const change = changeOf(saga.mode, event, taken);
  saga.mode = taken.to;
  if (hasEnded(saga)) saga.endedAtUs = nowUs;
  return change;
}

/** [SG3] [SG4] What is known of a step that failed for the last time. */
function failedState(type: SagaEventType, isRetriable: boolean): StepState {
  if (type === 'undoUnanswered' || isRetriable) return 'stuck';
  return type === 'stepRefused' ? 'refused' : 'unknown';
}

/** The event with what the guards ask about; the saga is marked already. */
function factsOf(saga: Saga, plan: SagaPlan, type: SagaEventType, attemptsLeft: boolean): SagaEvent {
  const next = plan[saga.at]?.nature;
  switch (type) {
    case 'stepDone':
      return { type, isLast: saga.at === plan.length, onlyForward: next === 'retriable' };
    case 'stepRefused':
      return { type, attemptsLeft, nothingLeft: stepsToUndo(saga, plan).length === 0 };
    case 'stepUnanswered':
      return { type, attemptsLeft, isPivot: next === 'pivot' };
    case 'undone':
      return { type, nothingLeft: stepsToUndo(saga, plan).length === 0 };
    case 'undoUnanswered':
      return { type, attemptsLeft };
    case 'personRetries':
      return { type, isPivot: isPivotUnknown(saga, plan), onlyForward: next === 'retriable' };
  }
}

function isPivotUnknown({ at, steps }: Saga, plan: SagaPlan): boolean {
  return plan[at]?.nature === 'pivot' && steps[at] === 'unknown';
}

/** Effects that stand or may stand, and can be undone; in the order of the plan. */
function stepsToUndo({ steps }: Saga, plan: SagaPlan): number[] {
  const stands = (state: StepState): boolean => !['waiting', 'refused', 'undone'].includes(state);
  return plan.flatMap(({ nature }, i) => (nature === 'compensable' && stands(steps[i]) ? [i] : []));
}

/** [SG2] [SG5] What a saga asks for now: the same again after a crash. */
export function asksOf(saga: Saga, plan: SagaPlan, order: UndoOrder): Ask[] {
  if (saga.mode === 'forward' || saga.mode === 'committed') return [{ step: saga.at, undo: false }];
  if (saga.mode !== 'compensating') return [];
  const left = stepsToUndo(saga, plan);
  const chosen = order === 'atOnce' ? left : order === 'inOrder' ? left.slice(0, 1) : left.slice(-1);
  return chosen.map((step) => ({ step, undo: true }));
}

/** [SG8] What is left of a saga that needs a person. */
export function leftOf(saga: Saga, plan: SagaPlan): { step: number; todo: 'undo' | 'do' | 'find out' }[] {
  if (saga.mode !== 'needsPerson') return [];
  const pivot = isPivotUnknown(saga, plan);
  if (!pivot && plan[saga.at]?.nature !== 'retriable') {
    return stepsToUndo(saga, plan).map((step) => ({ step, todo: 'undo' }));
  }
  return plan.flatMap((_, step) => {
    if (step < saga.at) return [];
    return [{ step, todo: pivot && step === saga.at ? ('find out' as const) : ('do' as const) }];
  });
}

/** [SG10] The sagas that a log tells of, by id. */
export function replay(log: AppendLog<SagaEntry>, plan: SagaPlan): Map<number, Saga> {
  const sagas = new Map<number, Saga>();
  for (let i = 0; i < log.length; i++) {
    const { saga: id, event, step, atUs, data } = log.items[i];
    if (event === 'begun') sagas.set(id, createSaga(id, plan, atUs, data));
    else {
      const saga = sagas.get(id);
      if (saga !== undefined) happen(saga, plan, event, step, atUs);
    }
  }
  return sagas;
}
