import { describe, expect, it } from 'vitest';
import { counted, withArticle } from './wording';

describe('small words', () => {
  it('count in thousands', () => {
    expect([0, 1, 999, 1000, 1234567].map((count) => counted(count, 'run'))).toEqual([
      '0 runs',
      '1 run',
      '999 runs',
      '1,000 runs',
      '1,234,567 runs',
    ]);
    expect(counted(2, 'branch', 'branches')).toBe('2 branches');
  });

  it('choose the article', () => {
    expect(['read', 'append', 'appendReply'].map(withArticle)).toEqual([
      'a read',
      'an append',
      'an appendReply',
    ]);
  });
});
