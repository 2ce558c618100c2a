import { describe, expect, it } from 'vitest';
import type { ShownOperation } from '../../../protocol/messages';
import { beside, sayWhole, shortOf } from './words';

const read: ShownOperation = {
  client: 'c1/2',
  node: 'c1',
  kind: 'read',
  key: 3,
  value: '7',
  outcome: 'ok',
  invokedUs: 1_000_000,
  endedUs: 1_200_000,
  request: 9,
  effectUs: 1_100_000,
  place: 4,
  failing: false,
  misfit: false,
};

describe('an operation in words', () => {
  it('says what fits into its bar', () => {
    expect(shortOf(read)).toBe('r 7');
    expect(shortOf({ ...read, value: '7 and 8' })).toBe('r 7|8');
    expect(shortOf({ ...read, value: 'nothing' })).toBe('r –');
    expect(shortOf({ ...read, outcome: 'open', value: '' })).toBe('r');
    expect(shortOf({ ...read, kind: 'write', outcome: 'unknown' })).toBe('w 7');
  });

  it('says all of it for those who do not see it', () => {
    expect(sayWhole(read)).toBe(
      'c1/2 read 7 under key 3, 1.000 s to 1.200 s, answered, number 4 in the order of its key',
    );
    const unknown: ShownOperation = {
      ...read,
      kind: 'write',
      outcome: 'unknown',
      place: null,
      failing: true,
    };
    expect(sayWhole(unknown)).toBe(
      'c1/2 asked to write 7 under key 3, 1.000 s to 1.200 s, no answer: it may be done, now or later, or never, belongs to what no order explains',
    );
  });
});

describe('the operation beside one', () => {
  const at = (client: string, request: number, invokedUs: number): ShownOperation => ({
    ...read,
    client,
    request,
    invokedUs,
  });
  const all = [at('a', 1, 10), at('c', 2, 15), at('a', 3, 20), at('c', 4, 40), at('a', 5, 30)].sort(
    (x, y) => x.invokedUs - y.invokedUs,
  );
  const lanes = ['a', 'b', 'c'];
  const from = (request: number): ShownOperation => all.find((one) => one.request === request) ?? read;

  it('is before or after it in its lane', () => {
    expect(beside(all, lanes, from(3), 'ArrowLeft')?.request).toBe(1);
    expect(beside(all, lanes, from(3), 'ArrowRight')?.request).toBe(5);
    expect(beside(all, lanes, from(1), 'ArrowLeft')).toBeNull();
  });

  it('is the nearest in time in the next lane that has any', () => {
    expect(beside(all, lanes, from(3), 'ArrowDown')?.request).toBe(2);
    expect(beside(all, lanes, from(4), 'ArrowUp')?.request).toBe(5);
    expect(beside(all, lanes, from(1), 'ArrowUp')).toBeNull();
  });
});
