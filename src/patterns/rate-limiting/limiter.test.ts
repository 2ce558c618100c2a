import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyPlain, findImpurities } from '../../kernel/plain';
import { headersOf } from './headers';
import { admit, charge, createLimiter, resetUs, waitUs } from './limiter';
import type { LimiterAlgorithm, LimiterSettings } from './settings';
import { admittedAt, ALGORITHMS, everyUs, MS, SEC, settingsOf, times } from './testing/asking';

const anyAlgorithm = fc.constantFrom(...ALGORITHMS);
const anySettings = (
  algorithm: fc.Arbitrary<LimiterAlgorithm> = anyAlgorithm,
): fc.Arbitrary<LimiterSettings> =>
  fc.record({
    $shared: fc.constant(true as const),
    algorithm,
    limit: fc.integer({ min: 1, max: 12 }),
    // Some periods are no multiple of the limit: intervals then are no whole microseconds.
    periodUs: fc.constantFrom(1, 7, 1000, 1001, SEC, 60 * SEC),
    burst: fc.integer({ min: 1, max: 12 }),
    floorsRefill: fc.constant(false),
  });
/** Gaps between requests, in fractions of the mean gap that the limit allows. */
const anyGaps = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3, noNaN: true })), {
  maxLength: 80,
});

function timesOf(gaps: readonly number[], { limit, periodUs }: LimiterSettings): number[] {
  let at = 12_345;
  return gaps.map((gap) => (at += Math.round((gap * periodUs) / limit)));
}

describe.each(ALGORITHMS)('%s', (algorithm) => {
  const settings = anySettings(fc.constant(algorithm));

  it('[RL1] allows the first request', () => {
    fc.assert(
      fc.property(settings, fc.nat(1e9), (own, nowUs) => {
        expect(admit(createLimiter(own, nowUs), own, nowUs).allowed).toBe(true);
      }),
    );
  });

  it('[RL2] decides as if refused requests had never come', () => {
    fc.assert(
      fc.property(settings, anyGaps, (own, gaps) => {
        const admitted = admittedAt(own, timesOf(gaps, own));
        expect(admittedAt(own, admitted)).toEqual(admitted);
      }),
    );
  });

  it('[RL3] stands still while the clock is behind', () => {
    fc.assert(
      fc.property(settings, anyGaps, fc.integer({ min: 1, max: 5 * SEC }), (own, gaps, backUs) => {
        const atUs = 10 * SEC;
        const asked = timesOf(gaps, own).map((us) => us + atUs);
        const [limiter, twin] = [createLimiter(own, 0), createLimiter(own, 0)];
        for (const us of asked) {
          admit(limiter, own, us);
          admit(twin, own, us);
        }
        const last = asked.at(-1) ?? atUs;
        const wait = waitUs(twin, own, last);
        expect(waitUs(limiter, own, last - backUs)).toBe(wait === 0 ? 0 : wait + backUs);
        expect(admit(limiter, own, last - backUs).allowed).toBe(admit(twin, own, last).allowed);
      }),
    );
  });

  it('[RL17] tells exactly when the next request is allowed', () => {
    fc.assert(
      fc.property(settings, anyGaps, (own, gaps) => {
        const limiter = createLimiter(own, 0);
        for (const us of timesOf(gaps, own)) {
          const { retryAfterUs, remaining } = admit(limiter, own, us);
          expect(retryAfterUs === 0).toBe(remaining > 0);
          if (retryAfterUs === 0) continue;
          expect(waitUs(copyPlain(limiter), own, us + retryAfterUs - 1)).toBe(1);
          expect(waitUs(copyPlain(limiter), own, us + retryAfterUs)).toBe(0);
        }
      }),
    );
  });

  it('[RL17] tells how many more are allowed at once', () => {
    fc.assert(
      fc.property(settings, anyGaps, (own, gaps) => {
        const limiter = createLimiter(own, 0);
        for (const us of timesOf(gaps, own)) {
          const { remaining } = admit(limiter, own, us);
          const copy = copyPlain(limiter);
          const allowed = times(15, () => admit(copy, own, us).allowed);
          expect(allowed.filter(Boolean)).toHaveLength(remaining);
        }
      }),
    );
  });

  it('[RL5] after the reset time it is as good as new, and not before', () => {
    fc.assert(
      fc.property(settings, anyGaps, (own, gaps) => {
        const limiter = createLimiter(own, 0);
        for (const us of timesOf(gaps, own)) admit(limiter, own, us);
        const atUs = limiter.atUs + resetUs(limiter, own, limiter.atUs);
        const [used, fresh] = [limiter, createLimiter(own, atUs)];
        const asked = everyUs(Math.max(1, Math.floor(own.periodUs / 5)), atUs, atUs + 3 * own.periodUs);
        for (const us of asked) expect(admit(used, own, us)).toEqual(admit(fresh, own, us));
      }),
    );
  });

  it('counts what is charged without being asked, beyond the limit too', () => {
    const own = settingsOf(algorithm, { limit: 5, burst: 5 });
    const limiter = createLimiter(own, 0);
    for (let i = 0; i < 12; i++) charge(limiter, own, 0);
    expect(waitUs(limiter, own, 0)).toBeGreaterThan(0);
    const state = createLimiter(own, 0);
    for (let i = 0; i < 5; i++) charge(state, own, 0);
    expect(waitUs(limiter, own, 0)).toBeGreaterThanOrEqual(waitUs(state, own, 0));
  });

  it('keeps plain data', () => {
    const own = settingsOf(algorithm);
    const limiter = createLimiter(own, 0);
    for (let i = 0; i < 200; i++) admit(limiter, own, i * 30 * MS);
    expect(findImpurities(limiter)).toEqual([]);
    expect(structuredClone(limiter)).toEqual(limiter);
  });
});

