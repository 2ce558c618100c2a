import { describe, expect, it } from 'vitest';
import { quorumOf, reachedByMajority } from './index';
import { chanceOf, meanOf, errorOf } from './testing/elections';
import { Cluster, ids } from './testing/cluster';

function led(count: number, settings: ConstructorParameters<typeof Cluster>[1] = {}): Cluster {
  const cluster = new Cluster(ids(count), settings);
  cluster.nowUs += 300_000;
  cluster.timeOut('s1');
  cluster.settle();
  return cluster;
}

describe('the log', () => {
  it('[RAFT10] [RAFT17] commands reach every server, and are applied everywhere in the same order', () => {
    const cluster = led(3);
    for (const value of [1, 2, 3]) cluster.write('s1', value, value);
    cluster.settle();
    cluster.heartbeat('s1');
    cluster.settle();
    for (const id of ids(3)) {
      const applied = cluster.happened.flatMap((one) =>
        one.server === id && one.type === 'apply' ? [one.entry.index] : [],
      );
      expect(applied).toEqual([1, 2, 3, 4]);
      expect([...cluster.server(id).store.values]).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
      ]);
    }
  });

  it('[RAFT11] entries after a gap are refused, and come again with what is missing', () => {
    const cluster = led(3);
    cluster.write('s1', 1);
    cluster.flying = cluster.flying.filter(({ to }) => to !== 's2');
    cluster.write('s1', 2);
    cluster.settle();
    expect(cluster.terms('s2')).toEqual([1, 1, 1]);
  });

  it('[RAFT12] a late message takes nothing back', () => {
    const cluster = led(3);
    cluster.write('s1', 1);
    const late = cluster.flying.filter(({ to }) => to === 's2');
    cluster.settle();
    cluster.write('s1', 2);
    cluster.settle();
    cluster.flying.push(...late);
    cluster.settle();
    expect(cluster.terms('s2')).toEqual([1, 1, 1]);
    expect(cluster.server('s2').commitIndex).toBe(2);
  });

  it('[RAFT15] GT R-5h: a leader answers no read before its empty entry is committed', () => {
    const cluster = new Cluster(ids(3));
    cluster.elect('s1', ['s2']);
    const token = cluster.read('s1');
    expect(cluster.answer(token)).toBeUndefined();
    // A round answered is not enough: nobody has taken the empty entry yet.
    const { term } = cluster.server('s1').durable;
    for (const from of ['s2', 's3']) {
      const reply = {
        ok: false,
        index: 9,
        hintIndex: 9,
        hintTerm: 0,
        round: 99,
        sentUs: cluster.nowUs,
      } as const;
      cluster.let('s1', { type: 'message', from, message: { type: 'appendReply', term, ...reply } });
    }
    expect(cluster.answer(token)).toBeUndefined();
    cluster.settle();
    expect(cluster.answer(token)).toMatchObject({ outcome: 'done', result: { value: null } });
  });

  it('[RAFT18] term, vote and log survive a crash; what was committed is learnt anew', () => {
    const cluster = led(3);
    cluster.write('s1', 5);
    cluster.settle();
    cluster.crash('s1');
    cluster.restart('s1');
    expect(cluster.server('s1')).toMatchObject({ role: 'follower', commitIndex: 0, durable: { term: 1 } });
    expect(cluster.terms('s1')).toEqual([1, 1]);
    cluster.timeOut('s2');
    cluster.settle();
    cluster.heartbeat('s2');
    cluster.settle();
    expect(cluster.server('s1').store.values.get(0)).toBe(5);
  });

  it('[RAFT16] the commit index follows a naive count over random match indices', () => {
    const chance = chanceOf(7);
    for (let round = 0; round < 2_000; round++) {
      const members = ids(1 + Math.floor(chance() * 7));
      const matches = new Map(members.map((id) => [id, Math.floor(chance() * 6)]));
      const reached = reachedByMajority(
        { $shared: true, members, next: null },
        false,
        (id) => matches.get(id) ?? 0,
      );
      let naive = 0;
      while (members.filter((id) => (matches.get(id) ?? 0) > naive).length > members.length / 2) naive++;
      expect(reached).toBe(naive);
    }
  });
});

describe('GT R-6: counts, EXACT', () => {
  it.each([3, 5, 7, 9])('[RAFT27] %i servers', (n) => {
    const cluster = new Cluster(ids(n));
    cluster.timeOut('s1');
    cluster.settle();
    expect(cluster.count('requestVote')).toBe(n - 1);
    expect(cluster.count('voteReply')).toBe(n - 1);
    const before = [cluster.count('append'), cluster.count('appendReply')];
    cluster.write('s1', 1);
    cluster.settle();
    expect(cluster.count('append') - before[0]).toBe(n - 1);
    expect(cluster.count('appendReply') - before[1]).toBe(n - 1);
    const sent = cluster.sent.length;
    const tokens = [cluster.read('s1')];
    cluster.settle();
    expect(cluster.sent.length - sent).toBe(2 * (n - 1));
    // Two more that come while a round is out share the next.
    tokens.push(cluster.read('s1'), cluster.read('s1'), cluster.read('s1'));
    cluster.settle();
    expect(cluster.sent.length - sent).toBe(6 * (n - 1));
    for (const token of tokens) expect(cluster.answer(token)).toMatchObject({ outcome: 'done' });
  });

  it('[RAFT27] a read under a lease costs no message', () => {
    const cluster = led(5, { reads: 'lease', checkQuorum: true });
    cluster.heartbeat('s1');
    cluster.settle();
    const sent = cluster.sent.length;
    expect(cluster.answer(cluster.read('s1'))).toMatchObject({ outcome: 'done' });
    expect(cluster.sent.length).toBe(sent);
  });

  it.each([
    [3, 2, 1],
    [4, 3, 1],
    [5, 3, 2],
    [9, 5, 4],
  ])('a majority of %i is %i, so that %i may fail', (n, quorum, failures) => {
    expect(quorumOf(n, false)).toBe(quorum);
    expect(n - quorum).toBe(failures);
  });

  it.each([
    [3, 0.5],
    [5, 0.58333],
    [7, 0.61667],
    [9, 0.63452],
  ])(
    '%i servers, exponential round trips of mean 1: an entry is committed after %f, STAT(4e3, 3 percent)',
    (n, mean) => {
      const chance = chanceOf(n);
      const cluster = led(n);
      const took: number[] = [];
      for (let round = 0; round < 4_000; round++) {
        const before = cluster.server('s1').commitIndex;
        cluster.write('s1', round);
        const arrivals = cluster.flying
          .splice(0)
          .map((one) => ({ ...one, at: -Math.log(1 - chance()) }))
          .sort((a, b) => a.at - b.at);
        for (const { at, from, to, message } of arrivals) {
          cluster.let(to, { type: 'message', from, message });
          cluster.settle();
          if (cluster.server('s1').commitIndex > before && took.length === round) took.push(at);
        }
        cluster.sent.length = cluster.happened.length = cluster.answers.length = 0;
      }
      expect(Math.abs(meanOf(took) - mean)).toBeLessThanOrEqual(Math.max(0.03 * mean, 4 * errorOf(took)));
    },
  );
});
