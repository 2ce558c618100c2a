import { describe, expect, it } from 'vitest';
import type { Mark } from '../../../protocol/messages';
import { electionsOf, sayElection } from './elections';
import { changeBeside, lanesOf, spansIn, type Lane } from './spans';

let events = 0;
const mark = (atMs: number, node: string, more: Partial<Mark>): Mark => ({
  atUs: atMs * 1000,
  event: ++events,
  kind: 'mode',
  node,
  text: '',
  ...more,
});
const turns = (atMs: number, node: string, from: string, to: string, epoch?: number, machine = ''): Mark => {
  const change = { atUs: atMs * 1000, event: 'x', from, to, guard: '', refused: [] };
  return mark(atMs, node, { moved: { machine, change }, ...(epoch === undefined ? {} : { epoch }) });
};
const term = (atMs: number, node: string, epoch: number): Mark => mark(atMs, node, { kind: 'epoch', epoch });
const life = (atMs: number, node: string, text: string): Mark => mark(atMs, node, { kind: 'life', text });

const told = ({ spans }: Lane) =>
  spans.map(({ fromUs, toUs, mode, down, epoch }) => [
    fromUs / 1000,
    toUs / 1000,
    down ? 'down' : mode,
    epoch,
  ]);

describe('lanes', () => {
  it('follow roles and terms, from the start on', () => {
    const marks = [
      turns(0, 's1', 'stopped', 'follower', 0),
      turns(150, 's1', 'follower', 'candidate', 1),
      turns(160, 's1', 'candidate', 'leader', 1),
      turns(0, 's2', 'stopped', 'follower', 0),
      term(155, 's2', 1),
    ];
    const [one, two] = lanesOf(['s1', 's2', 'c1'], marks, []);
    expect(told(one)).toEqual([
      [0, 150, 'follower', 0],
      [150, 160, 'candidate', 1],
      [160, Infinity, 'leader', 1],
    ]);
    expect(told(two)).toEqual([
      [0, 155, 'follower', 0],
      [155, Infinity, 'follower', 1],
    ]);
  });

  it('are interrupted by crashes, and take up again after a restart', () => {
    const marks = [
      turns(0, 's1', 'stopped', 'leader', 3),
      life(10, 's1', 'crashes'),
      life(30, 's1', 'restarts'),
      turns(30, 's1', 'stopped', 'follower', 3),
      life(40, 's1', 'pauses'),
    ];
    expect(told(lanesOf(['s1'], marks, [])[0])).toEqual([
      [0, 10, 'leader', 3],
      [10, 30, 'down', 3],
      [30, Infinity, 'follower', 3],
    ]);
  });

  it('begin with what is known of a machine that has changed only later, or never', () => {
    const marks = [turns(50, 'a', 'closed', 'open', undefined, 'x/breaker')];
    const lanes = lanesOf(['a', 'b', 'c'], marks, [
      { id: 'a', mode: 'open' },
      { id: 'b', mode: 'closed' },
    ]);
    expect(lanes.map(({ node, machine }) => [node, machine])).toEqual([
      ['a', 'x/breaker'],
      ['b', ''],
    ]);
    expect(told(lanes[0])).toEqual([
      [0, 50, 'closed', null],
      [50, Infinity, 'open', null],
    ]);
    expect(told(lanes[1])).toEqual([[0, Infinity, 'closed', null]]);
  });

  it('are cut to what is seen and to what has been run', () => {
    const [lane] = lanesOf(['s1'], [turns(0, 's1', 'a', 'b'), turns(100, 's1', 'b', 'c')], []);
    const seen = spansIn(lane, 50_000, 400_000, 120_000);
    expect(seen.map(({ fromUs, toUs, mode }) => [fromUs, toUs, mode])).toEqual([
      [50_000, 100_000, 'b'],
      [100_000, 120_000, 'c'],
    ]);
    expect(spansIn(lane, 130_000, 400_000, 120_000)).toEqual([]);
  });

  it('can be walked along change by change', () => {
    const marks = [turns(0, 's1', 'a', 'b'), turns(100, 's2', 'a', 'b'), turns(200, 's1', 'b', 'c')];
    const lanes = lanesOf(['s1', 's2'], marks, []);
    const at = (i: number) => ({ us: marks[i].atUs, event: marks[i].event });
    expect(changeBeside(lanes, at(1), 'after')).toEqual(at(2));
    expect(changeBeside(lanes, at(1), 'before')).toEqual(at(0));
    expect(changeBeside(lanes, at(2), 'after')).toBeNull();
    expect(changeBeside(lanes, { us: 150_000, event: at(1).event + 0.5 }, 'before')).toEqual(at(1));
  });
});

describe('elections', () => {
  const stand = (atMs: number, node: string, epoch: number) =>
    turns(atMs, node, 'follower', 'candidate', epoch);

  it('are won, split, lost or open', () => {
    const marks = [
      stand(10, 's1', 1),
      turns(20, 's1', 'candidate', 'leader', 1),
      stand(100, 's2', 2),
      stand(101, 's3', 2),
      term(300, 's3', 3),
      term(302, 's2', 4),
    ];
    const elections = electionsOf(marks);
    expect(elections.map(({ epoch, outcome, candidates }) => [epoch, outcome, candidates])).toEqual([
      [1, 'won', ['s1']],
      [2, 'split', ['s2', 's3']],
      [3, 'failed', ['s3']],
      [4, 'open', ['s2']],
    ]);
    expect(elections.map(sayElection)).toEqual([
      'Term 1: s1 won',
      'Term 2: s2 and s3 stood, the votes were split',
      'Term 3: s3 stood and did not win',
      'Term 4: s2 stood',
    ]);
    expect(elections[1].atUs).toBe(100_000);
  });

  it('a follower that comes into a new term stands in none', () => {
    expect(electionsOf([turns(0, 's1', 'stopped', 'follower', 0), term(5, 's1', 1)])).toEqual([]);
    expect(electionsOf([])).toEqual([]);
  });

  it('of several candidates the winner is named', () => {
    const marks = [stand(1, 's1', 1), stand(2, 's2', 1), turns(3, 's2', 'candidate', 'leader', 1)];
    expect(electionsOf(marks).map(sayElection)).toEqual(['Term 1: s1 and s2 stood, s2 won']);
    const three = [stand(0, 's3', 1), ...marks];
    expect(electionsOf(three).map(sayElection)).toEqual(['Term 1: s3, s1 and s2 stood, s2 won']);
  });
});
