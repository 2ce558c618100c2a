/** Every promise about Raft holds while its rule does, and breaks without it: the same seed and faults both times. */
import { describe, expect, it } from 'vitest';
import { invariants } from './index';
import type { AnyInvariant } from '../kernel/invariant';
import { at, during } from '../kernel/testing/tiny';
import { FIGURE_8, scheduleOf, upheavalOf } from '../nodes/raft-server/testing/schedules';
import type { ClusterParts } from '../nodes/raft-server/testing/cluster';
import { searchSchedules, watchCluster } from './testing/raft';

function promise(id: string): AnyInvariant {
  const found = invariants.get(id);
  if (!found) throw new Error(`There is no invariant called ${id}.`);
  return found;
}

const UNTIL_MS = 2_500;

function watchSeed(id: string, seed: number, server: ClusterParts['server']) {
  const { parts, inputs } = scheduleOf(seed, 2_000);
  const all = { ...parts, server: { ...parts.server, ...server } };
  return watchCluster(promise(id), all, inputs, UNTIL_MS);
}

describe('under random faults', () => {
  // Each search began at seed 1; where it starts later, what it tried in vain is left out.
  it.each([
    ['raft-election-safety', 'votesTwice', 1, /were elected in term/],
    ['raft-log-matching', 'votesTwice', 1, /has another entry/],
    ['raft-leader-append-only', 'votesTwice', 130, /has given up entry/],
    ['raft-leader-completeness', 'ignoresLogs', 1, /lacks entry .* which was committed/],
    ['raft-state-machine-safety', 'ignoresLogs', 1, /applied entry .* where entry .* was applied before/],
    ['raft-election-safety', 'halfIsEnough', 1, /were elected in term/],
    ['raft-state-machine-safety', 'halfIsEnough', 1, /was applied before/],
    ['raft-committed-survives', 'losesDisk', 1, /has given up entry .* still hold it/],
    ['raft-exactly-once', 'forgetsSessions', 1, /commands take effect/],
  ])('%s holds, and breaks with %s', { timeout: 60_000 }, (id, rule, from, words) => {
    const { seed, says } = searchSchedules(promise(id), { [rule]: true }, { from, to: from + 30 });
    expect(says).toMatch(words);
    expect(watchSeed(id, seed, { [rule]: true }).brokenAtMs).toBeGreaterThan(0);
    expect(watchSeed(id, seed, { [rule]: false }).brokenAtMs).toBe(-1);
  });

  it('raft-reads-are-fresh holds, and breaks with local reads', { timeout: 60_000 }, () => {
    const { seed, says } = searchSchedules(promise('raft-reads-are-fresh'), { reads: 'local' });
    expect(says).toMatch(/when the client asked/);
    for (const safe of ['readIndex', 'log'])
      expect(watchSeed('raft-reads-are-fresh', seed, { reads: safe }).brokenAtMs).toBe(-1);
  });

  it('raft-linearizable holds, and breaks with local reads', { timeout: 60_000 }, () => {
    const { seed, says } = searchSchedules(
      promise('raft-linearizable'),
      { reads: 'local' },
      { from: 270, to: 300 },
    );
    expect(says).toMatch(/fits in no order/);
    for (const safe of ['readIndex', 'log'])
      expect(watchSeed('raft-linearizable', seed, { reads: safe }).brokenAtMs).toBe(-1);
  });

  it.each([
    [1.1, false],
    [10, true],
  ])(
    'a leader whose clock is ten times too slow, clock rate bound %f: lease reads fresh %s',
    (bound, fresh) => {
      const parts: ClusterParts = {
        clients: 2,
        server: { reads: 'lease', checkQuorum: true, clockRateBound: bound },
        client: { thinkTimeMs: 20, attemptTimeoutMs: 100 },
      };
      const reads = promise('raft-reads-are-fresh');
      const [leader] = watchCluster(reads, parts, [], 1_500).leaders();
      const others = ['s1', 's2', 's3', 's4', 's5'].filter((id) => id !== leader);
      const inputs = [
        // c1 only reads, so nothing tells it that its leader is cut off.
        at(1_400, 'set', 'c1.writeRatio', 0),
        during(1_500, 4_000, 'drift', leader, 0.1),
        during(1_500, 4_000, 'partition', `${leader} | ${others.join(',')}`),
      ];
      expect(watchCluster(reads, parts, inputs, 4_000).brokenAtMs === -1).toBe(fresh);
    },
  );

  it(
    'lease reads are fresh while no clock jumps and everybody keeps to the lease',
    { timeout: 60_000 },
    () => {
      for (let seed = 1; seed <= 60; seed++) {
        const { parts, inputs } = scheduleOf(seed, 2_000);
        const calm = inputs.filter(({ action }) => action !== 'skew');
        const server = { ...parts.server, reads: 'lease', checkQuorum: true };
        const run = watchCluster(promise('raft-reads-are-fresh'), { ...parts, server }, calm, UNTIL_MS);
        expect([seed, run.says]).toEqual([seed, expect.stringMatching(/All were up to date/)]);
      }
    },
  );
});

