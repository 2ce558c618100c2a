/** Limiters for many keys, each made when its key is first seen. */
import { admit, createLimiter, resetUs, type Decision, type Limiter } from './limiter';
import { sameSettings, type LimiterSettings } from './settings';

export interface Limiters {
  settings: LimiterSettings;
  byKey: Map<number, Limiter>;
  /** Looks for limiters to forget when there are so many. */
  sweepAt: number;
}

/** Fewest limiters that are worth a sweep. */
const SWEEP_FROM = 1024;

/** No key seen. `settings` must not change later. */
export function createLimiters(settings: LimiterSettings): Limiters {
  return { settings, byKey: new Map(), sweepAt: SWEEP_FROM };
}

/** [RL4] With other settings all begin anew: what was counted under the old ones means nothing under the new. */
export function useSettings(limiters: Limiters, settings: LimiterSettings): void {
  if (sameSettings(limiters.settings, settings)) return;
  limiters.byKey.clear();
  limiters.settings = settings;
}

/** Most settings that are kept apart. */
const RULES_KEPT = 16;

/** [RL4] The limiters under some settings, for one who is asked under several. */
export function limitersUnder(rules: Limiters[], settings: LimiterSettings): Limiters {
  const known = rules.find((limiters) => sameSettings(limiters.settings, settings));
  if (known) return known;
  if (rules.length >= RULES_KEPT) rules.shift();
  const limiters = createLimiters(settings);
  rules.push(limiters);
  return limiters;
}

/** The limiter of a key. */
export function limiterOf(limiters: Limiters, key: number, nowUs: number): Limiter {
  const known = limiters.byKey.get(key);
  if (known) return known;
  if (limiters.byKey.size >= limiters.sweepAt) forgetIdle(limiters, nowUs);
  const limiter = createLimiter(limiters.settings, nowUs);
  limiters.byKey.set(key, limiter);
  return limiter;
}

/** Judges a request of a key. */
export function admitKey(limiters: Limiters, key: number, nowUs: number): Decision {
  return admit(limiterOf(limiters, key, nowUs), limiters.settings, nowUs);
}

/** [RL5] A limiter that is as good as new need not be kept. The next sweep waits until there are twice as many. */
function forgetIdle(limiters: Limiters, nowUs: number): void {
  const { byKey, settings } = limiters;
  for (const [key, limiter] of byKey) if (resetUs(limiter, settings, nowUs) === 0) byKey.delete(key);
  limiters.sweepAt = Math.max(SWEEP_FROM, 2 * byKey.size);
}
