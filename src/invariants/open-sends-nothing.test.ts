import { describe, expect, it } from 'vitest';
import { US_PER_S } from '../kernel/time';
import { guardedRun } from './testing/guarded';

const S = US_PER_S;
const run = guardedRun.bind(null, 'open-sends-nothing');
/** The first call to fail is the one sent at 1.92 s: the breaker opens at 2.35 s, for a second. */
const FAILS = ['2s..5s set dependency.failureRatio 1'];
const BY_HAND = ['2s do caller forceOpen', '5s do caller resetBreaker'];

describe('open sends nothing', () => {
  it.each([[FAILS], [BY_HAND]])('holds for a sound breaker, and counts what was sent: %s', (inputs) => {
    const { brokenAtUs, says, sentAtUs } = run({ inputs });
    expect(brokenAtUs).toBe(-1);
    expect(says).toBe(`${String(sentAtUs.length)} calls were sent, none of them while open.`);
    expect(sentAtUs.filter((us) => us > 2.35 * S && us < 3.35 * S)).toEqual([]);
  });

  it.each([
    [FAILS, 'open', 2.35],
    [BY_HAND, 'forcedOpen', 2],
  ])('breaks at the first call that an open breaker lets pass: %s', (inputs, leaksWhile, openSec) => {
    const { brokenAtUs, says, sentAtUs } = run({ inputs, leaksWhile });
    expect(says).toBe('caller called dependency while its breaker was open.');
    expect(brokenAtUs).toBe(sentAtUs.find((us) => us > openSec * S));
  });
});
