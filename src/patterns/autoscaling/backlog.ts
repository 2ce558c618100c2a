/** How many workers a backlog needs, and when their number may change. */

export interface ScalingRules {
  readonly min: number;
  readonly max: number;
  /** Messages waiting or in hand for which one worker is enough; at least 1. */
  readonly backlogEach: number;
}

/** What is known when the number is judged. */
export interface ScalingView {
  /** Messages waiting and in hand. */
  readonly backlog: number;
  /** Workers that are there, and those that have been asked for and are not there yet. */
  readonly present: number;
  readonly coming: number;
  /** Whether the number has changed so lately that none may go. */
  readonly cooling: boolean;
}

/** [AS1] How many workers there should be. */
export function wantedWorkers(backlog: number, { min, max, backlogEach }: ScalingRules): number {
  return Math.min(max, Math.max(min, Math.ceil(backlog / backlogEach)));
}

/** How many workers to ask for; −1 for one that may go, 0 for no change. */
export function changeOfWorkers(
  { backlog, present, coming, cooling }: ScalingView,
  rules: ScalingRules,
): number {
  const missing = wantedWorkers(backlog, rules) - present - coming;
  // [AS2] All that are missing come at once; [AS3] one goes at a time, and none while it cools down.
  if (missing >= 0) return missing;
  return cooling || coming > 0 ? 0 : -1;
}
