import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATUSES, type Status } from '../../kernel/message';
import { earn, spend, type BudgetSettings } from './budget';
import { callEndsByUs, createBudget, isTooLate, judgeRetry, tokensIn, type RetrySettings } from './index';

const plain: RetrySettings = {
  backoff: 'fixed',
  baseUs: 100,
  capUs: 1000,
  attempts: 3,
  retriesRefused: true,
  budget: false,
  budgetRatio: 0.1,
  budgetTokens: 10,
};
const first = { status: 'failed' as Status, attempt: 1, previousUs: 0, endsByUs: Infinity };
const judge = (more: Partial<RetrySettings>, tried: Partial<typeof first> = {}, nowUs = 0) => {
  const all = { ...plain, ...more };
  return judgeRetry(all, createBudget(all), { ...first, ...tried }, nowUs, () => 0.5);
};

describe('whether to try again', () => {
  it('[RT3] not what ended well or was cancelled, and what was refused only when asked for', () => {
    const retried = (retriesRefused: boolean): Status[] =>
      STATUSES.filter((status) => judge({ retriesRefused }, { status }) === 100);
    expect(retried(true)).toEqual(['failed', 'rejected', 'timedOut', 'dropped', 'lost']);
    expect(retried(false)).toEqual(['failed', 'timedOut', 'dropped', 'lost']);
  });

  it('[RT4] at most so many attempts, the first included', () => {
    expect(judge({}, { attempt: 2 })).toBe(100);
    expect(judge({}, { attempt: 3 })).toBe('attempts');
    expect(judge({ attempts: 1 })).toBe('attempts');
  });

  it('[RT5] no attempt at or after the deadline', () => {
    expect(judge({}, { endsByUs: 5101 }, 5000)).toBe(100);
    expect(judge({}, { endsByUs: 5100 }, 5000)).toBe('deadline');
    expect(judge({}, { endsByUs: 4000 }, 5000)).toBe('deadline');
  });

  it('[RT8] what is refused for another reason costs no token', () => {
    const settings = { ...plain, budget: true };
    const budget = createBudget(settings);
    const decide = (tried: Partial<typeof first>): unknown =>
      judgeRetry(settings, budget, { ...first, ...tried }, 0, () => 0.5);
    expect(decide({ attempt: 3 })).toBe('attempts');
    expect(decide({ endsByUs: 50 })).toBe('deadline');
    expect(decide({ status: 'completed' })).toBe('useless');
    expect(tokensIn(budget)).toBe(10);
    for (let i = 0; i < 10; i++) expect(decide({})).toBe(100);
    expect(decide({})).toBe('budget');
  });
});

describe('budget', () => {
  const settings: BudgetSettings = { budgetRatio: 0.1, budgetTokens: 3 };

  it('[RT6] [RT8] begins full, and has no part of a retry', () => {
    const budget = createBudget(settings);
    expect([1, 2, 3, 4].map(() => spend(budget))).toEqual([true, true, true, false]);
  });

  it('[RT7] ten tenths are one token', () => {
    const budget = createBudget({ ...settings, budgetTokens: 1 });
    spend(budget);
    for (let i = 0; i < 9; i++) earn(budget, settings);
    expect(spend(budget)).toBe(false);
    earn(budget, settings);
    expect(spend(budget)).toBe(true);
  });

  it('[RT7] holds no more than it can', () => {
    const budget = createBudget(settings);
    for (let i = 0; i < 1000; i++) earn(budget, settings);
    expect(tokensIn(budget)).toBe(3);
  });

  it('[RT9] GT 10.2: retries are at most a share of the requests, and what was stored', () => {
    const turns = fc.array(fc.boolean(), { maxLength: 400 });
    fc.assert(
      fc.property(turns, fc.constantFrom(0, 0.1, 0.25, 1), (all, budgetRatio) => {
        const own = { budgetRatio, budgetTokens: 5 };
        const budget = createBudget(own);
        let requests = 0;
        let retries = 0;
        for (const begins of all) {
          if (begins) {
            requests++;
            earn(budget, own);
          } else if (spend(budget)) retries++;
        }
        expect(retries).toBeLessThanOrEqual(budgetRatio * requests + 5);
      }),
    );
  });
});

describe('deadlines', () => {
  it('[RT13] a call ends at its own limit, or at that of the request it serves', () => {
    expect(callEndsByUs(100, 50, 120, true)).toBe(120);
    expect(callEndsByUs(100, 50, 120, false)).toBe(150);
    expect(callEndsByUs(100, 50, Infinity, true)).toBe(150);
    expect(callEndsByUs(100, 50, 900, true)).toBe(150);
  });

  it('[RT14] too late is what has expired, or will within the time to spare', () => {
    expect(isTooLate(0, 1e12, 1e12)).toBe(false);
    expect(isTooLate(100, 99, 0)).toBe(false);
    expect(isTooLate(100, 100, 0)).toBe(true);
    expect(isTooLate(100, 90, 10)).toBe(false);
    expect(isTooLate(100, 91, 10)).toBe(true);
  });
});
