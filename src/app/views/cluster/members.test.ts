import { describe, expect, it } from 'vitest';
import type { Glance, OpenedNode, Plain } from '../../../protocol/messages';
import { epochToken } from './epochs';
import { largestGroup, memberOf, sayLeaders, sayVotes } from './members';

const glance = (id: string, mode: string | null, state: Plain = null): Glance => ({
  id,
  mode: mode === null ? null : { id: mode, title: mode, sinceUs: 0 },
  dial: null,
  state,
});

const node = (id: string, group = ''): OpenedNode => ({
  id,
  kind: 'server',
  title: 'Server',
  glyph: 'server',
  group,
  present: true,
  actions: [],
});

const standing = glance('s3', 'candidate', {
  term: 4,
  leader: '',
  votes: ['s3', 's1'],
  refusals: ['s2'],
  members: ['s1', 's2', 's3', 's4', 's5'],
});

describe('a member', () => {
  it('has a term, and the votes of its election in the order of the members', () => {
    const member = memberOf(standing);
    expect(member.epoch).toBe(4);
    expect(member.elects).toBe(true);
    expect(member.votes.map(({ vote }) => vote)).toEqual(['granted', 'refused', 'granted', 'asked', 'asked']);
    expect(sayVotes(member)).toBe('2 of 5 votes, s2 refused');
  });

  it('has none of that when its kind shows none, or it is down', () => {
    for (const state of [null, 'text', ['a'], { ballots: 3 }]) {
      const member = memberOf(glance('x', null, state));
      expect(member).toEqual({
        id: 'x',
        mode: null,
        epoch: null,
        leader: '',
        elects: false,
        votes: [],
      });
      expect(sayVotes(member)).toBe('');
    }
  });

  it('may count ballots or epochs instead of terms', () => {
    expect(memberOf(glance('a', 'idle', { ballot: 7 })).epoch).toBe(7);
    expect(memberOf(glance('a', 'idle', { epoch: 2, term: 'x' })).epoch).toBe(2);
  });
});

describe('the group shown', () => {
  const nodes = [node('c1', 'clients'), node('lb'), node('s1', 'servers'), node('s2', 'servers')];

  it('is the largest whose nodes have modes', () => {
    const glances = [
      glance('c1', null),
      glance('lb', 'ok'),
      glance('s1', 'follower'),
      glance('s2', 'leader'),
    ];
    expect(largestGroup(nodes, glances)).toBe('servers');
  });

  it('is none when no two nodes of a group have any', () => {
    expect(largestGroup(nodes, [glance('lb', 'ok'), glance('s1', 'follower')])).toBe('');
    expect(largestGroup(nodes, [])).toBe('');
  });
});

describe('who leads', () => {
  const lead = (id: string, term: number) => memberOf(glance(id, 'leader', { term }));
  const follow = (id: string) => memberOf(glance(id, 'follower', { term: 2 }));

  it('is said of one, of none and of two', () => {
    expect(sayLeaders([lead('s1', 2), follow('s2')])).toBe('s1 leads term 2');
    expect(sayLeaders([follow('s1'), follow('s2')])).toBe('Nobody leads');
    expect(sayLeaders([lead('s1', 2), lead('s4', 3)])).toBe('2 lead: s1 in term 2, s4 in term 3');
  });

  it('is not asked of nodes that have no leader', () => {
    expect(sayLeaders([memberOf(glance('a', 'closed')), memberOf(glance('b', 'open'))])).toBe('');
  });
});

it('a ninth term has the colour of the first', () => {
  expect([0, 1, 8, 9, 16, 17].map(epochToken)).toEqual(['--ink3', '--r1', '--r8', '--r1', '--r8', '--r1']);
});
