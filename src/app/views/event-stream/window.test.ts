import { describe, expect, it } from 'vitest';
import { ROW_H, scrollTo, versionByKey, windowAt } from './window';

describe('the window', () => {
  it('has what is in sight and some around it, however long the stream is', () => {
    const { from, count } = windowAt(10_000 * ROW_H, 10 * ROW_H);
    expect(from).toBeLessThan(10_001 - 7);
    expect(from + count).toBeGreaterThan(10_001 + 10 + 7);
    expect(count).toBeLessThan(50);
  });

  it('does not begin before the first event, and stays while one scrolls a little', () => {
    expect(windowAt(0, 300).from).toBe(1);
    expect(windowAt(100 * ROW_H, 300)).toEqual(windowAt(102 * ROW_H, 300));
  });
});

it('scrolls no further than an event needs', () => {
  expect(scrollTo(5, 0, 10 * ROW_H)).toBeNull();
  expect(scrollTo(11, 0, 10 * ROW_H)).toBe(ROW_H);
  expect(scrollTo(3, 5 * ROW_H, 10 * ROW_H)).toBe(2 * ROW_H);
  expect(scrollTo(0, 5, 10 * ROW_H)).toBe(0);
});

it('keys lead from version to version, to either end, and not beyond', () => {
  const to = (key: string, version: number) => versionByKey(key, version, 50, 10);
  expect([to('ArrowUp', 7), to('ArrowDown', 7), to('PageUp', 7), to('PageDown', 7)]).toEqual([6, 8, 0, 17]);
  expect([to('Home', 7), to('End', 7), to('ArrowDown', 50), to('ArrowUp', 0)]).toEqual([0, 50, 50, 0]);
  expect(to('x', 7)).toBeNull();
});
