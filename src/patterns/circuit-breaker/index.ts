/** The circuit breaker. Rules [CB1] … in `SPEC.md`. */
export {
  admitCall,
  changeSettings,
  countResult,
  createBreaker,
  disable,
  endOpenTime,
  forceOpen,
  forgetCall,
  openTimeLeftUs,
  reset,
} from './breaker';
export type { Admission, Breaker, Counted } from './breaker';
export { breakerChart } from './machine';
export type { BreakerMode } from './machine';
export { PRESETS as BREAKER_PRESETS } from './presets';
export type { BreakerSettings } from './settings';
export { viewBreaker } from './view';
export type { BreakerView, WindowSlot } from './view';
