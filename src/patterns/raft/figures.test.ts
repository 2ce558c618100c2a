/** Stories of the paper and the dissertation, told step by step. */
import { describe, expect, it } from 'vitest';
import { quorumOf } from './index';
import { Cluster, ids } from './testing/cluster';

describe('GT R-4: the logs of figure 7, EXACT', () => {
  const LEADER = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
  const FOLLOWERS: Readonly<Record<string, number[]>> = {
    a: [1, 1, 1, 4, 4, 5, 5, 6, 6],
    b: [1, 1, 1, 4],
    c: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
    d: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
    e: [1, 1, 1, 4, 4, 4, 4],
    f: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
  };

  function elected(conflictHints: boolean): Cluster {
    const all = ['leader', ...Object.keys(FOLLOWERS)];
    const cluster = new Cluster(all, { conflictHints, noOp: false });
    cluster.give('leader', LEADER, 7);
    for (const [id, terms] of Object.entries(FOLLOWERS)) cluster.give(id, terms, 7);
    cluster.timeOut('leader');
    cluster.settle();
    return cluster;
  }

  it.each([
    ['a', 1, 1, 9, true],
    ['b', 6, 1, 4, true],
    ['c', 0, 0, 10, false],
    ['d', 0, 0, 10, false],
    ['e', 5, 2, 5, true],
    ['f', 7, 2, 3, true],
  ])(
    '[RAFT14] follower %s: %i refusals one by one, %i with hints, match at %i',
    (id, slow, fast, match, votes) => {
      for (const [conflictHints, refusals] of [
        [false, slow],
        [true, fast],
      ] as const) {
        const cluster = elected(conflictHints);
        const replies = cluster.sent.flatMap(({ from, message }) =>
          from === id && message.type === 'appendReply' ? [message] : [],
        );
        expect(replies.filter(({ ok }) => !ok)).toHaveLength(refusals);
        const accepted = cluster.sent.flatMap(({ to, message }) =>
          to === id && message.type === 'append' ? [message] : [],
        )[refusals];
        expect(accepted.prevIndex).toBe(match);
        const vote = cluster.sent.find(({ from, message }) => from === id && message.type === 'voteReply');
        expect(vote?.message).toMatchObject({ granted: votes });
      }
    },
  );

  it('[RAFT5] the leader of term 8 has 5 of 7 votes', () => {
    const cluster = elected(true);
    expect(cluster.server('leader').durable.term).toBe(8);
    const granted = cluster.sent.filter(({ message }) => message.type === 'voteReply' && message.granted);
    expect(granted.length + 1).toBe(5);
  });

  it('[RAFT13] c and d keep their surplus until the leader appends at index 11', () => {
    const cluster = elected(true);
    for (const id of ['a', 'b', 'e', 'f']) expect(cluster.terms(id)).toEqual(LEADER);
    expect(cluster.terms('c')).toEqual(FOLLOWERS.c);
    expect(cluster.terms('d')).toEqual(FOLLOWERS.d);
    cluster.write('leader', 1);
    cluster.settle();
    for (const id of Object.keys(FOLLOWERS)) expect(cluster.terms(id)).toEqual([...LEADER, 8]);
  });
});

/** Figure 8 up to (c): s1 leads term 4, and its entry of term 2 at index 2 is on s1, s2 and s3. */
function figure8(countsOldTerms = false): Cluster {
  const cluster = new Cluster(ids(5), { noOp: false, countsOldTerms });
  for (const id of ids(5)) cluster.give(id, [1], 1);
  cluster.elect('s1', ['s2', 's3', 's4', 's5']);
  cluster.drop();
  cluster.write('s1', 2);
  cluster.heartbeat('s1');
  while (cluster.pass('s1', 's2', 'append')) cluster.pass('s2', 's1');
  cluster.crash('s1');
  cluster.drop();
  // s2 alone has the entry of term 2, so the others may elect s5.
  cluster.elect('s5', ['s3', 's4']);
  cluster.drop();
  cluster.write('s5', 3);
  cluster.crash('s5');
  cluster.drop();
  cluster.restart('s1');
  // It does not know yet that there was a term 3.
  cluster.elect('s1', ['s2', 's3', 's4']);
  cluster.drop();
  cluster.elect('s1', ['s2', 's3', 's4']);
  return cluster;
}

