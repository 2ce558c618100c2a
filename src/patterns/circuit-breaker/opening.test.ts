/** At which call a breaker opens: the table of GT CB-1 (11.3), calls one at a time within one window. */
import { describe, expect, it } from 'vitest';
import { createStreams, nextUniform, streamOffset } from '../../kernel/random';
import { admitCall, BREAKER_PRESETS, countResult, createBreaker } from './index';
import type { BreakerSettings } from './index';

const { resilience4j, polly, opossum } = BREAKER_PRESETS;
const NEVER = 0;
const TOOK_US = 1_000;
const GAP_US = 2_000;

/** Number of the call whose end opens the breaker, 0 when none of `most` does. `failedAt` says how call n (from 1) ends. */
function opensAt(settings: BreakerSettings, failedAt: (call: number) => boolean, most = 1_000): number {
  const breaker = createBreaker(settings, 0);
  for (let call = 1; call <= most; call++) {
    const nowUs = call * GAP_US;
    expect(admitCall(breaker, nowUs).letThrough).toBe(true);
    countResult(breaker, breaker.generation, failedAt(call), TOOK_US, nowUs + TOOK_US);
    if (breaker.mode === 'open') return call;
  }
  return NEVER;
}

/** A sequence such as `SSF`; its last letter goes on for ever. */
const sequence = (letters: string) => (call: number) =>
  (letters[call - 1] ?? letters[letters.length - 1]) === 'F';
const alternating = (first: 'S' | 'F') => (call: number) => (call % 2 === 1) === (first === 'F');

describe('GT CB-1: the call that opens the breaker', () => {
  const small = { ...resilience4j, windowCalls: 10, minimumCalls: 5 };
  const rows: [
    name: string,
    settings: BreakerSettings,
    failedAt: (call: number) => boolean,
    opens: number,
  ][] = [
    ['resilience4j default, S F S F …', resilience4j, alternating('S'), 100],
    ['resilience4j default, F S F S …', resilience4j, alternating('F'), 100],
    ['resilience4j default, 49 F, 51 S, then F', resilience4j, (n) => n <= 49 || n > 100, 150],
    ['resilience4j default, 50 F then 50 S, on a successful call', resilience4j, (n) => n <= 50, 100],
    ['resilience4j window 10 min 5, F F F S S', small, sequence('FFFSS'), 5],
    ['resilience4j window 10 min 5, S S S F F F', small, sequence('SSSFFF'), 6],
    ['Polly default, every 10th call fails', polly, (n) => n % 10 === 0, 100],
    ['Polly default, 99 F, 1 S, then F', polly, (n) => n !== 100, 101],
    ['opossum default, first call fails', opossum, sequence('F'), 1],
    ['opossum default, S F S F …', opossum, alternating('S'), NEVER],
    ['opossum volumeThreshold 10, F S F S …', { ...opossum, minimumCalls: 10 }, alternating('F'), 11],
    ['opossum default, S S F F F', opossum, sequence('SSFFF'), 5],
  ];

  it.each(rows)('[CB6] [CB7] [CB8] [CB10] %s', (_name, settings, failedAt, opens) => {
    expect(opensAt(settings, failedAt)).toBe(opens);
  });

  it('[CB5] failures in a row', () => {
    const inARow = { ...resilience4j, tripRule: 'consecutive', failuresInARow: 5 } as const;
    expect(opensAt(inARow, sequence('FFFFF'))).toBe(5);
    expect(opensAt(inARow, sequence('FFFFSFFFFF'))).toBe(10);
    expect(opensAt(inARow, (n) => n % 5 !== 0)).toBe(NEVER);
  });

  it('[CB9] slow calls open it although none fails', () => {
    const breaker = createBreaker({ ...small, slowAfterUs: 500, slowRatio: 0.4 }, 0);
    const took = [501, 500, 500, 500, 501];
    const modes = took.map((tookUs, n) => {
      countResult(breaker, breaker.generation, false, tookUs, n * GAP_US);
      return breaker.mode;
    });
    expect(modes).toEqual(['closed', 'closed', 'closed', 'closed', 'open']);
  });
});

describe('GT CB-1: independent failures, window 100, minimum 100, 50 %', () => {
  /** The observed share of 5,000 breakers must lie within four standard errors of the published probability. */
  const within = (truth: number, runs: number): number => 4 * Math.sqrt((truth * (1 - truth)) / runs);

  const shareOpen = (
    failureRatio: number,
    calls: number,
    runs: number,
    opens: (at: number) => boolean,
  ): number => {
    const streams = createStreams();
    const offset = streamOffset(streams, 1, `failures ${String(failureRatio)}`);
    let open = 0;
    for (let run = 0; run < runs; run++) {
      const fails = (): boolean => nextUniform(streams.words, offset) < failureRatio;
      if (opens(opensAtCall(fails, calls))) open++;
    }
    return open / runs;
  };

  /** As `opensAt`, with a trip rule only: no time passes. */
  const opensAtCall = (fails: () => boolean, most: number): number => {
    const breaker = createBreaker(resilience4j, 0);
    for (let call = 1; call <= most; call++) {
      countResult(breaker, 1, fails(), 0, 0);
      if (breaker.mode === 'open') return call;
    }
    return NEVER;
  };

  it.each([
    [0.4, 0.0271],
    [0.45, 0.18273],
    [0.5, 0.53979],
    [0.55, 0.86542],
    [0.6, 0.98324],
  ])('[CB6] with p = %f it opens at call 100 with probability %f', (p, truth) => {
    const runs = 5_000;
    expect(Math.abs(shareOpen(p, 100, runs, (at) => at === 100) - truth)).toBeLessThan(within(truth, runs));
  });

  it('[CB6] with p = .4 it opens within 1000 calls with probability .678', () => {
    const runs = 2_000;
    expect(Math.abs(shareOpen(0.4, 1_000, runs, (at) => at !== NEVER) - 0.678)).toBeLessThan(
      within(0.678, runs),
    );
  });
});
