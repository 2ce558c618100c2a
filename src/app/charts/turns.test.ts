import { describe, expect, it } from 'vitest';
import { nextTurn, turnGapMs } from './turns';

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

  it('are not more than ten a second while the run goes on', () => {
    expect(turnGapMs(false)).toBeGreaterThanOrEqual(100);
  });
});
