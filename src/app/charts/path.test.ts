import { describe, expect, it } from 'vitest';
import { pathOf } from './path';

const at = (x: number, y: number | null) => ({ x, y });

describe('the path of a line', () => {
  it('joins its points', () => {
    expect(pathOf([at(0, 1), at(2, 3), at(4, 5.25)])).toBe('M0.0 1.0L2.0 3.0L4.0 5.3');
  });

  it('ends where there is nothing and begins again', () => {
    expect(pathOf([at(0, 1), at(1, 1), at(2, null), at(3, 4), at(4, 4)])).toBe(
      'M0.0 1.0L1.0 1.0M3.0 4.0L4.0 4.0',
    );
  });

  it('shows a point without neighbours as a dot', () => {
    expect(pathOf([at(0, null), at(2, 5), at(3, null)])).toBe('M1.0 5.0h2');
    expect(pathOf([at(2, 5)])).toBe('M1.0 5.0h2');
  });

  it('is empty for nothing', () => {
    expect(pathOf([])).toBe('');
    expect(pathOf([at(1, null)])).toBe('');
  });
});
