import { describe, expect, it } from 'vitest';
import {
  admitCall,
  BREAKER_PRESETS,
  changeSettings,
  countResult,
  createBreaker,
  disable,
  endOpenTime,
  forceOpen,
  reset,
  viewBreaker,
} from './index';
import { admitted, end, ends, halfOpened, opened } from './testing/drive';

const { playground, resilience4j, polly, opossum } = BREAKER_PRESETS;
const S = 1_000_000;

describe('modes', () => {
  it('[CB2] closed and disabled let calls through, open and forced open do not', () => {
    const breaker = createBreaker(playground, 0);
    expect(admitted(breaker, 5, 0)).toBe(5);
    forceOpen(breaker, 0);
    expect(admitted(breaker, 5, 1_000 * S)).toBe(0);
    disable(breaker, 0);
    expect(admitted(breaker, 5, 0)).toBe(5);
    expect(admitted(opened(playground), 5, playground.openTimeUs - 1)).toBe(0);
  });

  it('[CB3] disabled counts nothing, and reset starts a new window', () => {
    const breaker = createBreaker(playground, 0);
    ends(breaker, 'FFFFF');
    expect(reset(breaker, 7)).toEqual({
      event: 'reset',
      from: 'closed',
      to: 'closed',
      guard: '',
      refused: [],
    });
    expect(viewBreaker(breaker)).toMatchObject({ mode: 'closed', sinceUs: 7, calls: 0, failed: 0 });
    expect(disable(breaker, 8)).toMatchObject({ from: 'closed', to: 'disabled' });
    expect(end(breaker, true)).toEqual({ ignored: false, change: null });
    expect(viewBreaker(breaker).calls).toBe(0);
  });

  it('[CB3] an action that changes nothing says so', () => {
    const breaker = createBreaker(playground, 0);
    expect(endOpenTime(breaker, 0)).toBeNull();
    expect(forceOpen(breaker, 0)).not.toBeNull();
    expect(forceOpen(breaker, 0)).toBeNull();
    expect(disable(breaker, 0)).not.toBeNull();
    expect(disable(breaker, 0)).toBeNull();
  });

  it('[CB4] a bad call shows which guards were asked', () => {
    const breaker = createBreaker({ ...playground, minimumCalls: 4 }, 0);
    expect(end(breaker, true).change).toEqual({
      event: 'callEnds',
      from: 'closed',
      to: 'closed',
      guard: 'tooFewCalls',
      refused: [],
    });
    ends(breaker, 'SSS');
    expect(end(breaker, true).change).toEqual({
      event: 'callEnds',
      from: 'closed',
      to: 'closed',
      guard: '',
      refused: [
        { guard: 'tooFewCalls', to: 'closed' },
        { guard: 'tooManyFailures', to: 'open' },
        { guard: 'tooManySlowCalls', to: 'open' },
      ],
    });
    expect(end(breaker, true).change).toEqual({
      event: 'callEnds',
      from: 'closed',
      to: 'open',
      guard: 'tooManyFailures',
      refused: [{ guard: 'tooFewCalls', to: 'closed' }],
    });
  });

  it('[CB4] a good call in a closed breaker is not shown, unless it opens the breaker', () => {
    const breaker = createBreaker(resilience4j, 0);
    ends(breaker, 'F'.repeat(50) + 'S'.repeat(48));
    expect(end(breaker, false).change).toBeNull();
    expect(end(breaker, false).change).toMatchObject({ to: 'open', guard: 'tooManyFailures' });
  });

  it('[CB4] a call refused while open or half-open shows the guard that refused', () => {
    expect(admitCall(opened(playground), 1)).toEqual({
      letThrough: false,
      change: {
        event: 'callArrives',
        from: 'open',
        to: 'open',
        guard: '',
        refused: [{ guard: 'openTimeIsOver', to: 'halfOpen' }],
      },
    });
    const { breaker, nowUs } = halfOpened(polly);
    expect(admitCall(breaker, nowUs)).toEqual({
      letThrough: false,
      change: {
        event: 'callArrives',
        from: 'halfOpen',
        to: 'halfOpen',
        guard: '',
        refused: [{ guard: 'permitIsFree', to: 'halfOpen' }],
      },
    });
  });
});

