import { describe, expect, it } from 'vitest';
import { admitKey, createLimiters, limitersUnder, useSettings, type Limiters } from './limiters';
import { MS, SEC, settingsOf, times } from './testing/asking';

describe('limiters by key', () => {
  it('limit each key by itself', () => {
    const limiters = createLimiters(settingsOf('tokenBucket', { limit: 1, burst: 2 }));
    const allowed = [1, 1, 1, 2, 2, 2].map((key) => admitKey(limiters, key, 0).allowed);
    expect(allowed).toEqual([true, true, false, true, true, false]);
  });

  it('[RL4] begin anew under other settings, and go on under the same', () => {
    const settings = settingsOf('tokenBucket', { limit: 1, burst: 1 });
    const limiters = createLimiters(settings);
    admitKey(limiters, 1, 0);
    useSettings(limiters, { ...settings });
    expect(admitKey(limiters, 1, 0).allowed).toBe(false);
    useSettings(limiters, settingsOf('fixedWindow', { limit: 1 }));
    expect(admitKey(limiters, 1, 0).allowed).toBe(true);
  });

  it('[RL4] of several settings are kept apart, the oldest given up for the seventeenth', () => {
    const rules: Limiters[] = [];
    const [strict, loose] = [1, 2].map((burst) => settingsOf('tokenBucket', { limit: 1, burst }));
    const allowed = [strict, loose, strict, loose, loose].map(
      (settings) => admitKey(limitersUnder(rules, { ...settings }), 1, 0).allowed,
    );
    expect(allowed).toEqual([true, true, false, true, false]);
    for (const burst of times(15, (i) => i + 3)) limitersUnder(rules, settingsOf('tokenBucket', { burst }));
    expect(rules).toHaveLength(16);
    expect(admitKey(limitersUnder(rules, loose), 1, 0).allowed).toBe(false);
    expect(admitKey(limitersUnder(rules, strict), 1, 0).allowed).toBe(true);
  });

  it('[RL5] forget those that are as good as new when many are kept, and no other', () => {
    const settings = settingsOf('tokenBucket', { limit: 1, burst: 2 });
    const limiters = createLimiters(settings);
    // Every key asks once, a millisecond apart: after a second each is full again.
    for (const key of times(10_000, (index) => index)) admitKey(limiters, key, key * MS);
    expect(limiters.byKey.size).toBeLessThan(5_000);
    const atUs = 10 * SEC;
    expect(admitKey(limiters, 9_500, atUs).remaining).toBe(0);
    expect(admitKey(limiters, 500, atUs).remaining).toBe(1);
  });
});