describe('GT R-5b: figure 8 on real servers', () => {
  const PROMISES = ['raft-committed-survives', 'raft-leader-completeness'];

  it.each(PROMISES)('%s holds, and breaks when copies of older terms are counted', (id) => {
    const { parts, inputs } = FIGURE_8;
    const sound = watchCluster(promise(id), parts, inputs, 1_300);
    expect(sound.refusals).toEqual([]);
    expect(sound.brokenAtMs).toBe(-1);
    expect(sound.leaders()).toEqual(['s5']);
    const broken = { ...parts, server: { ...parts.server, countsOldTerms: true } };
    const run = watchCluster(promise(id), broken, inputs, 1_300);
    expect(run.brokenAtMs).toBeGreaterThan(1_100);
    expect(run.says).toMatch(/entry 2 of term 1 \(write\)/);
  });

  it.each(PROMISES)('%s: a bounded random search finds it too', { timeout: 60_000 }, (id) => {
    const search = (countsOldTerms: boolean) =>
      searchSchedules(promise(id), { countsOldTerms }, { to: 50, schedule: upheavalOf });
    expect(search(true).says).toMatch(/which was committed/);
    expect(search(false)).toEqual({ seed: 0, says: '' });
  });
});

describe('a leader in time', () => {
  /** s1 cannot win, since its log is old, and stands more often than the others; then the leader crashes. */
  const parts = (putsOffForEveryone: boolean): ClusterParts => ({
    server: { electionTimeoutMinMs: 400, electionTimeoutMaxMs: 600, putsOffForEveryone },
    each: { s1: { electionTimeoutMinMs: 100, electionTimeoutMaxMs: 120 } },
  });
  const isolated = during(0, 3_000, 'isolate', 's1');
  const [leader] = watchCluster(promise('raft-leader-in-time'), parts(false), [isolated], 2_900)
    .leaders()
    .slice(-1);
  const inputs = [isolated, at(3_000, 'crash', leader)];

  it('comes although one server stands again and again', () => {
    const run = watchCluster(promise('raft-leader-in-time'), parts(false), inputs, 12_000);
    expect(run.brokenAtMs).toBe(-1);
    expect(run.leaders()).toHaveLength(1);
  });

  it('does not come when every request for a vote puts the others off', () => {
    const run = watchCluster(promise('raft-leader-in-time'), parts(true), inputs, 12_000);
    expect(run.brokenAtMs).toBeGreaterThan(9_000);
    expect(run.says).toMatch(/has had no leader for 10 election timeouts/);
  });

  it('is not asked for while no majority runs', () => {
    const most = ['s1', 's2', 's3'].map((id) => at(1_000, 'crash', id));
    expect(watchCluster(promise('raft-leader-in-time'), {}, most, 9_000).brokenAtMs).toBe(-1);
  });
});
