/** Random lives of breakers, compared step by step with a naive twin that keeps every result. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findImpurities } from '../../kernel/plain';
import {
  admitCall,
  breakerChart,
  countResult,
  createBreaker,
  disable,
  endOpenTime,
  forceOpen,
  forgetCall,
  openTimeLeftUs,
  reset,
  viewBreaker,
  type Breaker,
  type BreakerSettings,
} from './index';

type Deed =
  | { do: 'ask' }
  | { do: 'end'; which: number; failed: boolean }
  | { do: 'forget'; which: number }
  | { do: 'wait'; forUs: number }
  | { do: 'forceOpen' | 'disable' | 'reset' };

/** A call that was let through; the twin keeps its own number for the stretch of time it was sent in. */
interface Sent {
  generation: number;
  stretch: number;
  atUs: number;
}

interface Twin {
  mode: string;
  sinceUs: number;
  stretch: number;
  results: { failed: boolean; slow: boolean; atUs: number }[];
  /** Trial calls let through in this stretch: in all, and still out. */
  trials: number;
  out: number;
}

const settingsArbitrary: fc.Arbitrary<BreakerSettings> = fc.record({
  tripRule: fc.constantFrom('consecutive', 'countWindow', 'timeWindow'),
  failuresInARow: fc.integer({ min: 1, max: 4 }),
  windowCalls: fc.integer({ min: 1, max: 8 }),
  windowUs: fc.integer({ min: 50, max: 500 }),
  windowBuckets: fc.integer({ min: 1, max: 7 }),
  minimumCalls: fc.integer({ min: 0, max: 6 }),
  failureRatio: fc.constantFrom(0.25, 0.5, 0.7),
  threshold: fc.constantFrom('atLeast', 'above'),
  judgeAfter: fc.constantFrom('everyCall', 'badCalls'),
  countSlowCalls: fc.boolean(),
  slowAfterUs: fc.constantFrom(20, 60),
  slowRatio: fc.constantFrom(0.5, 0.9),
  openTimeUs: fc.integer({ min: 1, max: 150 }),
  halfOpenBy: fc.constantFrom('nextCall', 'timer'),
  halfOpenPermits: fc.integer({ min: 1, max: 4 }),
  permitsReturn: fc.boolean(),
  halfOpenRule: fc.constantFrom('rates', 'successes'),
  successesToClose: fc.integer({ min: 1, max: 4 }),
  letEveryoneIn: fc.boolean(),
});

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ do: 'ask' as const }) },
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('end' as const), which: fc.nat(), failed: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('forget' as const), which: fc.nat() }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), forUs: fc.integer({ min: 0, max: 80 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('forceOpen', 'disable', 'reset') }),
  },
);

/** What the twin makes of its results: the words of the specification, written down plainly. */
function verdictOf(twin: Twin, s: BreakerSettings, nowUs: number): 'few' | 'bad' | 'good' {
  const { results } = twin;
  const reaches = (share: number, limit: number) =>
    s.threshold === 'atLeast' ? share >= limit : share > limit;
  const trial = twin.mode === 'halfOpen';
  if (trial && s.halfOpenRule === 'successes') {
    if (results.some(({ failed, slow }) => failed || slow)) return 'bad';
    const wanted = s.permitsReturn ? s.successesToClose : Math.min(s.successesToClose, s.halfOpenPermits);
    return results.length >= wanted ? 'good' : 'few';
  }
  let window = results;
  let wanted = s.minimumCalls;
  const bucketUs = s.windowUs / s.windowBuckets;
  const bucket = (atUs: number) => Math.floor(atUs / bucketUs);
  if (s.tripRule === 'consecutive') wanted = s.failuresInARow;
  if (s.tripRule === 'countWindow') wanted = Math.min(wanted, s.windowCalls);
  if (trial) wanted = Math.min(wanted, s.halfOpenPermits);
  else if (s.tripRule === 'consecutive') window = results.slice(-s.failuresInARow);
  else if (s.tripRule === 'countWindow') window = results.slice(-s.windowCalls);
  else window = results.filter(({ atUs }) => bucket(atUs) > bucket(nowUs) - s.windowBuckets);
  if (window.length < wanted) return 'few';
  const failed = window.filter((result) => result.failed).length;
  const slow = window.filter((result) => result.slow).length;
  const tooManyFailures =
    s.tripRule === 'consecutive' ? failed === window.length : reaches(failed / window.length, s.failureRatio);
  return tooManyFailures || (s.countSlowCalls && reaches(slow / window.length, s.slowRatio)) ? 'bad' : 'good';
}

