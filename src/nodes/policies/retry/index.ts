/** Tries a call again that went badly: after a backoff, within attempts, deadline and budget. */
import { definePolicy, PASS, type PolicyContext } from '../../../kernel/policy';
import {
  createBudget,
  earn,
  fitBudget,
  judgeRetry,
  tokensIn,
  type RetryBudget,
  type RetrySettings,
} from '../../../patterns/retrying/index';
import { retryParams, retrySettings } from './params';

type RetryContext = PolicyContext<typeof retryParams>;

/** State of the policy in the caller. */
export interface RetryPolicyState {
  settings: RetrySettings;
  budget: RetryBudget;
  /** Waits under way that the next one depends on, in microseconds by call. */
  waits: Map<number, number>;
  retries: number;
  /** Retries that the budget did not pay. */
  unpaid: number;
}

/** Waits kept for calls that may have been given up meanwhile. */
const WAITS_KEPT = 100_000;

export const policy = definePolicy({
  id: 'retry',
  title: 'Retry',
  params: retryParams,
  init: (ctx: RetryContext): RetryPolicyState => {
    const settings = retrySettings(ctx.params);
    return { settings, budget: createBudget(settings), waits: new Map(), retries: 0, unpaid: 0 };
  },
  before: (_ctx, state, { call, attempt }) => {
    if (attempt === 1) earn(state.budget, state.settings);
    if (state.settings.backoff !== 'decorrelatedJitter') return PASS;
    const previousUs = state.waits.get(call) ?? 0;
    state.waits.delete(call);
    return { do: 'pass', memo: previousUs };
  },
  after: (ctx, state, attempt, status) => {
    const { settings, budget, waits } = state;
    const tried = { status, attempt: attempt.attempt, previousUs: attempt.memo, endsByUs: attempt.endsByUs };
    const verdict = judgeRetry(settings, budget, tried, ctx.nowUs, () => ctx.uniform());
    if (typeof verdict === 'string') {
      if (verdict === 'budget') state.unpaid++;
      return null;
    }
    state.retries++;
    if (settings.backoff === 'decorrelatedJitter') {
      if (waits.size >= WAITS_KEPT) waits.clear();
      waits.set(attempt.call, verdict);
    }
    return verdict;
  },
  onParams: (ctx, state) => {
    state.settings = retrySettings(ctx.params);
    fitBudget(state.budget, state.settings);
  },
  inspect: ({ budget, retries, unpaid }, params) => ({
    retries,
    ...(params.budget ? { tokens: tokensIn(budget), retriesNotPaid: unpaid } : {}),
  }),
});
