/** What a work queue is told to do; times in microseconds. */
export interface QueueRules {
  /** A message is forgotten when it is handed out: never given twice, and gone when its consumer fails. */
  readonly atMostOnce: boolean;
  /** How long a message handed out is hidden from the others. */
  readonly visibilityUs: number;
  /** Deliveries of a message before it is dead; at least 1. */
  readonly maxAttempts: number;
  /** Unit of the wait after a refusal: 2ⁿ of it after the n-th attempt. */
  readonly backoffUs: number;
  /** Messages of a group are handed out in their order, one at a time. */
  readonly ordered: boolean;
  /** A mistake: the next of a group is handed out while an earlier one is still out. */
  readonly handsOutAhead: boolean;
  /** A mistake: each of these consumers gets every message, and one failure requeues it for all. Null for none. */
  readonly everyone: readonly string[] | null;
}

/** Largest exponent of the backoff: about twelve days of seconds. */
const MAX_EXPONENT = 20;

/** [WQ6] How long a message waits after its n-th attempt was refused. */
export function backoffUs({ backoffUs: unitUs }: Pick<QueueRules, 'backoffUs'>, attempts: number): number {
  return unitUs * (1 << Math.min(attempts, MAX_EXPONENT));
}
