import { describe, expect, it } from 'vitest';
import { placeOnTrack } from '../../canvas/geometry';
import { ringScene } from './scene';

const centres = new Map([
  ['s1', { x: 0, y: 0 }],
  ['s2', { x: 400, y: 0 }],
]);
const links = [
  { from: 's1', to: 's2' },
  { from: 'c1', to: 's1' },
  { from: 's2', to: 's1' },
];

describe('the links of a ring', () => {
  const { cables, tracks } = ringScene(links, centres, 40);

  it('are drawn once for both ways, and not to nodes elsewhere', () => {
    expect(cables.map(({ a, b, there, back }) => [a, b, there, back])).toEqual([['s1', 's2', 0, 2]]);
    expect(tracks.map((track) => track !== null)).toEqual([true, false, true]);
  });

  it('have a lane for each way, from the sender on', () => {
    const at = (track: number, share: number) => {
      const found = tracks[track];
      return found && placeOnTrack(found, share, { x: 0, y: 0 });
    };
    expect(at(0, 0)?.x).toBeCloseTo(52);
    expect(at(0, 1)?.x).toBeCloseTo(348);
    expect(at(2, 0)?.x).toBeCloseTo(348);
    expect((at(0, 0.5)?.y ?? 0) * (at(2, 0.5)?.y ?? 0)).toBeLessThan(0);
  });
});
