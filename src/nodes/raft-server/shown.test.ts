/** What Raft servers give to views of the whole cluster: dials, logs, what their notes mean, and votes. */
import { describe, expect, it } from 'vitest';
import type { Message } from '../../kernel/message';
import { AT, slotOf, STRIDE } from '../../kernel/queue';
import { at, during, entriesOf, MS } from '../../kernel/testing/tiny';
import { kind } from './index';
import { clusterModel, runCluster, serverIds, type ClusterParts, type ClusterRun } from './testing/cluster';

const CALM: ClusterParts = { client: { sessions: 0 } };
const [{ params }] = clusterModel(CALM).nodes;
const FORCED = [at(10, 'do', 's1', 'forceTimeout'), at(100, 'do', 'c1', 'write')];

/** When the dial of a server has run down, and its span, in ms. */
function dialOf(run: ClusterRun, id: string): [number, number] | null {
  const dial = kind.dial?.(run.server(id)) ?? null;
  const { queue } = run.sim.world;
  if (dial === null) return null;
  return [queue.records[slotOf(queue, dial.timer) * STRIDE + AT] / MS, dial.spanUs / MS];
}

describe('the dial', () => {
  it('is the election timer of a follower, and the next heartbeat of a leader', () => {
    const run = runCluster(CALM, FORCED, 60);
    const [due, span] = dialOf(run, 's2') ?? [];
    expect(due).toBe(run.server('s2').electionAtUs / MS);
    expect(span).toBeGreaterThanOrEqual(150);
    expect(span).toBeLessThanOrEqual(300);
    expect(dialOf(run, 's1')).toEqual([70, 50]);
  });

  it('does not run on a server that is no member', () => {
    const run = runCluster({ ...CALM, servers: 3, absent: 1 }, [at(10, 'join', 's4')], 50);
    expect(dialOf(run, 's4')).toBeNull();
  });
});

describe('the log', () => {
  it('is shown in stretches, with the leader’s view of the others', () => {
    const run = runCluster(CALM, FORCED, 300);
    const leader = kind.log?.(run.server('s1'), 1, 10);
    expect(leader).toMatchObject({
      snapshotIndex: 0,
      lastIndex: 2,
      commitIndex: 2,
      epoch: 1,
      entries: [
        { index: 1, epoch: 1, text: 'empty entry' },
        { index: 2, epoch: 1, text: 'write 0 = 1', short: '0 ← 1' },
      ],
    });
    expect(leader?.followers).toContainEqual({ id: 's2', next: 3, match: 2 });
    const second = kind.log?.(run.server('s2'), 2, 1);
    expect(second?.entries.map(({ index }) => index)).toEqual([2]);
    expect(second?.followers).toEqual([]);
  });

  it('begins after the snapshot, and of a server that is down is what its disk has', () => {
    const inputs = [...FORCED, at(250, 'do', 's2', 'compact'), during(300, 400, 'crash', 's2')];
    const run = runCluster(CALM, [...inputs, at(301, 'do', 'c1', 'write')], 350);
    const log = kind.log?.(run.server('s2'), 1, 10);
    expect(log).toMatchObject({ snapshotIndex: 2, lastIndex: 2, commitIndex: 2, epoch: 1, entries: [] });
  });
});

it('notes mean news, answers, refusals or signs of life', () => {
  // Two stand at once: each votes for itself, so that votes are refused, too.
  const inputs = [at(10, 'do', 's1', 'forceTimeout'), at(10, 'do', 's2', 'forceTimeout')];
  const run = runCluster(CALM, [...inputs, at(400, 'do', 'c1', 'write')], 900);
  const meanings = new Map<string, Set<string>>();
  for (const { subject } of entriesOf(run.sim, 'send')) {
    const note = subject as Message;
    if (note.role !== 'note') continue;
    const known = meanings.get(note.type) ?? new Set();
    meanings.set(note.type, known.add(kind.noteMeaning?.(note) ?? ''));
  }
  expect([...(meanings.get('requestVote') ?? [])]).toEqual(['news']);
  expect([...(meanings.get('voteReply') ?? [])].sort()).toEqual(['answer', 'refusal']);
  expect([...(meanings.get('append') ?? [])].sort()).toEqual(['beat', 'news']);
  expect([...(meanings.get('appendReply') ?? [])]).toEqual(['beat']);
});

it('a candidate knows who has granted it a vote and who has refused', () => {
  const inputs = serverIds(2).map((id) => at(10, 'do', id, 'forceTimeout'));
  const run = runCluster({ ...CALM, servers: 2 }, inputs, 18);
  const inside = (id: string) => kind.inspect(run.server(id), params, 0);
  expect(inside('s1')).toMatchObject({ votes: ['s1'], refusals: [] });
  run.until(30);
  expect(inside('s1')).toMatchObject({ role: 'candidate', votes: ['s1'], refusals: ['s2'] });
  expect(inside('s2')).toMatchObject({ role: 'candidate', votes: ['s2'], refusals: ['s1'] });
  // The next election begins with neither.
  run.until(1_000);
  expect(inside('s1')).toMatchObject({ refusals: [] });
});

it('every change of role tells its term', () => {
  const run = runCluster(CALM, FORCED, 100);
  const changes = entriesOf(run.sim, 'mode').map(({ subject }) => {
    const { change } = subject as { change: { to: string; epoch?: number } };
    return [change.to, change.epoch];
  });
  expect(changes).toContainEqual(['follower', 0]);
  expect(changes).toContainEqual(['candidate', 1]);
  expect(changes).toContainEqual(['leader', 1]);
});