describe('GT R-5a: figure 8, EXACT', () => {
  it('is as drawn up to (c)', () => {
    const cluster = figure8();
    expect(cluster.server('s1').role).toBe('leader');
    expect(cluster.server('s1').durable.term).toBe(4);
    expect(cluster.terms('s1')).toEqual([1, 2]);
    expect(cluster.terms('s2')).toEqual([1, 2]);
  });

  it('[RAFT16] an entry of an older term on a majority is not committed by it', () => {
    const cluster = figure8();
    copyTo(cluster, ['s2', 's3']);
    expect(cluster.terms('s3')).toEqual([1, 2]);
    expect(cluster.server('s1').commitIndex).toBeLessThan(2);
    cluster.crash('s1');
    cluster.drop();
    cluster.restart('s5');
    cluster.elect('s5', ['s2', 's3', 's4']);
    cluster.drop();
    if (cluster.server('s5').role !== 'leader') cluster.elect('s5', ['s2', 's3', 's4']);
    expect(cluster.server('s5').role).toBe('leader');
    cluster.settle();
    expect(cluster.terms('s2')).toEqual([1, 3]);
    expect(cluster.terms('s3')).toEqual([1, 3]);
  });

  it('[RAFT16] with an entry of the leader’s own term on top both are committed together', () => {
    const cluster = figure8();
    cluster.write('s1', 4);
    copyTo(cluster, ['s2', 's3']);
    expect(cluster.server('s1').commitIndex).toBe(3);
    expect(cluster.terms('s3')).toEqual([1, 2, 4]);
    cluster.crash('s1');
    cluster.drop();
    cluster.restart('s5');
    for (let tries = 0; tries < 5; tries++) {
      cluster.elect('s5', ['s2', 's3', 's4']);
      cluster.drop();
      expect(cluster.server('s5').role).toBe('candidate');
    }
  });

  it('GT R-5b: counting copies of older terms loses a committed entry', () => {
    const cluster = figure8(true);
    copyTo(cluster, ['s2', 's3']);
    expect(cluster.server('s1').commitIndex).toBe(2);
    const [, lost] = cluster.server('s1').durable.log.items;
    cluster.crash('s1');
    cluster.drop();
    cluster.restart('s5');
    for (let tries = 0; tries < 3 && cluster.server('s5').role !== 'leader'; tries++) {
      cluster.drop();
      cluster.elect('s5', ['s2', 's3', 's4']);
    }
    cluster.settle();
    for (const id of ['s2', 's3']) expect(cluster.server(id).durable.log.items).not.toContain(lost);
  });
});

/** The leader s1 and these followers talk until they have nothing left to say; all else is lost. */
function copyTo(cluster: Cluster, followers: readonly string[]): void {
  cluster.heartbeat('s1');
  for (let round = 0; round < 6; round++) {
    for (const id of followers) while (cluster.pass('s1', id)) while (cluster.pass(id, 's1'));
  }
}

