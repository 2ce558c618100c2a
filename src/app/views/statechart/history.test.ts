import { describe, expect, it } from 'vitest';
import { breakerChart } from '../../../patterns/circuit-breaker/index';
import { healthChart } from '../../../patterns/health/index';
import type { Mark, ModeChange } from '../../../protocol/messages';
import { historyOf, rowsAround, standingAt } from './history';

const mark = (event: number, machine: string, from: string, to: string, node = 'lb'): Mark => ({
  atUs: event * 1_000,
  event,
  kind: 'mode',
  node,
  text: '',
  moved: { machine, change: move(event, from, to) },
});
const move = (event: number, from: string, to: string): ModeChange => ({
  atUs: event * 1_000,
  event: 'e',
  from,
  to,
  guard: '',
  refused: [],
});

describe('historyOf', () => {
  const marks: Mark[] = [
    mark(3, 's1', 'healthy', 'unhealthy'),
    mark(4, 's2', 'healthy', 'ejected'),
    mark(5, 's1/circuit-breaker', 'closed', 'open'),
    mark(6, 's1', 'unhealthy', 'healthy'),
    mark(7, 's1', 'healthy', 'draining', 'other'),
    { atUs: 8_000, event: 8, kind: 'note', node: 'lb', text: 's1: healthy → draining' },
  ];

  it('keeps to one machine of one node', () => {
    const health = historyOf(marks, { node: 'lb', machine: 's1', chart: healthChart });
    expect(health).toEqual([
      { event: 3, change: move(3, 'healthy', 'unhealthy') },
      { event: 6, change: move(6, 'unhealthy', 'healthy') },
    ]);
    const breaker = historyOf(marks, { node: 'lb', machine: 's1/circuit-breaker', chart: breakerChart });
    expect(breaker.map(({ event }) => event)).toEqual([5]);
  });

  it("takes the changes of the node's own mode, which have no name", () => {
    const own = [mark(1, '', 'healthy', 'draining'), mark(2, '', 'closed', 'open')];
    const found = historyOf(own, { node: 'lb', machine: 'health', chart: healthChart });
    expect(found.map(({ event }) => event)).toEqual([1]);
  });
});

describe('where the playhead stands', () => {
  const changes = [10, 20, 30, 40, 50].map((event) => ({ event, change: move(event, 'a', 'b') }));

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
