import { describe, expect, it } from 'vitest';
import { migrate, type Migrations } from './migrate';

describe('old versions', () => {
  const steps: Migrations = {
    1: (old) => ({ ...old, second: true }),
    2: (old) => ({ ...old, third: old.second }),
  };

  it('go through every step between', () => {
    expect(migrate({ a: 1 }, 1, 3, steps, 'thing')).toEqual({
      ok: true,
      value: { a: 1, second: true, third: true },
    });
    expect(migrate({ a: 1 }, 2, 3, steps, 'thing')).toEqual({ ok: true, value: { a: 1, third: undefined } });
  });

  it('that are the latest are left alone', () => {
    const content = { a: 1 };
    expect(migrate(content, 3, 3, steps, 'thing')).toEqual({ ok: true, value: content });
  });

  it.each([
    [undefined, 'The thing has no version.'],
    ['3', 'The thing has a version that is no whole number.'],
    [4, 'The thing is of version 4, and this page knows versions up to 3.'],
    [0, 'The thing is of version 0, which is older than any this page knows.'],
    [-1, 'The thing is of version -1, which is older than any this page knows.'],
  ])('%s is told from others', (version, problem) => {
    expect(migrate({}, version, 3, steps, 'thing')).toEqual({ ok: false, problem });
  });

  it('without fields have nothing to be brought up', () => {
    expect(migrate(null, 1, 3, steps, 'thing')).toEqual({ ok: false, problem: 'The thing holds no fields.' });
  });
});