describe('GT L-2', () => {
  it('[RL16] GCRA allows what a token bucket allows, request by request', () => {
    fc.assert(
      fc.property(anySettings(fc.constant('tokenBucket')), anyGaps, (own, gaps) => {
        const twin: LimiterSettings = { ...own, algorithm: 'gcra' };
        const [bucket, gcra] = [createLimiter(own, 0), createLimiter(twin, 0)];
        for (const us of timesOf(gaps, own)) expect(admit(gcra, twin, us)).toEqual(admit(bucket, own, us));
      }),
    );
  });

  it('[RL8] and so does the leaky bucket, which also holds them', () => {
    fc.assert(
      fc.property(anySettings(fc.constant('tokenBucket')), anyGaps, (own, gaps) => {
        const asked = timesOf(gaps, own);
        expect(admittedAt({ ...own, algorithm: 'leakyBucket' }, asked)).toEqual(admittedAt(own, asked));
      }),
    );
  });
});

describe('what they promise', () => {
  const within = (admitted: readonly number[], fromUs: number, toUs: number): number =>
    admitted.filter((us) => us >= fromUs && us < toUs).length;

  it('[RL6] token bucket: burst + what has come in, in any stretch', () => {
    fc.assert(
      fc.property(anySettings(fc.constant('tokenBucket')), anyGaps, (own, gaps) => {
        const admitted = admittedAt(own, timesOf(gaps, own));
        for (const [i, from] of admitted.entries()) {
          for (const [j, to] of admitted.entries()) {
            if (j < i) continue;
            expect(j - i + 1).toBeLessThanOrEqual(own.burst + ((to - from) * own.limit) / own.periodUs);
          }
        }
      }),
    );
  });

  it('[RL9] leaky bucket: one interval apart, and in the order they came', () => {
    fc.assert(
      fc.property(anySettings(fc.constant('leakyBucket')), anyGaps, (own, gaps) => {
        const limiter = createLimiter(own, 0);
        const out: number[] = [];
        for (const us of timesOf(gaps, own)) {
          const { allowed, delayUs } = admit(limiter, own, us);
          if (allowed) out.push(us + delayUs);
        }
        // Times out are rounded up to whole microseconds, each by less than one.
        for (let i = 1; i < out.length; i++)
          expect(out[i] - out[i - 1]).toBeGreaterThan(own.periodUs / own.limit - 1);
      }),
    );
  });

  it('[RL10] fixed window: the limit in each window', () => {
    fc.assert(
      fc.property(anySettings(fc.constant('fixedWindow')), anyGaps, (own, gaps) => {
        const admitted = admittedAt(own, timesOf(gaps, own));
        for (const us of admitted) {
          const from = Math.floor(us / own.periodUs) * own.periodUs;
          expect(within(admitted, from, from + own.periodUs)).toBeLessThanOrEqual(own.limit);
        }
      }),
    );
  });

  it('[RL11] sliding log: allows exactly while fewer than the limit are younger than the period', () => {
    fc.assert(
      fc.property(anySettings(fc.constant('slidingLog')), anyGaps, (own, gaps) => {
        const limiter = createLimiter(own, 0);
        const admitted: number[] = [];
        for (const us of timesOf(gaps, own)) {
          const young = admitted.filter((one) => us - one < own.periodUs).length;
          const { allowed } = admit(limiter, own, us);
          expect(allowed).toBe(young < own.limit);
          if (allowed) admitted.push(us);
        }
      }),
    );
  });

  it('[RL12] [RL13] [RL14] sliding counter: allows exactly while its estimate has room', () => {
    fc.assert(
      fc.property(anySettings(fc.constant('slidingCounter')), anyGaps, (own, gaps) => {
        const limiter = createLimiter(own, 0);
        const admitted: number[] = [];
        for (const us of timesOf(gaps, own)) {
          const from = Math.floor(us / own.periodUs) * own.periodUs;
          const before = within(admitted, from - own.periodUs, from);
          const shares =
            before * (from + own.periodUs - us) + (within(admitted, from, us + 1) + 1) * own.periodUs;
          const { allowed } = admit(limiter, own, us);
          expect(allowed).toBe(shares <= own.limit * own.periodUs);
          if (allowed) admitted.push(us);
        }
      }),
    );
  });

  it('[RL15] GCRA: one that comes as late as it is due moves the next by one interval', () => {
    const own = settingsOf('gcra', { limit: 4, burst: 1 });
    expect(admittedAt(own, [0, 249 * MS, 250 * MS, 499 * MS, 900 * MS, 1149 * MS, 1150 * MS])).toEqual([
      0,
      250 * MS,
      900 * MS,
      1150 * MS,
    ]);
  });
});