describe('windows', () => {
  it('[CB7] a time window forgets a bucket at a time', () => {
    const settings = { ...opossum, windowUs: 10 * S, windowBuckets: 10, minimumCalls: 100 };
    const breaker = createBreaker(settings, 0);
    const callsAfter = (nowUs: number): number => {
      end(breaker, false, nowUs);
      return viewBreaker(breaker).calls;
    };
    expect([0, 1, 999_999].map(callsAfter)).toEqual([1, 2, 3]);
    expect([5 * S, 9_999_999].map(callsAfter)).toEqual([4, 5]);
    // The bucket of 0 … 1 s is forgotten at 10 s, with its three calls.
    expect(callsAfter(10 * S)).toBe(3);
    // After a long silence nothing is left but the call itself.
    expect(callsAfter(1_000 * S)).toBe(1);
  });

  it('[CB7] failures that have left the window do not count', () => {
    const breaker = createBreaker({ ...polly, minimumCalls: 10, failureRatio: 0.5 }, 0);
    ends(breaker, 'FFFFFFFFF', 0);
    ends(breaker, 'SSSSSSSSSS', 31 * S);
    ends(breaker, 'FFFFFFFFF', 32 * S);
    expect(breaker.mode).toBe('closed');
    ends(breaker, 'F', 33 * S);
    expect(breaker.mode).toBe('open');
  });

  it('[CB9] a slow failed call counts as failed and as slow', () => {
    const breaker = createBreaker({ ...playground, countSlowCalls: true, slowAfterUs: 10 }, 0);
    countResult(breaker, 1, true, 11, 0);
    countResult(breaker, 1, false, 11, 0);
    countResult(breaker, 1, true, 10, 0);
    expect(viewBreaker(breaker)).toMatchObject({ calls: 3, failed: 2, slow: 2 });
  });

  it('[CB9] [CB10] a slow call is bad: it is judged although no call failed', () => {
    const settings = {
      ...playground,
      judgeAfter: 'badCalls',
      countSlowCalls: true,
      minimumCalls: 2,
    } as const;
    const breaker = createBreaker({ ...settings, slowAfterUs: 10, slowRatio: 0.5 }, 0);
    ends(breaker, 'S');
    expect(countResult(breaker, 1, false, 11, 0).change).toMatchObject({
      to: 'open',
      guard: 'tooManySlowCalls',
      refused: [
        { guard: 'tooFewCalls', to: 'closed' },
        { guard: 'tooManyFailures', to: 'open' },
      ],
    });
  });

  it('[CB9] calls are never slow where slow calls do not count', () => {
    const breaker = createBreaker({ ...playground, slowAfterUs: 0, slowRatio: 0.01 }, 0);
    for (let n = 0; n < 50; n++) countResult(breaker, 1, false, 1_000 * S, 0);
    expect(viewBreaker(breaker)).toMatchObject({ mode: 'closed', slow: 0, calls: 20 });
  });
});

