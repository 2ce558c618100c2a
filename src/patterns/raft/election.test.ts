import { describe, expect, it } from 'vitest';
import { Cluster, ids, SETTINGS } from './testing/cluster';

const { electionTimeoutMinUs: MIN_US, electionTimeoutMaxUs: MAX_US } = SETTINGS;

describe('standing and voting', () => {
  it('[RAFT2] a member starts as follower, another is stopped until a leader calls', () => {
    const cluster = new Cluster(ids(4), {}, ids(3));
    expect(['s1', 's4'].map((id) => cluster.server(id).role)).toEqual(['follower', 'stopped']);
    cluster.timeOut('s4');
    expect(cluster.server('s4')).toMatchObject({ role: 'stopped', durable: { term: 0 } });
    cluster.elect('s1', ['s2']);
    cluster.settle();
    cluster.let('s1', { type: 'members', members: ids(4) });
    cluster.settle();
    expect(cluster.server('s4').role).toBe('follower');
  });

  it('[RAFT3] a member that hears of no leader begins a term and asks all others', () => {
    const cluster = new Cluster(ids(5));
    cluster.timeOut('s3');
    expect(cluster.server('s3')).toMatchObject({ role: 'candidate', durable: { term: 1, votedFor: 's3' } });
    expect(cluster.flying.map(({ to, message }) => [to, message.type])).toEqual(
      ['s1', 's2', 's4', 's5'].map((id) => [id, 'requestVote']),
    );
  });

  it('[RAFT3] the timer starts over for leaders and granted votes, and not for refused ones', () => {
    const cluster = new Cluster(ids(3));
    const resets = (id: string): number =>
      cluster.happened.filter((one) => one.server === id && one.type === 'setTimer').length;
    cluster.give('s1', [1], 1);
    const before = [resets('s1'), resets('s3')];
    cluster.timeOut('s2');
    cluster.timeOut('s2');
    cluster.pass('s2', 's1');
    expect(resets('s1')).toBe(before[0]);
    cluster.pass('s2', 's3');
    expect(resets('s3')).toBe(before[1] + 1);
  });

  it('[RAFT4] grants one vote a term, and the same one again', () => {
    const cluster = new Cluster(ids(5));
    cluster.timeOut('s1');
    cluster.timeOut('s2');
    cluster.pass('s1', 's3');
    cluster.pass('s2', 's3');
    const [request] = cluster.sent;
    cluster.let('s3', { type: 'message', from: 's1', message: request.message });
    const votes = cluster.sent.flatMap(({ from, to, message }) =>
      from === 's3' && message.type === 'voteReply' ? [[to, message.granted]] : [],
    );
    expect(votes).toEqual([
      ['s1', true],
      ['s2', false],
      ['s1', true],
    ]);
  });

  it('[RAFT4] [RAFT18] remembers its vote over a crash', () => {
    const cluster = new Cluster(ids(3));
    cluster.timeOut('s1');
    cluster.pass('s1', 's3');
    cluster.crash('s3');
    cluster.restart('s3');
    cluster.timeOut('s2');
    cluster.pass('s2', 's3');
    cluster.pass('s3', 's2');
    expect(cluster.server('s2').role).toBe('candidate');
  });

  it('[RAFT18] what is durable is written before anybody hears of it', () => {
    const cluster = new Cluster(ids(3));
    cluster.timeOut('s1');
    const effects = cluster.happened.filter(({ server, type }) => server === 's1' && type === 'persist');
    expect(effects).toHaveLength(1);
    cluster.pass('s1', 's2');
    expect(cluster.happened.filter(({ server, type }) => server === 's2' && type === 'persist')).toHaveLength(
      2,
    );
  });

  it.each([
    [[1, 1], [1, 2], false],
    [[1, 2], [1, 1, 1], true],
    [[1, 1], [1, 1, 1], false],
    [[1, 1], [1, 1], true],
  ])('[RAFT5] a candidate with terms %j gets the vote of one with %j: %s', (candidate, voter, granted) => {
    const cluster = new Cluster(ids(3));
    cluster.give('s1', candidate, 2);
    cluster.give('s2', voter, 2);
    cluster.elect('s1', ['s2']);
    expect(cluster.server('s1').role === 'leader').toBe(granted);
  });

  it('[RAFT1] a vote that is not enough is shown with the guard that refused', () => {
    const cluster = new Cluster(ids(5));
    cluster.elect('s1', ['s2']);
    const changes = cluster.happened.flatMap((one) =>
      one.type === 'role' && one.server === 's1' ? [one.change] : [],
    );
    expect(changes.at(-1)).toEqual({
      event: 'voteArrives',
      from: 'candidate',
      to: 'candidate',
      guard: '',
      refused: [{ guard: 'hasMajority', to: 'leader' }],
    });
  });

  it('[RAFT6] a lone member elects itself', () => {
    const cluster = new Cluster(['s1']);
    cluster.timeOut('s1');
    expect(cluster.leaders()).toEqual(['s1']);
    const token = cluster.write('s1', 7);
    expect(cluster.answer(token)).toMatchObject({ outcome: 'done', result: { value: 7 } });
  });
});

