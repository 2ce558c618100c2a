import { describe, expect, it } from 'vitest';
import {
  admitCall,
  BREAKER_PRESETS,
  countResult,
  createBreaker,
  endOpenTime,
  forgetCall,
  openTimeLeftUs,
  viewBreaker,
} from './index';
import { admitted, end, ends, halfOpened, opened } from './testing/drive';

const { playground, resilience4j, polly, opossum } = BREAKER_PRESETS;
const S = 1_000_000;

describe('the end of the open time', () => {
  it('[CB11] by the next call, which is the first trial call', () => {
    const breaker = opened(polly);
    expect(openTimeLeftUs(breaker, 0)).toBeNull();
    expect(admitCall(breaker, 5 * S - 1).letThrough).toBe(false);
    expect(admitCall(breaker, 5 * S)).toEqual({
      letThrough: true,
      change: { event: 'callArrives', from: 'open', to: 'halfOpen', guard: 'openTimeIsOver', refused: [] },
    });
    expect(viewBreaker(breaker)).toMatchObject({ mode: 'halfOpen', permitsUsed: 1, permits: 1 });
  });

  it('[CB11] by a timer, and never by a call', () => {
    const breaker = opened(opossum);
    expect(openTimeLeftUs(breaker, 10 * S)).toBe(20 * S);
    expect(openTimeLeftUs(breaker, 40 * S)).toBe(0);
    expect(admitCall(breaker, 31 * S).letThrough).toBe(false);
    expect(endOpenTime(breaker, 31 * S)).toMatchObject({
      event: 'openTimeEnds',
      from: 'open',
      to: 'halfOpen',
    });
    expect(openTimeLeftUs(breaker, 31 * S)).toBeNull();
    expect(viewBreaker(breaker).permitsUsed).toBe(0);
  });
});

describe('half-open as the libraries have it (GT 11.3)', () => {
  it.each([
    ['Polly', polly],
    ['opossum', opossum],
  ])('[CB12] [CB13] %s: one probe; success closes with a new window, failure re-opens', (_name, settings) => {
    const good = halfOpened(settings);
    expect(admitted(good.breaker, 10, good.nowUs)).toBe(0);
    expect(end(good.breaker, false, good.nowUs).change).toMatchObject({ from: 'halfOpen', to: 'closed' });
    expect(viewBreaker(good.breaker)).toMatchObject({ mode: 'closed', calls: 0, failed: 0 });

    const bad = halfOpened(settings);
    expect(end(bad.breaker, true, bad.nowUs).change).toMatchObject({ to: 'open', guard: 'tooManyFailures' });
    expect(viewBreaker(bad.breaker)).toMatchObject({ mode: 'open', sinceUs: bad.nowUs });
  });

  it('[CB12] [CB14] resilience4j: ten trial calls, the others refused, judged when all have ended', () => {
    const { breaker, nowUs } = halfOpened(resilience4j);
    expect(admitted(breaker, 50, nowUs)).toBe(9);
    ends(breaker, 'FFFFSSSSS', nowUs);
    expect(viewBreaker(breaker)).toMatchObject({
      mode: 'halfOpen',
      calls: 9,
      permitsUsed: 10,
      callsNeeded: 10,
    });
    expect(admitted(breaker, 1, nowUs)).toBe(0);
    expect(end(breaker, false, nowUs).change).toMatchObject({
      from: 'halfOpen',
      to: 'closed',
      guard: '',
      refused: [
        { guard: 'tooFewCalls', to: 'halfOpen' },
        { guard: 'tooManyFailures', to: 'open' },
        { guard: 'tooManySlowCalls', to: 'open' },
      ],
    });
  });

  it('[CB14] resilience4j: half of the trial calls failed opens again, on a good call too', () => {
    const { breaker, nowUs } = halfOpened(resilience4j);
    ends(breaker, 'FFFFFSSSS', nowUs);
    expect(breaker.mode).toBe('halfOpen');
    expect(end(breaker, false, nowUs).change).toMatchObject({ to: 'open', guard: 'tooManyFailures' });
  });

  it('[CB14] resilience4j: slow trial calls open again', () => {
    const { breaker, nowUs } = halfOpened(resilience4j);
    for (let n = 0; n < 9; n++) end(breaker, false, nowUs, 61 * S);
    expect(end(breaker, false, nowUs, 61 * S).change).toMatchObject({
      to: 'open',
      guard: 'tooManySlowCalls',
    });
  });

  it('[CB14] resilience4j with a minimum of 5: the trial is judged after five calls', () => {
    const { breaker, nowUs } = halfOpened({ ...resilience4j, minimumCalls: 5 });
    ends(breaker, 'SSSS', nowUs);
    expect(breaker.mode).toBe('halfOpen');
    ends(breaker, 'S', nowUs);
    expect(breaker.mode).toBe('closed');
  });

  it('[CB14] after failures in a row, the trial opens again only when all trial calls failed', () => {
    const settings = {
      ...resilience4j,
      tripRule: 'consecutive',
      failuresInARow: 5,
      halfOpenPermits: 3,
    } as const;
    const some = halfOpened(settings);
    ends(some.breaker, 'FFS', some.nowUs);
    expect(some.breaker.mode).toBe('closed');
    const all = halfOpened(settings);
    ends(all.breaker, 'FFF', all.nowUs);
    expect(all.breaker.mode).toBe('open');
  });
});

