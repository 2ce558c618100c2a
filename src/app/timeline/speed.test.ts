import { describe, expect, it } from 'vitest';
import { nextStop, SPEED_STOPS } from './speed';

describe('the stops of the speed', () => {
  it('go up one by one from the slowest to the fastest, and down again', () => {
    const up = [0.001];
    while (nextStop(up.at(-1) ?? 0, true) !== up.at(-1)) up.push(nextStop(up.at(-1) ?? 0, true));
    expect(up).toEqual([...SPEED_STOPS]);
    const down = [1000];
    while (nextStop(down.at(-1) ?? 0, false) !== down.at(-1)) down.push(nextStop(down.at(-1) ?? 0, false));
    expect(down).toEqual([...SPEED_STOPS].reverse());
  });

  it('are found from between two of them', () => {
    expect(nextStop(3, true)).toBe(5);
    expect(nextStop(3, false)).toBe(2);
    expect(nextStop(0.07, false)).toBe(0.05);
  });

  it('are not mistaken for the next one by a rounding error', () => {
    expect(nextStop(0.1 + 0.2 - 0.2, true)).toBe(0.25);
    expect(nextStop(0.9999999, true)).toBe(2);
    expect(nextStop(1.0000001, false)).toBe(0.5);
  });

  it('end: there the speed stays as it is', () => {
    expect(nextStop(1000, true)).toBe(1000);
    expect(nextStop(0.001, false)).toBe(0.001);
  });
});
