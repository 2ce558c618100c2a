/** Leads a breaker through calls, in few words: `F` fails, any other letter goes well. */
import { expect } from 'vitest';
import { admitCall, countResult, createBreaker, endOpenTime } from '../index';
import type { Breaker, BreakerSettings, Counted } from '../index';

/** A call let through in the present generation ends. */
export function end(breaker: Breaker, failed: boolean, nowUs = 0, tookUs = 0): Counted {
  return countResult(breaker, breaker.generation, failed, tookUs, nowUs);
}

/** Calls end one after the other. */
export function ends(breaker: Breaker, letters: string, nowUs = 0): void {
  for (const letter of letters) end(breaker, letter === 'F', nowUs);
}

/** A breaker that opened at time 0. */
export function opened(settings: BreakerSettings): Breaker {
  const breaker = createBreaker(settings, 0);
  for (let n = 0; n < 1_000 && breaker.mode === 'closed'; n++) end(breaker, true);
  expect(breaker.mode).toBe('open');
  return breaker;
}

/** A half-open breaker whose first trial call is out. @returns it, and when it became half-open */
export function halfOpened(settings: BreakerSettings): { breaker: Breaker; nowUs: number } {
  const breaker = opened(settings);
  const nowUs = settings.openTimeUs;
  if (settings.halfOpenBy === 'timer') endOpenTime(breaker, nowUs);
  expect(admitCall(breaker, nowUs).letThrough).toBe(true);
  expect(breaker.mode).toBe('halfOpen');
  return { breaker, nowUs };
}

/** How many of so many calls are let through. */
export function admitted(breaker: Breaker, calls: number, nowUs: number): number {
  return Array.from({ length: calls }, () => admitCall(breaker, nowUs).letThrough).filter(Boolean).length;
}
