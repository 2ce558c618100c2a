import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffUs, type Backoff, type BackoffSettings } from './index';

const MS = 1000;
const backoffs: readonly Backoff[] = [
  'immediate',
  'fixed',
  'exponential',
  'fullJitter',
  'equalJitter',
  'decorrelatedJitter',
];

const settings = (backoff: Backoff, more: Partial<BackoffSettings> = {}): BackoffSettings => ({
  backoff,
  baseUs: 5 * MS,
  capUs: 2000 * MS,
  ...more,
});

/** Waits in ms after attempts 1, 2, …, each with the same chance. */
function waits(backoff: Backoff, chance: number, count: number): number[] {
  const all: number[] = [];
  let previousUs = 0;
  for (let failed = 1; failed <= count; failed++) {
    previousUs = backoffUs(settings(backoff), failed, previousUs, () => chance);
    all.push(previousUs / MS);
  }
  return all;
}

describe('backoff', () => {
  it('[RT1] without jitter: nothing, the base, or its doubles up to the cap', () => {
    expect(waits('immediate', 0.5, 3)).toEqual([0, 0, 0]);
    expect(waits('fixed', 0.5, 3)).toEqual([5, 5, 5]);
    expect(waits('exponential', 0.5, 10)).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 2000, 2000]);
  });

  it.each<[Backoff, number[], number[]]>([
    ['fullJitter', [0, 0, 0, 0], [5, 10, 20, 40]],
    ['equalJitter', [5, 10, 20, 40], [7.5, 15, 30, 60]],
    // From 5 to 15, then to three times the last.
    ['decorrelatedJitter', [5, 5, 5, 5], [10, 17.5, 28.75, 45.625]],
  ])('[RT1] %s: with no chance and with half of it', (backoff, least, half) => {
    expect(waits(backoff, 0, 4)).toEqual(least);
    expect(waits(backoff, 0.5, 4)).toEqual(half);
  });

  it('[RT2] no wait is negative, broken, or beyond the cap', () => {
    const any = fc.record({
      backoff: fc.constantFrom(...backoffs),
      baseUs: fc.nat(10_000_000),
      capUs: fc.nat(10_000_000),
      failed: fc.integer({ min: 1, max: 200 }),
      previousUs: fc.nat(10_000_000),
      chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(any, ({ failed, previousUs, chance, ...one }) => {
        const us = backoffUs(one, failed, previousUs, () => chance);
        expect(Number.isInteger(us)).toBe(true);
        expect(us).toBeGreaterThanOrEqual(0);
        expect(us).toBeLessThanOrEqual(one.capUs);
      }),
    );
  });

  it('[RT1] asks for chance only where there is jitter', () => {
    for (const backoff of backoffs) {
      let asked = 0;
      backoffUs(settings(backoff), 2, 0, () => {
        asked++;
        return 0.3;
      });
      expect(asked).toBe(backoff.endsWith('Jitter') ? 1 : 0);
    }
  });
});