describe('GT R-5c: majorities that do not overlap, EXACT', () => {
  const minimal = (members: readonly string[]): string[][] => {
    const size = quorumOf(members.length, false);
    const all = Array.from({ length: 1 << members.length }, (_, bits) =>
      members.filter((_id, place) => (bits >> place) & 1),
    );
    return all.filter((some) => some.length === size);
  };
  const disjoint = (old: string[][], next: string[][]): string[] =>
    old.flatMap((a) =>
      next.filter((b) => !b.some((id) => a.includes(id))).map((b) => `${a.join('')}/${b.join('')}`),
    );

  it('[RAFT24] a switch from 3 to 5 at once has exactly three such pairs', () => {
    const pairs = disjoint(minimal(['1', '2', '3']), minimal(['1', '2', '3', '4', '5']));
    expect(pairs).toEqual(['12/345', '13/245', '23/145']);
  });

  it('[RAFT24] one at a time there is none', () => {
    expect(disjoint(minimal(['1', '2', '3']), minimal(['1', '2', '3', '4']))).toEqual([]);
    expect(disjoint(minimal(['1', '2', '3', '4']), minimal(['1', '2', '3', '4', '5']))).toEqual([]);
  });

  it.each([
    ['naive', 2],
    ['joint', 1],
  ] as const)(
    '[RAFT24] %s: the old majority and the new one elect %i leaders in one term',
    (membership, leaders) => {
      const cluster = new Cluster(ids(5), { membership }, ids(3));
      cluster.elect('s3', ['s1', 's2']);
      cluster.settle();
      cluster.let('s3', { type: 'members', members: ids(5) });
      for (const id of ['s4', 's5']) while (cluster.pass('s3', id)) while (cluster.pass(id, 's3'));
      cluster.drop();
      const { term } = cluster.server('s3').durable;
      // The leader restarts; s1 and s2 know the old members only, the others the new ones.
      cluster.crash('s3');
      cluster.restart('s3');
      cluster.elect('s1', ['s2']);
      cluster.elect('s3', ['s4', 's5']);
      expect([...cluster.servers.values()].map(({ durable }) => durable.term)).toEqual(
        Array(5).fill(term + 1),
      );
      expect(cluster.leaders()).toHaveLength(leaders);
    },
  );
});

describe('GT R-5d: one change at a time is not enough, EXACT', () => {
  /** s1 (term 1) appends D = C + s5 on s1 and s5 only; s2 (term 2) appends E = C − s1 and commits it on s2 and s3. */
  function story(changesTooEarly: boolean): Cluster {
    const all = ids(5);
    const members = ids(4);
    const cluster = new Cluster(all, { membership: 'single', changesTooEarly }, members);
    cluster.elect('s1', ['s2', 's3']);
    if (changesTooEarly) cluster.drop();
    else cluster.settle();
    cluster.let('s1', { type: 'members', members: all });
    while (cluster.pass('s1', 's5')) while (cluster.pass('s5', 's1'));
    cluster.drop();
    cluster.elect('s2', ['s3', 's4']);
    return cluster;
  }

  it('without the rule two configurations are committed whose majorities do not overlap', () => {
    const cluster = story(true);
    cluster.drop();
    cluster.let('s2', { type: 'members', members: ['s2', 's3', 's4'] });
    cluster.heartbeat('s2');
    for (let round = 0; round < 5; round++) while (cluster.pass('s2', 's3')) while (cluster.pass('s3', 's2'));
    expect(cluster.server('s2').committedConfig.members).toEqual(['s2', 's3', 's4']);
    cluster.crash('s1');
    cluster.drop();
    cluster.restart('s1');
    // It does not know yet that there was a term 2.
    for (let tries = 0; tries < 2; tries++) {
      cluster.elect('s1', ['s4', 's5']);
      cluster.drop();
    }
    expect(cluster.server('s1')).toMatchObject({ role: 'leader', durable: { term: 3 } });
    cluster.heartbeat('s1');
    for (let round = 0; round < 5; round++)
      for (const id of ['s4', 's5']) while (cluster.pass('s1', id)) while (cluster.pass(id, 's1'));
    expect(cluster.server('s1').committedConfig.members).toEqual(ids(5));
  });

  it('[RAFT25] with it the second leader first commits an entry of its own term, and s4 refuses s1', () => {
    const cluster = story(false);
    cluster.let('s2', { type: 'members', members: ['s2', 's3', 's4'] });
    // Nothing is committed in term 2 yet, so the change has not begun.
    expect(cluster.server('s2').config.members).toEqual(ids(4));
    cluster.settle(['s2', 's3', 's4']);
    cluster.let('s2', { type: 'members', members: ['s2', 's3', 's4'] });
    expect(cluster.server('s2').config.members).toEqual(['s2', 's3', 's4']);
    cluster.settle(['s2', 's3', 's4']);
    expect(cluster.server('s2').committedConfig.members).toEqual(['s2', 's3', 's4']);
    cluster.crash('s1');
    cluster.drop();
    cluster.restart('s1');
    for (let tries = 0; tries < 4; tries++) {
      cluster.elect('s1', ['s4', 's5']);
      cluster.drop();
      expect(cluster.server('s1').role).not.toBe('leader');
    }
  });
});
