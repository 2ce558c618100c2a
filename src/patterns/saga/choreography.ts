/** Sagas without an orchestrator: each participant knows whom to tell, and nobody knows the whole. */
import type { Performed } from './participant';
import type { SagaPlan } from './plan';

/** What one participant tells another: do the next step, or undo yours. */
export interface SagaNews {
  readonly saga: number;
  /** The step of the one who is told. */
  readonly step: number;
  readonly undo: boolean;
}

/** [SG16] Whom to tell what after a step was done, refused or undone; null when there is nobody left to tell. */
export function newsAfter(
  plan: SagaPlan,
  { saga, step, undo }: SagaNews,
  answer: Performed['answer'],
): SagaNews | null {
  const back = undo || answer === 'refused';
  const next = back ? step - 1 : step + 1;
  return next >= 0 && next < plan.length ? { saga, step: next, undo: back } : null;
}

/** [SG8] What is left when an event comes to nothing: its own step, and those that would have followed from it. */
export function leftAfter(plan: SagaPlan, { step, undo }: SagaNews): number[] {
  const all = plan.map((_, i) => i);
  return undo ? all.slice(0, step + 1) : all.slice(step);
}