describe('pre-vote and check quorum', () => {
  /** s3 is cut off for so many timeouts, then comes back. @returns how often the leader stepped down */
  function rejoin(settings: ConstructorParameters<typeof Cluster>[1], timeouts: number) {
    const cluster = new Cluster(ids(3), settings);
    cluster.nowUs += MAX_US;
    cluster.timeOut('s1');
    cluster.settle();
    const { term } = cluster.server('s1').durable;
    for (let n = 0; n < timeouts; n++) {
      cluster.nowUs += MAX_US;
      cluster.timeOut('s3');
      cluster.flying = cluster.flying.filter(({ from }) => from !== 's3');
      cluster.heartbeat('s1');
      cluster.settle(['s1', 's2']);
      cluster.flying = cluster.flying.filter(({ to }) => to !== 's3');
    }
    const grown = cluster.server('s3').durable.term - term;
    const before = cluster.happened.length;
    cluster.timeOut('s3');
    cluster.settle();
    cluster.heartbeat('s1');
    cluster.settle();
    const stepDowns = cluster.happened
      .slice(before)
      .filter(
        (one) => one.type === 'role' && one.change.from === 'leader' && one.change.to !== 'leader',
      ).length;
    return { cluster, grown, stepDowns };
  }

  it('GT R-5e: without pre-vote its term has grown by its timeouts, and the leader steps down', () => {
    const { grown, stepDowns } = rejoin({}, 4);
    expect(grown).toBe(4);
    expect(stepDowns).toBe(1);
  });

  it('GT R-5e: with pre-vote its term has not grown, and nobody steps down', () => {
    const { cluster, grown, stepDowns } = rejoin({ preVote: true }, 4);
    expect([grown, stepDowns]).toEqual([0, 0]);
    expect(cluster.leaders()).toEqual(['s1']);
    expect(cluster.server('s3').role).toBe('follower');
  });

  it('[RAFT7] a pre-vote is refused by who hears from a leader', () => {
    const cluster = new Cluster(ids(3), { preVote: true });
    cluster.nowUs += MAX_US;
    cluster.timeOut('s1');
    cluster.settle();
    cluster.timeOut('s3');
    expect(cluster.server('s3')).toMatchObject({ role: 'preCandidate', durable: { term: 1 } });
    cluster.settle();
    expect(cluster.server('s3')).toMatchObject({ role: 'preCandidate', durable: { term: 1 } });
  });

  it.each([
    [false, ['s1']],
    [true, []],
  ])('GT R-5f: a leader that can send and not receive, check quorum %s: leads %j', (checkQuorum, leaders) => {
    const cluster = new Cluster(ids(3), { checkQuorum });
    cluster.elect('s1', ['s2', 's3']);
    cluster.nowUs += MAX_US;
    cluster.timeOut('s1');
    cluster.settle();
    const fromUs = cluster.nowUs;
    const { commitIndex } = cluster.server('s1');
    cluster.write('s1', 1);
    while (cluster.nowUs - fromUs < MAX_US) {
      cluster.heartbeat('s1');
      for (const id of ['s2', 's3']) while (cluster.pass('s1', id));
      cluster.drop();
    }
    expect(cluster.leaders()).toEqual(leaders);
    expect(cluster.server('s1').commitIndex).toBe(commitIndex);
  });

  it('[RAFT8] who hears from a leader does not take over the term of a candidate', () => {
    const cluster = new Cluster(ids(3), { checkQuorum: true });
    cluster.nowUs += MAX_US;
    cluster.timeOut('s1');
    cluster.settle();
    cluster.timeOut('s3');
    cluster.pass('s3', 's2');
    expect(cluster.server('s2').durable.term).toBe(1);
    cluster.nowUs += MIN_US;
    cluster.timeOut('s3');
    cluster.pass('s3', 's2');
    cluster.pass('s3', 's2');
    expect(cluster.server('s2').durable.term).toBe(3);
  });
});

describe('handing over', () => {
  it('[RAFT9] the chosen one gets the whole log, stands at once and wins in spite of check quorum', () => {
    const cluster = new Cluster(ids(3), { checkQuorum: true, preVote: true });
    cluster.nowUs += MAX_US;
    cluster.timeOut('s1');
    cluster.settle();
    cluster.write('s1', 1);
    cluster.let('s1', { type: 'transfer', to: 's3' });
    const token = cluster.write('s1', 2);
    expect(cluster.answer(token)).toEqual({ outcome: 'redirect', leader: 's3' });
    cluster.settle();
    expect(cluster.leaders()).toEqual(['s3']);
    expect(cluster.count('timeoutNow')).toBe(1);
    expect(cluster.server('s3').store.values.get(0)).toBe(1);
  });

  it('[RAFT9] the leader goes on when the chosen one does not win', () => {
    const cluster = new Cluster(ids(3));
    cluster.elect('s1', ['s2']);
    cluster.settle();
    cluster.crash('s3');
    cluster.let('s1', { type: 'transfer', to: 's3' });
    cluster.nowUs += MAX_US;
    cluster.heartbeat('s1');
    cluster.settle();
    const token = cluster.write('s1', 2);
    cluster.settle();
    expect(cluster.answer(token)).toMatchObject({ outcome: 'done' });
  });
});
