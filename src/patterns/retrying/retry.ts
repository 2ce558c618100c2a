/** Whether a call that went badly is tried again, and when. */
import type { Status } from '../../kernel/message';
import { backoffUs, type BackoffSettings } from './backoff';
import { spend, type BudgetSettings, type RetryBudget } from './budget';

export interface RetrySettings extends BackoffSettings, BudgetSettings {
  /** Most attempts of a call, the first included. */
  attempts: number;
  /** Also tries again what was refused: by the callee, or by the caller's own breaker, limit or throttle. */
  retriesRefused: boolean;
  /** Retries are paid from the budget. */
  budget: boolean;
}

/** A call whose attempt has just ended. */
export interface Tried {
  status: Status;
  /** Number of the attempt, from 1. */
  attempt: number;
  /** The wait before this attempt; 0 for none. */
  previousUs: number;
  /** When the whole call must be over; Infinity for no limit. */
  endsByUs: number;
}

/** Why there is no other attempt. */
export type NoRetry = 'useless' | 'attempts' | 'deadline' | 'budget';

/** [RT3] … [RT5], [RT8] The wait until the next attempt in microseconds, or why there is none. */
export function judgeRetry(
  settings: RetrySettings,
  budget: RetryBudget,
  tried: Tried,
  nowUs: number,
  uniform: () => number,
): number | NoRetry {
  const { status, attempt, previousUs, endsByUs } = tried;
  if (!isWorthRetrying(status, settings.retriesRefused)) return 'useless';
  if (attempt >= settings.attempts) return 'attempts';
  const waitUs = backoffUs(settings, attempt, previousUs, uniform);
  if (nowUs + waitUs >= endsByUs) return 'deadline';
  if (settings.budget && !spend(budget)) return 'budget';
  return waitUs;
}

/** [RT3] A good end needs no other attempt, and the caller's own change of mind wants none. */
function isWorthRetrying(status: Status, retriesRefused: boolean): boolean {
  if (status === 'completed' || status === 'degraded' || status === 'cancelled') return false;
  return status !== 'rejected' || retriesRefused;
}
