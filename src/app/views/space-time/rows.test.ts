import { describe, expect, it } from 'vitest';
import type { Mark } from '../../../protocol/messages';
import { FATE, FLIGHT, FLIGHT_STRIDE, POINT_KIND, type SpaceTimeData } from '../../../protocol/space-time';
import { shortWords } from './points';
import {
  breaksOf,
  flightsIn,
  lifeOf,
  localRuns,
  longestFlightUs,
  modesOf,
  nextStop,
  pointsIn,
  stopsIn,
  typesIn,
  type Filter,
  type Stop,
} from './rows';

const nodes = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
const NO_FILTER: Filter = { types: new Set(), nodes: new Set(), collapsed: false };

type Flight = Partial<Record<keyof typeof FLIGHT, number>>;

function dataOf(flights: readonly Flight[], points: readonly number[][], texts: string[]): SpaceTimeData {
  const packed = new Float64Array(flights.length * FLIGHT_STRIDE);
  for (const [i, flight] of flights.entries()) {
    const whole = { share: 1, sendEvent: i, endEvent: 10 + i, ...flight };
    for (const [name, value] of Object.entries(whole))
      packed[i * FLIGHT_STRIDE + FLIGHT[name as keyof typeof FLIGHT]] = value;
  }
  return {
    fromUs: 0,
    toUs: 1_000,
    nowUs: 1_000,
    events: 99,
    texts,
    flights: packed,
    points: Float64Array.from(points.flat()),
    source: 'kept',
    missing: null,
  };
}

const data = dataOf(
  [
    { sentUs: 100, endUs: 200, from: 0, to: 1, type: 0, about: 0, request: 7 },
    { sentUs: 300, endUs: 900, from: 1, to: 2, type: 1, about: 1 },
    {
      sentUs: 400,
      endUs: 450,
      from: 1,
      to: 0,
      type: 0,
      about: 2,
      request: 7,
      fate: FATE.lost,
      sendEvent: 5,
      endEvent: 5,
    },
  ],
  [
    [120, 1, POINT_KIND.local, 3, 2, 0],
    [140, 1, POINT_KIND.local, 3, 3, 0],
    [250, 1, POINT_KIND.local, 3, 4, 0],
    [500, 1, POINT_KIND.mode, 4, 6, 2],
    [520, 1, POINT_KIND.local, 3, 7, 0],
  ],
  ['read', 'probe', 'failed reply', 'b: tick timer', 'b: closed → open (call ends)'],
);

describe('rows in sight', () => {
  it('are found by time, those that began before it and end in it included', () => {
    const longest = longestFlightUs(data);
    expect(longest).toBe(600);
    expect(flightsIn(data, 800, 1_000, longest)).toEqual([1, 3]);
    expect(flightsIn(data, 0, 150, longest)).toEqual([0, 1]);
    expect(pointsIn(data, 130, 500)).toEqual([1, 4]);
  });

  it('have the types that there are', () => {
    expect(typesIn(data)).toEqual(['probe', 'read']);
  });
});

describe('stops', () => {
  const all = stopsIn(data, { fromUs: 0, toUs: 1_000 }, NO_FILTER, nodes);

  it('are every sending, every end and every point, in their order and in words', () => {
    expect(all.map(({ event }) => event)).toEqual([0, 1, 2, 3, 4, 5, 5, 6, 7, 10, 11]);
    expect(all[0]?.text).toBe('a sends b a read of request 7');
    expect(all.find(({ event, node }) => event === 5 && node === 0)?.text).toBe(
      'the failed reply of request 7 from b to a is lost',
    );
    expect(all.find(({ event }) => event === 11)?.text).toBe('c gets a probe from b');
  });

  it('of what was lost at once is at the time of its sending', () => {
    expect(all.filter(({ event }) => event === 5).map(({ atUs }) => atUs)).toEqual([400, 400]);
  });

  it('leave out what is filtered', () => {
    const some = (filter: Partial<Filter>): number =>
      stopsIn(data, { fromUs: 0, toUs: 1_000 }, { ...NO_FILTER, ...filter }, nodes).length;
    expect(some({ types: new Set(['probe']) })).toBe(all.length - 2);
    expect(some({ nodes: new Set([2]) })).toBe(all.length - 2);
    expect(some({ collapsed: true })).toBe(all.length - 4);
  });

  it('are gone through along a lifeline, to the next one, and to the ends', () => {
    const at = (event: number): Stop | null => all.find((stop) => stop.event === event) ?? null;
    const go = (from: number, way: Parameters<typeof nextStop>[2]): number | undefined =>
      nextStop(all, at(from), way, [0, 1, 2])?.event;
    expect(go(2, 'down')).toBe(3);
    expect(go(3, 'up')).toBe(2);
    expect(go(0, 'right')).toBe(2);
    expect(go(2, 'left')).toBe(0);
    expect(go(0, 'left')).toBeUndefined();
    expect(go(4, 'first')).toBe(0);
    expect(go(4, 'last')).toBe(11);
    expect(nextStop(all, null, 'up', [0, 1, 2])?.event).toBe(11);
    expect(nextStop([], null, 'up', [])).toBeNull();
  });
});

