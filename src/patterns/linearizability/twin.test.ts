/** The checker against a naive twin, and against histories that are known to have happened. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHistory, type Operation } from '.';
import { SUBJECTS, doubtful, flawOf, happened, isLinearizable } from './testing/objects';

describe.each(SUBJECTS)('$name', (subject) => {
  it('[LIN1] [LIN3] [LIN5] a history that happened is linearizable, in the order that comes back', () => {
    fc.assert(
      fc.property(happened(subject, { maxLength: 14 }, 25), (operations) => {
        const verdict = checkHistory(subject.model, operations);
        expect(verdict.verdict).toBe('linearizable');
        expect(flawOf(subject, operations, 'order' in verdict ? verdict.order : [])).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  it('[LIN1] [LIN2] [LIN3] agrees with a twin that tries all orders', () => {
    const verdicts = new Set<boolean>();
    fc.assert(
      fc.property(doubtful(subject, 6), (operations) => {
        const expected = isLinearizable(subject, operations);
        verdicts.add(expected);
        const verdict = checkHistory(subject.model, operations);
        expect(verdict.verdict).toBe(expected ? 'linearizable' : 'notLinearizable');
        if (expected && 'order' in verdict)
          expect(flawOf(subject, operations, verdict.order)).toBeUndefined();
      }),
      { numRuns: 400 },
    );
    expect(verdicts.size).toBe(2);
  });

  it('[LIN6] [LIN7] a history breaks at the return of the misfit, and not before', () => {
    fc.assert(
      fc.property(doubtful(subject, 6), (operations) => {
        const verdict = checkHistory(subject.model, operations);
        if (verdict.verdict !== 'notLinearizable') return;
        const { misfit, order, shard } = verdict;
        const mine = operations.map(
          (one) => shard === null || subject.model.shardOf?.(one.command) === shard,
        );
        const breaksAt = operations[misfit].returnedAt ?? NaN;
        const upTo = (isBack: (index: number, returnedAt: number) => boolean): Operation<unknown>[] =>
          operations.flatMap((one, index) => {
            if (!mine[index] || one.calledAt > breaksAt) return [];
            const { returnedAt } = one;
            return returnedAt !== null && isBack(index, returnedAt) ? [one] : [{ ...one, returnedAt: null }];
          });
        const isBefore = (_index: number, returnedAt: number): boolean => returnedAt < breaksAt;
        expect(isLinearizable(subject, upTo(isBefore))).toBe(true);
        expect(
          isLinearizable(
            subject,
            upTo((_index, returnedAt) => returnedAt <= breaksAt),
          ),
        ).toBe(false);
        expect(order).not.toContain(misfit);
        const prefix = operations.map((one, index) => {
          const isBack = mine[index] && one.returnedAt !== null && one.returnedAt < breaksAt;
          return isBack ? one : { ...one, returnedAt: null };
        });
        expect(flawOf(subject, prefix, order)).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });
});

describe('one hundred operations, some ten at a time', () => {
  // A queue with dequeues of unknown outcome may take longer: any value may have left with them.
  const subjects = SUBJECTS.filter(({ name }) => !name.startsWith('queue'));

  it.each(subjects)('[LIN1] $name: checked in few steps', (subject) => {
    fc.assert(
      fc.property(happened(subject, { minLength: 100, maxLength: 100 }, 50), (operations) => {
        const verdict = checkHistory(subject.model, operations);
        expect(verdict.verdict).toBe('linearizable');
        expect(verdict.configurations).toBeLessThan(20_000);
      }),
      { numRuns: 20 },
    );
  });
});
