import { describe, expect, it } from 'vitest';
import { guardedRun } from './testing/guarded';

const run = guardedRun.bind(null, 'half-open-permits');
const FAILS = ['2s..4s set dependency.failureRatio 1'];
/** As many good calls as it takes to see the trial go on. */
const LONG = { SuccessesToClose: 20, PermitsReturn: true };

/** The number of trial calls in the words of a promise that holds. */
function trialsOf(says: string): number {
  return Number(/^(\d+) trial calls, never more than there were permits\.$/.exec(says)?.[1]);
}

describe('half-open sends a few', () => {
  it('holds for a sound breaker', () => {
    const { brokenAtUs, says } = run({ inputs: FAILS });
    expect(brokenAtUs).toBe(-1);
    expect(trialsOf(says)).toBeGreaterThanOrEqual(3);
  });

  it('holds where permits return, however many trial calls there are in all', () => {
    const { brokenAtUs, says } = run({ inputs: FAILS, params: { ...LONG, HalfOpenPermits: 2 } });
    expect(brokenAtUs).toBe(-1);
    expect(trialsOf(says)).toBeGreaterThan(20);
  });

  it('breaks at the call after the last permit, although the first trial call has ended by then', () => {
    const { brokenAtUs, says, sentAtUs } = run({ inputs: FAILS, leaksWhile: 'halfOpen' });
    expect(says).toBe('caller sent dependency trial call number 4, and has 3 permits.');
    const index = sentAtUs.indexOf(brokenAtUs);
    const [first, , , fourth] = sentAtUs.slice(index - 3);
    expect(fourth).toBe(brokenAtUs);
    expect(fourth - first).toBe(360_000);
  });

  it('breaks where permits return and one too many is out at once', () => {
    const { says } = run({ inputs: FAILS, params: { ...LONG, HalfOpenPermits: 2 }, leaksWhile: 'halfOpen' });
    expect(says).toBe('caller sent dependency trial call number 3, and has 2 permits.');
  });
});
