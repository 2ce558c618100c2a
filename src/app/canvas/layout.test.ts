import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScenarioNode } from '../../scenario/types';
import { boxOf, CARD, storedPlaces, storePlaces } from './layout';

const node: ScenarioNode = { id: 's1', kind: 'service', at: [40, -8] };

describe('where a node stands', () => {
  it('is where the scenario puts it, until the user has put it elsewhere', () => {
    expect(boxOf(node, {})).toEqual({ x: 40, y: -8, ...CARD });
    expect(boxOf(node, { s1: { x: 1, y: 2 }, s2: { x: 9, y: 9 } })).toEqual({ x: 1, y: 2, ...CARD });
  });
});

describe('places that are remembered', () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    kept.clear();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('come back, each lab’s own', () => {
    storePlaces('raft', { n1: { x: 1.5, y: -2 } });
    storePlaces('gossip', { n1: { x: 7, y: 7 } });
    expect(storedPlaces('raft')).toEqual({ n1: { x: 1.5, y: -2 } });
    expect(storedPlaces('elsewhere')).toEqual({});
  });

  it.each([
    ['text that is no JSON', '{'],
    ['a list', '[1,2]'],
    ['nothing', 'null'],
    ['a number', '7'],
  ])('are none when storage holds %s', (_what, text) => {
    storePlaces('raft', {});
    for (const key of kept.keys()) kept.set(key, text);
    expect(storedPlaces('raft')).toEqual({});
  });

  it('leave out what is no place', () => {
    storePlaces('raft', {});
    const text = '{"a":{"x":1,"y":2},"b":{"x":1},"c":null,"d":7,"e":{"x":"1","y":2},"f":{"x":1e999,"y":2}}';
    for (const key of kept.keys()) kept.set(key, text);
    expect(storedPlaces('raft')).toEqual({ a: { x: 1, y: 2 } });
  });

  it('may be forbidden: then nothing is remembered and nothing fails', () => {
    const forbidden = () => {
      throw new Error('Storage is forbidden.');
    };
    vi.stubGlobal('localStorage', { getItem: forbidden, setItem: forbidden });
    expect(storedPlaces('raft')).toEqual({});
    expect(() => {
      storePlaces('raft', {});
    }).not.toThrow();
  });
});
