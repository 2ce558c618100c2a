/**
 * A retry budget: retries are paid with tokens that requests earn, so that they stay a share of the requests however
 * many of those fail. Finagle and gRPC have such budgets.
 */
export interface RetryBudget {
  /** Thousandths of a token, so that ten times a tenth is one. */
  thousandths: number;
}

export interface BudgetSettings {
  /** Tokens that each request earns: the share of requests that may be retried. */
  budgetRatio: number;
  /** Most tokens it holds. */
  budgetTokens: number;
}

const TOKEN = 1000;

/** [RT6] A full budget. */
export function createBudget({ budgetTokens }: BudgetSettings): RetryBudget {
  return { thousandths: budgetTokens * TOKEN };
}

/** [RT7] A request begins and earns its share of a token, as far as it fits. */
export function earn(budget: RetryBudget, { budgetRatio, budgetTokens }: BudgetSettings): void {
  budget.thousandths = Math.min(budgetTokens * TOKEN, budget.thousandths + Math.round(budgetRatio * TOKEN));
}

/** [RT8] Pays for a retry. @returns false, and takes nothing, when there is no whole token */
export function spend(budget: RetryBudget): boolean {
  if (budget.thousandths < TOKEN) return false;
  budget.thousandths -= TOKEN;
  return true;
}

/** The budget holds as much as other settings allow, and no more. */
export function fitBudget(budget: RetryBudget, { budgetTokens }: BudgetSettings): void {
  budget.thousandths = Math.min(budget.thousandths, budgetTokens * TOKEN);
}

/** Whole tokens there are. */
export function tokensIn(budget: RetryBudget): number {
  return Math.floor(budget.thousandths / TOKEN);
}