describe('runs of local events', () => {
  it('end where anything else happens on the lifeline', () => {
    const runs = localRuns(data, 0, 5, breaksOf(data, 0, 3, 3));
    expect(runs.map(({ fromUs, toUs, count }) => [fromUs, toUs, count])).toEqual([
      [120, 140, 2],
      [250, 250, 1],
      [520, 520, 1],
    ]);
  });
});

describe('lives', () => {
  const life = (atUs: number, text: string, node = 'b'): Mark => ({
    atUs,
    event: atUs,
    kind: 'life',
    node,
    text,
  });

  it('are down from crash to restart, and paused in between pause and resume', () => {
    const marks = [
      life(10, 'crashes'),
      life(15, 'crashes', 'c'),
      life(30, 'restarts'),
      life(50, 'pauses'),
      life(70, 'resumes'),
      life(90, 'dies: out of memory'),
    ];
    expect(lifeOf(marks, 'b', true)).toEqual([
      { state: 'down', fromUs: 10, toUs: 30 },
      { state: 'paused', fromUs: 50, toUs: 70 },
      { state: 'down', fromUs: 90, toUs: Infinity },
    ]);
  });

  it('of a node that comes later begin when it does', () => {
    expect(lifeOf([life(40, 'starts')], 'b', false)).toEqual([
      { state: 'down', fromUs: -Infinity, toUs: 40 },
    ]);
  });

  it('stay down whatever a pause does meanwhile', () => {
    const marks = [life(10, 'pauses'), life(20, 'crashes'), life(30, 'resumes'), life(40, 'starts')];
    expect(lifeOf(marks, 'b', true)).toEqual([
      { state: 'paused', fromUs: 10, toUs: 20 },
      { state: 'down', fromUs: 20, toUs: 40 },
    ]);
  });
});

describe('modes', () => {
  const moved = (atUs: number, from: string, to: string, machine = ''): Mark => ({
    atUs,
    event: atUs,
    kind: 'mode',
    node: 'b',
    text: '',
    moved: { machine, change: { atUs, event: '', from, to, guard: '', refused: [] } },
  });

  it('are stretches in any but the first, up to a change or the end of the node', () => {
    const marks: Mark[] = [
      moved(10, 'follower', 'candidate'),
      moved(20, 'candidate', 'leader'),
      moved(25, 'closed', 'open', 'x/circuit-breaker'),
      moved(30, 'leader', 'follower'),
      moved(50, 'follower', 'candidate'),
      { atUs: 60, event: 60, kind: 'life', node: 'b', text: 'crashes' },
    ];
    expect(modesOf(marks, 'b')).toEqual([
      { rank: 1, fromUs: 10, toUs: 20 },
      { rank: 2, fromUs: 20, toUs: 30 },
      { rank: 1, fromUs: 50, toUs: 60 },
    ]);
    expect(modesOf(marks, 'c')).toEqual([]);
  });
});

describe('words beside a lifeline', () => {
  it('leave out whose lifeline it is, and why', () => {
    expect(shortWords('lb on s1: healthy → unhealthy (probe fails)', 'lb')).toBe('s1: healthy → unhealthy');
    expect(shortWords('caller: closed → open (call ends)', 'caller')).toBe('closed → open');
    expect(shortWords('s1 crashes', 's1')).toBe('crashes');
    expect(shortWords('you: heal everything', '')).toBe('heal everything');
  });
});
