import { describe, expect, it } from 'vitest';
import { breakerChart } from '../../../patterns/circuit-breaker/index';
import { healthChart } from '../../../patterns/health/index';
import type { Mark } from '../../../protocol/messages';
import { historyOf, readChange, rowsAround, standingAt } from './history';

const mark = (event: number, text: string, rest: Partial<Mark> = {}): Mark => ({
  atUs: event * 1_000,
  event,
  kind: 'mode',
  node: 'lb',
  text,
  ...rest,
});

describe('readChange', () => {
  it('reads the key and the modes', () => {
    expect(readChange('s2: healthy → unhealthy')).toEqual({ key: 's2', from: 'healthy', to: 'unhealthy' });
    expect(readChange('follower → candidate')).toEqual({ key: '', from: 'follower', to: 'candidate' });
  });

  it('is not misled by other texts', () => {
    expect(readChange('crashes')).toBeNull();
    expect(readChange('s2 removed: 3 probes failed')).toBeNull();
    expect(readChange('')).toBeNull();
  });
});

describe('historyOf', () => {
  const marks = [
    mark(3, 's1: healthy → unhealthy'),
    mark(4, 's2: healthy → ejected'),
    mark(5, 's1: closed → open'),
    mark(6, 's1: unhealthy → healthy'),
    mark(7, 's1: healthy → draining', { node: 'other' }),
    mark(8, 's1: healthy → draining', { kind: 'note' }),
  ];

  it('keeps to one machine of one node, although another has the same key', () => {
    const health = historyOf(marks, { node: 'lb', machine: 's1', chart: healthChart });
    expect(health).toEqual([
      { atUs: 3_000, event: 3, from: 'healthy', to: 'unhealthy' },
      { atUs: 6_000, event: 6, from: 'unhealthy', to: 'healthy' },
    ]);
    const breaker = historyOf(marks, { node: 'lb', machine: 's1/circuit-breaker', chart: breakerChart });
    expect(breaker.map(({ event }) => event)).toEqual([5]);
  });

  it("takes the changes of the node's own mode, which have no key", () => {
    const own = [mark(1, 'healthy → draining')];
    expect(historyOf(own, { node: 'lb', machine: 'health', chart: healthChart })).toHaveLength(1);
  });
});

describe('where the playhead stands', () => {
  const changes = [10, 20, 30, 40, 50].map((event) => ({ atUs: event, event, from: 'a', to: 'b' }));

  it('is on the last change that has happened', () => {
    expect(standingAt(changes, 9)).toBe(-1);
    expect(standingAt(changes, 10)).toBe(0);
    expect(standingAt(changes, 39)).toBe(2);
    expect(standingAt(changes, 1_000)).toBe(4);
    expect(standingAt([], 5)).toBe(-1);
  });

  it('shows the rows around it, newest first', () => {
    const places = (place: number): number[] => rowsAround(changes, place, 3).map((row) => row.place);
    expect(places(4)).toEqual([4, 3, 2]);
    expect(places(2)).toEqual([3, 2, 1]);
    expect(places(-1)).toEqual([2, 1, 0]);
    expect(rowsAround(changes, 2, 60)).toHaveLength(5);
  });
});
