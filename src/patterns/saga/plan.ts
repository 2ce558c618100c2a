/** What a saga is made of. */

/** What may become of a step: undone later, no way back after it, or done whatever it takes. */
export type StepNature = 'compensable' | 'pivot' | 'retriable';

/** What a step does to the books of its participant. */
export type StepDeed = 'reserve' | 'take' | 'settle';

export interface SagaStep {
  readonly id: string;
  /** Whose step it is. */
  readonly at: string;
  readonly nature: StepNature;
  readonly does: StepDeed;
}

export type SagaPlan = readonly SagaStep[];

const RANK: Readonly<Record<StepNature, number>> = { compensable: 0, pivot: 1, retriable: 2 };

/** [SG1] Why a plan cannot be carried out, in words, or null. */
export function planProblem(plan: SagaPlan): string | null {
  if (plan.length === 0) return 'A saga has at least one step.';
  for (const [i, { id, nature }] of plan.entries()) {
    if (i === 0) continue;
    const before = plan[i - 1];
    if (RANK[nature] < RANK[before.nature]) return `${id} is ${nature} and comes after ${before.id}.`;
    if (nature === 'pivot' && before.nature === 'pivot') return 'A saga has at most one pivot.';
  }
  return null;
}

/** An order goes from service to service as far as shipping, and the same way back to be settled. */
export const ORDER_SAGA: SagaPlan = [
  { id: 'open', at: 'orders', nature: 'compensable', does: 'reserve' },
  { id: 'hold', at: 'payments', nature: 'compensable', does: 'reserve' },
  { id: 'reserve', at: 'inventory', nature: 'compensable', does: 'reserve' },
  { id: 'book', at: 'shipping', nature: 'pivot', does: 'take' },
  { id: 'pick', at: 'inventory', nature: 'retriable', does: 'settle' },
  { id: 'capture', at: 'payments', nature: 'retriable', does: 'settle' },
  { id: 'confirm', at: 'orders', nature: 'retriable', does: 'settle' },
];