function move(twin: Twin, mode: string, nowUs: number): void {
  twin.mode = mode;
  twin.sinceUs = nowUs;
  twin.stretch++;
  twin.results = [];
  twin.trials = 0;
  twin.out = 0;
}

/** Whether the twin lets a call through. */
function twinAdmits(twin: Twin, s: BreakerSettings, nowUs: number): boolean {
  if (twin.mode === 'closed' || twin.mode === 'disabled') return true;
  const over = s.halfOpenBy === 'nextCall' && nowUs >= twin.sinceUs + s.openTimeUs;
  if (twin.mode === 'open' && over) move(twin, 'halfOpen', nowUs);
  if (twin.mode !== 'halfOpen') return false;
  if (!s.letEveryoneIn && (s.permitsReturn ? twin.out : twin.trials) >= s.halfOpenPermits) return false;
  twin.trials++;
  twin.out++;
  return true;
}

/** @returns whether the result counted */
function twinEnds(twin: Twin, s: BreakerSettings, call: Sent, failed: boolean, nowUs: number): boolean {
  if (call.stretch !== twin.stretch) return false;
  if (twin.mode === 'disabled') return true;
  const slow = s.countSlowCalls && nowUs - call.atUs > s.slowAfterUs;
  twin.results.push({ failed, slow, atUs: nowUs });
  twin.out--;
  if (twin.mode === 'closed' && s.judgeAfter === 'badCalls' && !failed && !slow) return true;
  const verdict = verdictOf(twin, s, nowUs);
  if (verdict === 'bad') move(twin, 'open', nowUs);
  else if (verdict === 'good' && twin.mode === 'halfOpen') move(twin, 'closed', nowUs);
  return true;
}

const byHand = { forceOpen: 'forcedOpen', disable: 'disabled', reset: 'closed' } as const;
const actions = { forceOpen, disable, reset };

/** A breaker and its twin on their way. */
interface Pair {
  breaker: Breaker;
  twin: Twin;
  settings: BreakerSettings;
  nowUs: number;
  sent: Sent[];
  /** Edges the breaker followed. */
  edges: string[];
}

/** As `expect(a).toBe(b)`, without its cost at every one of many steps. */
function agree(what: string, a: unknown, b: unknown): void {
  if (a !== b) throw new Error(`${what}: the breaker says ${String(a)}, its twin ${String(b)}`);
}

function note(pair: Pair, change: ReturnType<typeof reset>): void {
  if (!change) return;
  const { from, event, guard, to, refused } = change;
  const taken = refused.length === 0 || guard !== '' || to !== from;
  if (taken) pair.edges.push(`${from} ${event} ${guard} ${to}`);
}

function wait(pair: Pair, forUs: number): void {
  const { breaker, twin, nowUs } = pair;
  const leftUs = openTimeLeftUs(breaker, nowUs);
  if (leftUs !== null && leftUs <= forUs) {
    move(twin, 'halfOpen', nowUs + leftUs);
    note(pair, endOpenTime(breaker, nowUs + leftUs));
  }
  pair.nowUs += forUs;
}

function ask(pair: Pair): void {
  const { breaker, twin, settings, nowUs, sent } = pair;
  const { letThrough, change } = admitCall(breaker, nowUs);
  note(pair, change);
  agree('let through', letThrough, twinAdmits(twin, settings, nowUs));
  if (letThrough) sent.push({ generation: breaker.generation, stretch: twin.stretch, atUs: nowUs });
}

function end(pair: Pair, call: Sent, failed: boolean): void {
  const { breaker, twin, settings, nowUs } = pair;
  const { ignored, change } = countResult(breaker, call.generation, failed, nowUs - call.atUs, nowUs);
  note(pair, change);
  agree('ignored', ignored, !twinEnds(twin, settings, call, failed, nowUs));
}