describe('settings that change while running', () => {
  it('[CB18] the same settings again change nothing', () => {
    const { breaker, nowUs } = halfOpened(resilience4j);
    const before = structuredClone(breaker);
    expect(changeSettings(breaker, { ...resilience4j }, nowUs)).toBe(false);
    expect(breaker).toEqual(before);
  });

  it('[CB18] a closed breaker keeps its window unless its shape changes', () => {
    const breaker = createBreaker(playground, 0);
    ends(breaker, 'FFFF');
    expect(changeSettings(breaker, { ...playground, minimumCalls: 5 }, 0)).toBe(true);
    expect(viewBreaker(breaker).calls).toBe(4);
    changeSettings(breaker, { ...playground, windowCalls: 30 }, 0);
    expect(viewBreaker(breaker)).toMatchObject({ calls: 0, slots: Array(30).fill('notYet') });
  });

  it.each(['countWindow', 'timeWindow'] as const)(
    '[CB9] [CB18] slow calls may stop to count (%s)',
    (tripRule) => {
      const settings = { ...playground, tripRule, countSlowCalls: true, slowAfterUs: 10, minimumCalls: 5 };
      const breaker = createBreaker(settings, 0);
      for (let n = 0; n < 4; n++) end(breaker, false, 0, 11);
      expect(viewBreaker(breaker).slots).toContain('slow');
      changeSettings(breaker, { ...settings, countSlowCalls: false }, 0);
      end(breaker, true, 0);
      expect(viewBreaker(breaker)).toMatchObject({ mode: 'closed', calls: 5, slow: 4 });
    },
  );

  it('[CB19] a bucket is slow only where slow calls count', () => {
    const settings = { ...opossum, countSlowCalls: true, slowAfterUs: 10 };
    const breaker = createBreaker({ ...settings, slowRatio: 1, minimumCalls: 9 }, 0);
    end(breaker, false, 0, 11);
    expect(viewBreaker(breaker).slots).toContain('slow');
    changeSettings(breaker, { ...settings, slowRatio: 1, minimumCalls: 9, countSlowCalls: false }, 0);
    expect(viewBreaker(breaker).slots).not.toContain('slow');
  });

  it('[CB18] an open breaker keeps the time it has been open', () => {
    const breaker = opened(polly);
    changeSettings(breaker, { ...polly, openTimeUs: 2 * S }, S);
    expect(admitCall(breaker, 2 * S).letThrough).toBe(true);
  });

  it('[CB18] a half-open breaker starts its trial over', () => {
    const { breaker, nowUs } = halfOpened(resilience4j);
    const before = breaker.generation;
    changeSettings(breaker, { ...resilience4j, halfOpenPermits: 2 }, nowUs);
    expect(viewBreaker(breaker)).toMatchObject({
      mode: 'halfOpen',
      sinceUs: nowUs,
      permitsUsed: 0,
      permits: 2,
    });
    expect(countResult(breaker, before, false, 0, nowUs).ignored).toBe(true);
    expect(admitted(breaker, 5, nowUs)).toBe(2);
  });
});

describe('the view', () => {
  it('[CB19] lists calls oldest first, and failed before slow', () => {
    const settings = {
      ...playground,
      windowCalls: 4,
      minimumCalls: 100,
      countSlowCalls: true,
      slowAfterUs: 10,
    };
    const breaker = createBreaker({ ...settings, failureRatio: 1, slowRatio: 1 }, 0);
    expect(viewBreaker(breaker).slots).toEqual(['notYet', 'notYet', 'notYet', 'notYet']);
    countResult(breaker, 1, false, 0, 0);
    countResult(breaker, 1, true, 11, 0);
    expect(viewBreaker(breaker).slots).toEqual(['ok', 'failed', 'notYet', 'notYet']);
    countResult(breaker, 1, false, 11, 0);
    countResult(breaker, 1, false, 0, 0);
    countResult(breaker, 1, false, 11, 0);
    expect(viewBreaker(breaker)).toMatchObject({
      slots: ['failed', 'slow', 'ok', 'slow'],
      calls: 4,
      failed: 1,
      slow: 3,
      failureRatio: 0.25,
      slowRatio: 0.75,
      callsNeeded: 4,
    });
  });

  it('[CB19] shows a bucket a place in a time window', () => {
    const settings = {
      ...opossum,
      windowBuckets: 5,
      minimumCalls: 100,
      countSlowCalls: true,
      slowAfterUs: 10,
    };
    const breaker = createBreaker({ ...settings, slowRatio: 0.5 }, 0);
    ends(breaker, 'FS', 0);
    ends(breaker, 'FSS', 4 * S);
    end(breaker, false, 6 * S, 11);
    expect(viewBreaker(breaker).slots).toEqual(['notYet', 'failed', 'notYet', 'ok', 'slow']);
  });

  it('[CB19] an open breaker shows the window that opened it', () => {
    const breaker = opened({ ...playground, windowCalls: 3, minimumCalls: 3 });
    expect(viewBreaker(breaker).slots).toEqual(['failed', 'failed', 'failed']);
  });
});
