import { describe, expect, it } from 'vitest';
import type { Operation } from './index';
import { Cluster, ids } from './testing/cluster';

function led(settings: ConstructorParameters<typeof Cluster>[1] = {}): Cluster {
  const cluster = new Cluster(ids(3), settings);
  cluster.nowUs += 300_000;
  cluster.timeOut('s1');
  cluster.settle();
  return cluster;
}

const write = (value: number): Operation => ({ $shared: true, kind: 'write', key: 0, value });
const cas = (expected: number | null, value: number): Operation => ({
  $shared: true,
  kind: 'cas',
  key: 0,
  expected,
  value,
});

describe('commands', () => {
  it('[RAFT19] followers name the leader, and the leader answers when it is applied', () => {
    const cluster = led();
    expect(cluster.answer(cluster.write('s2', 1))).toEqual({ outcome: 'redirect', leader: 's1' });
    const token = cluster.write('s1', 1);
    expect(cluster.answer(token)).toBeUndefined();
    cluster.settle();
    expect(cluster.answer(token)).toMatchObject({ outcome: 'done', index: 2 });
  });

  it('[RAFT19] a leader that steps down does not know what becomes of a command', () => {
    const cluster = led();
    cluster.crash('s3');
    const token = cluster.write('s1', 1);
    cluster.drop();
    cluster.timeOut('s2');
    cluster.pass('s2', 's1');
    expect(cluster.answer(token)).toEqual({ outcome: 'unknown', leader: '' });
  });

  it('[RAFT20] a repeated command takes effect once and has the same answer', () => {
    const cluster = led();
    const first = cluster.ask('s1', cas(null, 1), 'c', 1);
    const again = cluster.ask('s1', cas(null, 1), 'c', 1);
    cluster.settle();
    const later = cluster.ask('s1', cas(null, 1), 'c', 1);
    for (const token of [first, again, later]) {
      expect(cluster.answer(token)).toMatchObject({
        outcome: 'done',
        index: 2,
        result: { ok: true, value: 1 },
      });
    }
    expect(cluster.server('s1').store.effects).toBe(1);
    cluster.ask('s1', write(2), 'c', 2);
    cluster.settle();
    const old = cluster.ask('s1', write(9), 'c', 1);
    cluster.settle();
    expect(cluster.answer(old)).toMatchObject({ outcome: 'unknown' });
    expect(cluster.server('s1').store.values.get(0)).toBe(2);
  });

  it('[RAFT20] a new leader knows what took effect under the old one', () => {
    const cluster = led();
    cluster.ask('s1', write(1), 'c', 1);
    cluster.settle();
    cluster.crash('s1');
    cluster.timeOut('s2');
    cluster.settle();
    const token = cluster.ask('s2', write(1), 'c', 1);
    cluster.settle();
    expect(cluster.answer(token)).toMatchObject({ outcome: 'done', index: 2 });
    expect(cluster.server('s2').store.effects).toBe(1);
  });
});

describe('GT R-5g: reads of a leader that has been deposed', () => {
  /** s1 leads and is cut off; s2 is elected and commits another value; then s1 is asked. */
  function deposed(settings: ConstructorParameters<typeof Cluster>[1], waitUs: number) {
    const cluster = led({ checkQuorum: true, ...settings });
    cluster.write('s1', 1);
    cluster.settle();
    cluster.heartbeat('s1');
    cluster.settle();
    cluster.nowUs += waitUs;
    cluster.timeOut('s2');
    cluster.settle(['s2', 's3']);
    const elected = cluster.server('s2').role === 'leader';
    if (elected) cluster.write('s2', 2);
    cluster.settle(['s2', 's3']);
    cluster.drop();
    const token = cluster.read('s1');
    cluster.settle(['s1']);
    return { elected, answer: cluster.answer(token) };
  }

  it('[RAFT21] local: the old value', () => {
    const { elected, answer } = deposed({ reads: 'local' }, 200_000);
    expect(elected).toBe(true);
    expect(answer).toMatchObject({ outcome: 'done', result: { value: 1 } });
  });

  it.each(['log', 'readIndex', 'lease'] as const)('[RAFT21] %s: no answer', (reads) => {
    const { elected, answer } = deposed({ reads }, 200_000);
    expect(elected).toBe(true);
    expect(answer).toBeUndefined();
  });

  it('[RAFT21] while the lease lasts, nobody else is elected', () => {
    const { elected, answer } = deposed({ reads: 'lease' }, 100_000);
    expect(elected).toBe(false);
    expect(answer).toMatchObject({ outcome: 'done', result: { value: 1 } });
  });

  it('[RAFT21] a lease is shorter by the clock rate bound', () => {
    const { answer } = deposed({ reads: 'lease', clockRateBound: 2 }, 100_000);
    expect(answer).toBeUndefined();
  });

  it('[RAFT21] there is no lease once the leader has tried to hand over', () => {
    const cluster = led({ reads: 'lease', checkQuorum: true });
    cluster.let('s1', { type: 'transfer', to: 's2' });
    cluster.drop();
    for (let beat = 0; beat < 7; beat++) {
      cluster.heartbeat('s1');
      cluster.settle();
    }
    const token = cluster.read('s1');
    expect(cluster.answer(token)).toBeUndefined();
    cluster.settle();
    expect(cluster.answer(token)).toMatchObject({ outcome: 'done' });
  });
});
