export { nextStep, STRATEGIES, type CachingStrategy, type Progress, type Step } from './strategies';
export {
  addWrite,
  confirmBatch,
  createWriteBuffer,
  dirtyCount,
  requeueBatch,
  takeBatch,
  type BufferedWrite,
  type WriteBuffer,
} from './write-buffer';