function forget({ breaker, twin }: Pair, call: Sent): void {
  forgetCall(breaker, call.generation);
  if (call.stretch !== twin.stretch || twin.mode !== 'halfOpen') return;
  twin.trials--;
  twin.out--;
}

function step(pair: Pair, deed: Deed): void {
  const { breaker, twin, sent, nowUs } = pair;
  if (deed.do === 'wait') wait(pair, deed.forUs);
  else if (deed.do === 'ask') ask(pair);
  else if (deed.do === 'end' || deed.do === 'forget') {
    if (sent.length === 0) return;
    const [call] = sent.splice(deed.which % sent.length, 1);
    if (deed.do === 'end') end(pair, call, deed.failed);
    else forget(pair, call);
  } else {
    note(pair, actions[deed.do](breaker, nowUs));
    if (deed.do === 'reset' || twin.mode !== byHand[deed.do]) move(twin, byHand[deed.do], nowUs);
  }
}

/** Leads a breaker and its twin through the same life. @returns the edges the breaker followed */
function live(settings: BreakerSettings, life: readonly Deed[]): string[] {
  const breaker = createBreaker(settings, 0);
  const twin: Twin = { mode: 'closed', sinceUs: 0, stretch: 0, results: [], trials: 0, out: 0 };
  const pair: Pair = { breaker, twin, settings, nowUs: 0, sent: [], edges: [] };
  for (const deed of life) {
    step(pair, deed);
    agree('mode', breaker.mode, twin.mode);
    agree('since', breaker.sinceUs, twin.sinceUs);
    if (twin.mode === 'halfOpen') {
      agree('permits', breaker.permitsUsed, settings.permitsReturn ? twin.out : twin.trials);
    }
  }
  expect(findImpurities(breaker)).toEqual([]);
  return pair.edges;
}

describe('random lives', () => {
  it('[CB1] … [CB17] a breaker does what its naive twin does, at every step', () => {
    fc.assert(
      fc.property(settingsArbitrary, fc.array(deeds, { maxLength: 150, size: 'max' }), (settings, life) => {
        live(settings, life);
      }),
      { numRuns: 1_000 },
    );
  });

  it('[CB1] every edge of the machine is followed', () => {
    const seen = new Set<string>();
    const lives = fc.sample(
      fc.tuple(settingsArbitrary, fc.array(deeds, { minLength: 100, maxLength: 120 })),
      {
        numRuns: 600,
        seed: 20,
      },
    );
    for (const [settings, life] of lives) for (const edge of live(settings, life)) seen.add(edge);
    const all = breakerChart.edges.map(({ from, event, guard, to }) => `${from} ${event} ${guard} ${to}`);
    expect([...seen].sort()).toEqual([...all].sort());
  });

  it('[CB2] [CB12] no call is let through while open, and never more trial calls than permits', () => {
    fc.assert(
      fc.property(
        settingsArbitrary.filter(({ letEveryoneIn }) => !letEveryoneIn),
        fc.array(fc.oneof(fc.nat({ max: 60 }), fc.boolean()), { maxLength: 300, size: 'max' }),
        (settings, traffic) => {
          const breaker = createBreaker(settings, 0);
          const trials = new Map<number, number>();
          let nowUs = 0;
          for (const item of traffic) {
            if (typeof item === 'number') {
              const leftUs = openTimeLeftUs(breaker, nowUs);
              nowUs += item;
              if (leftUs !== null && leftUs <= item) endOpenTime(breaker, nowUs);
              continue;
            }
            const wasOpen = viewBreaker(breaker).mode === 'open';
            const { letThrough } = admitCall(breaker, nowUs);
            if (!letThrough) continue;
            expect(breaker.mode).not.toBe('open');
            if (wasOpen) expect(breaker.mode).toBe('halfOpen');
            const { generation, mode } = breaker;
            if (mode === 'halfOpen') {
              const so = (trials.get(generation) ?? 0) + 1;
              trials.set(generation, so);
              if (!settings.permitsReturn) expect(so).toBeLessThanOrEqual(settings.halfOpenPermits);
            }
            countResult(breaker, generation, item, 0, nowUs);
          }
        },
      ),
    );
  });
});
