/** What stages hold, for the promises about backpressure. */
import type { SimNode } from '../../kernel/world';
import type { StageState } from '../../nodes/stage/state';

/** The state of a node that is a stage and runs; null for any other. */
export function stageOf({ state }: SimNode): StageState | null {
  return state !== null && 'outlet' in (state as object) ? (state as StageState) : null;
}