describe('permits', () => {
  const returning = { ...playground, halfOpenPermits: 2, successesToClose: 5, permitsReturn: true };

  it('[CB12] [CB13] at once: a permit comes back when its call ends', () => {
    const { breaker, nowUs } = halfOpened(returning);
    expect(admitted(breaker, 5, nowUs)).toBe(1);
    end(breaker, false, nowUs);
    expect(admitted(breaker, 5, nowUs)).toBe(1);
    ends(breaker, 'SSS', nowUs);
    expect(breaker.mode).toBe('halfOpen');
    end(breaker, false, nowUs);
    expect(breaker.mode).toBe('closed');
  });

  it('[CB13] in total: no more successes are asked for than there are permits', () => {
    const { breaker, nowUs } = halfOpened({ ...returning, permitsReturn: false });
    expect(admitted(breaker, 5, nowUs)).toBe(1);
    ends(breaker, 'SS', nowUs);
    expect(breaker.mode).toBe('closed');
  });

  it('[CB13] the first bad trial call opens again', () => {
    const { breaker, nowUs } = halfOpened(returning);
    ends(breaker, 'SSF', nowUs);
    expect(breaker.mode).toBe('open');
  });

  it('[CB17] a call given up counts for nothing and frees its permit', () => {
    const { breaker, nowUs } = halfOpened(polly);
    expect(admitted(breaker, 1, nowUs)).toBe(0);
    forgetCall(breaker, breaker.generation);
    expect(viewBreaker(breaker)).toMatchObject({ mode: 'halfOpen', calls: 0, permitsUsed: 0 });
    expect(admitted(breaker, 2, nowUs)).toBe(1);
  });

  it('[CB17] a call given up that was sent before half-open frees nothing', () => {
    const { breaker } = halfOpened(polly);
    forgetCall(breaker, 1);
    expect(viewBreaker(breaker).permitsUsed).toBe(1);
  });

  it('[CB15] the broken rule lets everyone in', () => {
    const { breaker, nowUs } = halfOpened({ ...polly, letEveryoneIn: true });
    expect(admitted(breaker, 500, nowUs)).toBe(500);
    expect(viewBreaker(breaker)).toMatchObject({ permitsUsed: 501, permits: 1 });
  });
});

describe('late results', () => {
  it('[CB16] results of calls sent before a change of mode are ignored, and said to be', () => {
    const breaker = createBreaker(polly, 0);
    const before = breaker.generation;
    for (let n = 0; n < 100; n++) countResult(breaker, before, true, 0, 0);
    expect(breaker.mode).toBe('open');
    expect(countResult(breaker, before, true, 0, 1)).toEqual({ ignored: true, change: null });
    admitCall(breaker, 5 * S);
    const window = viewBreaker(breaker).slots;
    expect(countResult(breaker, before, false, 0, 5 * S)).toEqual({ ignored: true, change: null });
    expect(viewBreaker(breaker)).toMatchObject({
      mode: 'halfOpen',
      ignored: 2,
      permitsUsed: 1,
      slots: window,
    });
  });
});
