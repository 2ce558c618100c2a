/** The ways to keep a cache and a database together. Rules of behaviour: `SPEC.md`. */
export {
  nextStep,
  STRATEGIES,
  type CachingStrategy,
  type Progress,
  type Step,
  type StepEnd,
  type Variant,
} from './strategies';
export { isDueForRefresh, letIn, settle, type Errand, type FillRule, type Versioned } from './through';
export {
  addWrite,
  confirmBatch,
  createWriteBuffer,
  dirtyCount,
  dropWrites,
  requeueBatch,
  takeBatch,
  unflushed,
  type BufferedWrite,
  type WriteBuffer,
} from './write-buffer';
