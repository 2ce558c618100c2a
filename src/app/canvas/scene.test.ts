import { describe, expect, it } from 'vitest';
import type { Opened } from '../../protocol/messages';
import { placeOnTrack, type Box } from './geometry';
import { makeScene } from './scene';

const links = [
  { from: 'a', to: 'b' },
  { from: 'b', to: 'a' },
  { from: 'b', to: 'c' },
  { from: 'c', to: 'd' },
];
const opened = { links } as unknown as Opened;
const boxes = new Map<string, Box>(
  ['a', 'b', 'c'].map((id, i) => [id, { x: i * 300, y: 0, width: 100, height: 100 }]),
);

describe('the scene', () => {
  const { cables, tracks } = makeScene(opened, boxes);

  it('draws both ways of a link as one cable, and a way without a way back as a cable of its own', () => {
    expect(cables.map(({ a, b, there, back }) => [a, b, there, back])).toEqual([
      ['a', 'b', 0, 1],
      ['b', 'c', 2, -1],
    ]);
  });

  it('has the track of each link at its index, from sender to receiver', () => {
    const ends = tracks.map((track) =>
      track ? [0, 1].map((share) => Math.round(placeOnTrack(track, share, { x: 0, y: 0 }).x)) : null,
    );
    expect(ends).toEqual([[100, 300], [300, 100], [400, 600], null]);
  });

  it('keeps the two ways of a cable apart, and near it', () => {
    const ys = tracks.slice(0, 2).map((track) => (track ? placeOnTrack(track, 0.5, { x: 0, y: 0 }).y : NaN));
    expect(ys).toEqual([54, 46]);
    expect(cables[0]?.curve.from).toEqual({ x: 100, y: 50 });
  });

  it('leaves out links to nodes that are not there', () => {
    const scene = makeScene(opened, new Map([...boxes].filter(([id]) => id !== 'b')));
    expect(scene).toEqual({ cables: [], tracks: [null, null, null, null] });
    const without = makeScene(opened, new Map([...boxes].filter(([id]) => id !== 'a')));
    expect(without.cables.map(({ a, b }) => [a, b])).toEqual([['b', 'c']]);
    expect(without.tracks.map((track) => track !== null)).toEqual([false, false, true, false]);
  });
});