describe('[RL7] floored refill', () => {
  const asked = everyUs(50 * MS, 0, 20 * SEC);
  const floored = settingsOf('tokenBucket', { limit: 5, burst: 10, floorsRefill: true });

  it('never refills for one who asks faster than tokens come', () => {
    expect(admittedAt(floored, asked)).toEqual(everyUs(50 * MS, 0, 500 * MS));
    expect(admittedAt({ ...floored, floorsRefill: false }, asked)).toHaveLength(109);
  });

  it('refills for one who asks as slowly', () => {
    const slowly = everyUs(200 * MS, 0, 20 * SEC);
    expect(admittedAt(floored, slowly)).toEqual(slowly);
  });
});

describe('[RL17] headers', () => {
  it('tell the limit, what is left, and seconds rounded up', () => {
    const own = settingsOf('tokenBucket', { limit: 5, burst: 3 });
    const limiter = createLimiter(own, 0);
    const told = times(4, () => headersOf(admit(limiter, own, 0), own));
    const allowed = { 'RateLimit-Limit': 3, 'RateLimit-Reset': 1 };
    expect(told).toEqual([
      { ...allowed, 'RateLimit-Remaining': 2 },
      { ...allowed, 'RateLimit-Remaining': 1 },
      { ...allowed, 'RateLimit-Remaining': 0 },
      { ...allowed, 'RateLimit-Remaining': 0, 'Retry-After': 1 },
    ]);
  });

  it('tell the limit of the window under those that know windows', () => {
    const own = settingsOf('fixedWindow', { limit: 5, burst: 3, periodUs: 60 * SEC });
    expect(headersOf(admit(createLimiter(own, 0), own, 45_500 * MS), own)).toEqual({
      'RateLimit-Limit': 5,
      'RateLimit-Remaining': 4,
      'RateLimit-Reset': 15,
    });
  });
});
