import { describe, expect, it } from 'vitest';
import { changeProblem } from './index';
import { Cluster, ids } from './testing/cluster';

function led(count: number, spare: number, settings: ConstructorParameters<typeof Cluster>[1] = {}): Cluster {
  const cluster = new Cluster(ids(count + spare), settings, ids(count));
  cluster.elect('s1', ids(count).slice(1));
  cluster.settle();
  return cluster;
}

describe('snapshots', () => {
  it('[RAFT22] replace the log, and sessions and members are in them', () => {
    const cluster = led(3, 0, { snapshotEntries: 4 });
    for (let value = 1; value <= 9; value++) {
      cluster.write('s1', value);
      cluster.settle();
    }
    const { durable, commitIndex } = cluster.server('s1');
    expect(durable.snapshot.index).toBe(8);
    expect(durable.log.length).toBe(commitIndex - 8);
    cluster.crash('s1');
    cluster.restart('s1');
    expect(cluster.server('s1')).toMatchObject({ commitIndex: 8, config: { members: ids(3) } });
    expect(cluster.server('s1').store).toMatchObject({ effects: 7 });
  });

  it('[RAFT23] bring up a follower that has missed what they replaced', () => {
    const cluster = led(3, 0, { snapshotEntries: 4 });
    cluster.crash('s3');
    for (let value = 1; value <= 9; value++) {
      cluster.write('s1', value);
      cluster.settle();
    }
    cluster.restart('s3');
    cluster.heartbeat('s1');
    cluster.settle();
    cluster.heartbeat('s1');
    cluster.settle();
    expect(cluster.count('snapshot')).toBeGreaterThan(0);
    expect(cluster.server('s3').store).toEqual(cluster.server('s1').store);
    expect(cluster.server('s3').commitIndex).toBe(cluster.server('s1').commitIndex);
  });
});

describe('changes of members', () => {
  it('[RAFT24] joint: both sets first, then the new one', () => {
    const cluster = led(3, 2);
    cluster.let('s1', { type: 'members', members: ['s1', 's4', 's5'] });
    expect(cluster.server('s1').config).toMatchObject({ members: ids(3), next: ['s1', 's4', 's5'] });
    // The old majority alone does not commit it.
    cluster.settle(ids(3));
    expect(cluster.server('s1').committedConfig.next).toBeNull();
    cluster.settle();
    cluster.heartbeat('s1');
    cluster.settle();
    for (const id of ['s1', 's4', 's5'])
      expect(cluster.server(id).committedConfig).toMatchObject({ members: ['s1', 's4', 's5'], next: null });
  });

  it('[RAFT24] a configuration that is cut off counts no more', () => {
    const cluster = led(3, 1, { membership: 'single' });
    cluster.let('s1', { type: 'members', members: ids(4) });
    cluster.pass('s1', 's4');
    cluster.drop();
    expect(cluster.server('s1').config.members).toEqual(ids(4));
    cluster.timeOut('s2');
    cluster.timeOut('s2');
    cluster.settle(ids(3));
    expect(cluster.leaders()).toContain('s2');
    expect(cluster.server('s1').config.members).toEqual(ids(3));
  });

  it('[RAFT24] [RAFT25] what speaks against a change is said in words', () => {
    const cluster = led(3, 2, { membership: 'single' });
    const problem = (members: readonly string[]): string | null =>
      changeProblem(cluster.server('s1'), members);
    expect(problem(ids(5))).toBe('one member at a time');
    expect(problem(ids(3))).toBe('these are the members already');
    expect(problem(ids(4))).toBeNull();
    expect(changeProblem(cluster.server('s2'), ids(4))).toBe('only the leader can change the members');
    cluster.let('s1', { type: 'members', members: ids(4) });
    expect(problem(ids(5))).toBe('a change of members is under way');
    const fresh = new Cluster(ids(3));
    fresh.elect('s1', ['s2']);
    expect(changeProblem(fresh.server('s1'), ['s1', 's2'])).toMatch(/own term/);
  });

  it('[RAFT26] a leader leads itself out, and stops', () => {
    const cluster = led(3, 0);
    cluster.let('s1', { type: 'members', members: ['s2', 's3'] });
    cluster.settle();
    expect(cluster.server('s1').role).toBe('stopped');
    cluster.timeOut('s2');
    cluster.settle();
    expect(cluster.leaders()).toEqual(['s2']);
    expect(cluster.server('s2').config.members).toEqual(['s2', 's3']);
  });

  it('[RAFT26] a follower that is removed learns of it and stops', () => {
    const cluster = led(3, 0);
    cluster.let('s1', { type: 'members', members: ['s1', 's2'] });
    cluster.settle();
    expect(cluster.server('s3').role).toBe('stopped');
    const sent = cluster.sent.length;
    cluster.heartbeat('s1');
    expect(cluster.sent.slice(sent).map(({ to }) => to)).toEqual(['s2']);
  });
});
