/** Histories whose verdicts are known: 52 of a real etcd cluster, and unit tests of other checkers. */
import { describe, expect, it } from 'vitest';
import { checkHistory } from '.';
import { etcdHistories, smallHistories, type KnownHistory } from './testing/recorded';

const check = (known: KnownHistory): ReturnType<typeof checkHistory> =>
  known.kind === 'set'
    ? checkHistory(known.model, known.operations)
    : checkHistory(known.model, known.operations);
const verdictOf = ({ linearizable }: KnownHistory): string =>
  linearizable ? 'linearizable' : 'notLinearizable';

describe('known verdicts', () => {
  it.each(smallHistories())('[LIN1] [LIN2] [LIN3] [LIN4] [LIN11] [LIN14] $name', (known) => {
    expect(check(known).verdict).toBe(verdictOf(known));
  });

  it.each(etcdHistories())('[LIN1] [LIN3] [LIN11] [LIN16] $name', (known) => {
    const verdict = check(known);
    expect(verdict.verdict).toBe(verdictOf(known));
    // Some eighty operations by up to a dozen clients: without the shortcuts of SPEC.md several would not end.
    expect(verdict.configurations).toBeLessThan(5_000);
  });

  it('are all there', () => {
    const count = (histories: KnownHistory[]): number[] => [
      histories.filter(({ linearizable }) => linearizable).length,
      histories.filter(({ linearizable }) => !linearizable).length,
    ];
    expect(count(etcdHistories())).toEqual([11, 41]);
    expect(count(smallHistories())).toEqual([8, 5]);
  });
});
