import { describe, expect, it } from 'vitest';
import type { ShownHistory, ShownOperation } from '../../../protocol/messages';
import { NOTHING, remember } from './memory';

const one = (
  request: number,
  invokedUs: number,
  endedUs: number | null,
  more: Partial<ShownOperation> = {},
): ShownOperation => ({
  client: 'c1/1',
  node: 'c1',
  kind: 'read',
  key: 0,
  value: '1',
  outcome: endedUs === null ? 'open' : 'ok',
  invokedUs,
  endedUs,
  request,
  effectUs: null,
  place: null,
  failing: false,
  misfit: false,
  ...more,
});

const answer = (atUs: number, operations: ShownOperation[], says = 'fine'): ShownHistory => ({
  operations,
  sessions: [],
  keys: [0],
  atUs,
  verdict: says === 'fine' ? 'linearizable' : 'notLinearizable',
  says,
});

describe('what stays in sight when one goes back', () => {
  const misfit = one(3, 60, 70, { failing: true, misfit: true });
  const late = remember(NOTHING, answer(100, [one(1, 10, 20), one(2, 30, 50), misfit], 'broken'), 'run');

  it('is what lies later, with the ends that were seen', () => {
    const back = remember(late, answer(40, [one(1, 10, 20), one(2, 30, null)]), 'run');
    expect(back.operations.map(({ request, endedUs, failing }) => [request, endedUs, failing])).toEqual([
      [1, 20, false],
      [2, 50, false],
      [3, 70, true],
    ]);
    expect(back.broken).toEqual({ says: 'broken', atUs: 70 });
  });

  it('is nothing of another run', () => {
    const other = remember(late, answer(40, [one(1, 10, 20)]), 'other');
    expect(other.operations.map(({ request }) => request)).toEqual([1]);
    expect(other.broken).toBeNull();
  });

  it('is not what should be there by now and is not', () => {
    const gone = remember(late, answer(100, [one(1, 10, 20)]), 'run');
    expect(gone.operations.map(({ request }) => request)).toEqual([1, 3]);
  });
});
