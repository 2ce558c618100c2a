import { describe, expect, it } from 'vitest';
import { nextTurn, takeTurn, waitMs } from './turns';

describe('turns of the charts', () => {
  it('go round', () => {
    const order: number[] = [];
    for (let i = 0, last = -1; i < 7; i++) order.push((last = nextTurn(3, last, () => true)));
    expect(order).toEqual([0, 1, 2, 0, 1, 2, 0]);
  });

  it('pass over those that want none', () => {
    expect(nextTurn(4, 0, (index) => index === 3)).toBe(3);
    expect(nextTurn(4, 3, (index) => index === 3)).toBe(3);
  });

  it('end when none wants one, or there are none', () => {
    expect(nextTurn(4, 1, () => false)).toBe(-1);
    expect(nextTurn(0, -1, () => true)).toBe(-1);
  });
});

describe('the budget of turns', () => {
  /** Takes turns as soon as they may be taken, for so long. */
  function turnsIn(ms: number, charts: number, quietMs: number): number[] {
    let budget = { saved: 0, atMs: 0 };
    const times: number[] = [];
    let nowMs = quietMs;
    for (;;) {
      nowMs += waitMs(budget, nowMs);
      if (nowMs >= quietMs + ms) return times;
      budget = takeTurn(budget, charts, nowMs);
      times.push(nowMs - quietMs);
    }
  }

  it('allows ten turns a second in the long run', () => {
    expect(turnsIn(10_000, 4, 0).length).toBeLessThanOrEqual(101);
    expect(turnsIn(10_000, 4, 0).length).toBeGreaterThanOrEqual(98);
  });

  it('lets every chart have its turn at once after a quiet time, but never two together', () => {
    const times = turnsIn(1_000, 4, 60_000);
    expect(times.slice(0, 4)).toEqual([0, 40, 80, 120]);
    expect(times.length).toBeLessThanOrEqual(14);
  });
});
