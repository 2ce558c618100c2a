/** How one counted call went, as a small number that fits a window. */
export const OUTCOME = { notYet: 0, ok: 1, failed: 2, slow: 3, slowFailed: 4 } as const;
export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/** The outcome of a call: slow calls count as slow whether they failed or not. */
export function outcomeOf(failed: boolean, slow: boolean): Outcome {
  if (failed) return slow ? OUTCOME.slowFailed : OUTCOME.failed;
  return slow ? OUTCOME.slow : OUTCOME.ok;
}

export function isFailed(outcome: number): boolean {
  return outcome === OUTCOME.failed || outcome === OUTCOME.slowFailed;
}

export function isSlow(outcome: number): boolean {
  return outcome === OUTCOME.slow || outcome === OUTCOME.slowFailed;
}
