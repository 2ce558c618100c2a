/** Sagas: orchestrated by a machine with a log, or choreographed by events; and the participants of both. */
export { leftAfter, newsAfter, type SagaNews } from './choreography';
export { sagaChart, type SagaEventType, type SagaMode } from './machine';
export {
  createBooks,
  isDirty,
  perform,
  readLatest,
  worthOf,
  type Books,
  type BookRules,
  type Command,
  type Holding,
  type HoldingState,
  type Performed,
  type Reading,
} from './participant';
export { ORDER_SAGA, planProblem, type SagaPlan, type SagaStep } from './plan';
export {
  asksOf,
  createSaga,
  happen,
  hasEnded,
  leftOf,
  noteAsked,
  replay,
  type Ask,
  type Saga,
  type SagaEntry,
  type StepState,
  type UndoOrder,
} from './saga';
