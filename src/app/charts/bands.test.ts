import { describe, expect, it } from 'vitest';
import type { Clip } from '../../protocol/messages';
import { inputWords } from '../../scenario/words';
import { layoutBands } from './bands';

const S = 1_000_000;
const MINUTE = { fromUs: 0, toUs: 60 * S };

function clip(id: string, fromSec: number, toSec: number | null, action = 'crash', target = 's2'): Clip {
  const untilUs = toSec === null ? null : toSec * S;
  const input = { id, atUs: fromSec * S, untilUs, action, target, args: [], muted: false };
  return { input, words: inputWords(input), lasts: true, endsAtUs: untilUs, closedEarly: false };
}

describe('fault bands', () => {
  it('lie where their faults were', () => {
    const [band] = layoutBands([clip('a', 10, 20)], MINUTE, 600, 60 * S, 1);
    expect(band).toMatchObject({
      id: 'a',
      x: 100,
      width: 100,
      open: false,
      label: { text: 's2 crash', row: 0 },
    });
  });

  it('reach to the head while they are open', () => {
    const [band] = layoutBands([clip('a', 10, null)], MINUTE, 600, 45 * S, 1);
    expect(band).toMatchObject({ x: 100, width: 350, open: true });
  });

  it('are cut off at the edges, and left out beyond them', () => {
    const range = { fromUs: 30 * S, toUs: 60 * S };
    const clips = [clip('gone', 5, 10), clip('edge', 20, 40), clip('later', 70, null)];
    const bands = layoutBands(clips, range, 300, 60 * S, 1);
    expect(bands.map(({ id, x, width }) => ({ id, x, width }))).toEqual([{ id: 'edge', x: 0, width: 100 }]);
  });

  it('can be seen however short they are', () => {
    expect(layoutBands([clip('a', 10, 10.001)], MINUTE, 300, 60 * S, 1)[0]?.width).toBe(2);
  });

  it('are mere lines for what was done at once, and for knobs', () => {
    const knob = clip('a', 10, null, 'set', 'lb.probes');
    const flush = clip('b', 45, 45, 'do', 'cache');
    expect(layoutBands([knob, flush], MINUTE, 300, 60 * S, 1)).toMatchObject([
      { x: 50, width: 2, open: false, label: { text: 'lb.probes = undefined' } },
      { x: 225, width: 2, open: false, label: { text: 'cache' } },
    ]);
  });

  it('have labels that never touch: in another row, or none', () => {
    const clips = [clip('a', 10, 50), clip('b', 12, 50, 'slow', 's3'), clip('c', 14, 50, 'pause', 's4')];
    const rows = (count: number) =>
      layoutBands(clips, MINUTE, 300, 60 * S, count).map(({ label }) => label?.row ?? null);
    expect(rows(1)).toEqual([0, null, null]);
    expect(rows(2)).toEqual([0, 1, null]);
    expect(rows(3)).toEqual([0, 1, 2]);
  });

  it('share a row when there is room', () => {
    const clips = [clip('a', 5, 50), clip('b', 35, 50, 'slow', 's3')];
    expect(layoutBands(clips, MINUTE, 300, 60 * S, 2).map(({ label }) => label?.row)).toEqual([0, 0]);
  });

  it('have no label that would leave the plot', () => {
    expect(layoutBands([clip('a', 55, null)], MINUTE, 300, 60 * S, 2)[0]?.label).toBeNull();
  });
});
