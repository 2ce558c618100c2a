import { describe, expect, it } from 'vitest';
import { csvOf } from './csv';
import type { ShownLine } from './shot';

function line(title: string, points: [number, number | null][]): ShownLine {
  const looks = { token: '--acc', dash: '', strong: false, beside: false, samples: -1 };
  return { id: title, label: title, title, ...looks, points: points.map(([t, v]) => ({ t, v })) };
}

const RANGE = { fromUs: 1_000_000, toUs: 3_000_000 };

describe('points as CSV', () => {
  it('have one row a time and one column a line, with units in the header', () => {
    const p50 = line('p50', [
      [1, 10],
      [2, 11],
    ]);
    const p99 = line('p99', [
      [1, 90],
      [2.5, 95],
    ]);
    expect(csvOf('ms', [p50, p99], RANGE)).toBe(
      'time (s),p50 (ms),p99 (ms)\r\n1,10,90\r\n2,11,\r\n2.5,,95\r\n',
    );
  });

  it('are empty where a line has nothing', () => {
    const text = csvOf(
      '',
      [
        line('a', [
          [1, null],
          [2, 0],
        ]),
      ],
      RANGE,
    );
    expect(text).toBe('time (s),a\r\n1,\r\n2,0\r\n');
  });

  it('are those that are shown, in the order of time', () => {
    const wide = line('a', [
      [0.5, 1],
      [3, 3],
      [3.5, 4],
    ]);
    const late = line('b', [[2, 2]]);
    expect(csvOf('', [wide, late], RANGE)).toBe('time (s),a,b\r\n2,,2\r\n3,3,\r\n');
  });

  it('quote what would break a field, and disarm what would be a formula', () => {
    expect(csvOf('', [line('a,b', []), line('say "x"', []), line('=1+1', [])], RANGE)).toBe(
      `time (s),"a,b","say ""x""",'=1+1\r\n`,
    );
  });
});
