import { describe, expect, it } from 'vitest';
import { conservationProblems, counted } from '../../kernel/testing/conservation';
import { at, during } from '../../kernel/testing/tiny';
import { findImpurities } from '../../kernel/plain';
import { clockOf, contextOf, showClock } from '../../patterns/quorum/index';
import { kind } from './index';
import { nodeIds, runStore, type Ask, type StoreParts } from './testing/store';

const write = (atMs: number, to: string, value: number, more: Partial<Ask> = {}): Ask => ({
  atMs,
  to,
  type: 'write',
  value,
  ...more,
});
const read = (atMs: number, to: string, more: Partial<Ask> = {}): Ask => ({
  atMs,
  to,
  type: 'read',
  ...more,
});

describe('a quorum store', () => {
  it('answers a write when W replicas have it, and a read with what it finds', () => {
    const run = runStore({ asks: [write(10, 's1', 7), read(100, 's2')] });
    const [first, second] = run.told;
    expect(first).toMatchObject({ status: 'completed', atMs: 10 + 20 });
    expect(second).toMatchObject({ status: 'completed', atMs: 100 + 20 });
    expect(second.versions.map(({ value }) => value)).toEqual([7]);
    for (const id of nodeIds(3)) expect(run.values(id, 0)).toEqual([7]);
    expect(conservationProblems(run.sim)).toEqual([]);
    expect(findImpurities(run.sim.world)).toEqual([]);
  });

  it('waits for one, for more than half, for all, or for so many', () => {
    const taken = (level: string, count = 2): number => {
      const parts: StoreParts = { nodes: 5, node: { replicas: 5, writeLevel: level, writeCount: count } };
      const cut = [at(5, 'latency', 's1<->s4', 100_000), at(5, 'latency', 's1<->s5', 150_000)];
      return runStore({ ...parts, asks: [write(10, 's1', 1)] }, cut).told[0].atMs - 10;
    };
    expect([taken('one'), taken('quorum'), taken('count', 2), taken('count', 4), taken('all')]).toEqual([
      10, 20, 20, 220, 320,
    ]);
  });

  it('refuses what cannot be reached, and says when too few have answered', () => {
    const down = ['s2', 's3'].map((id) => during(5, 5_000, 'crash', id));
    const run = runStore({ asks: [write(10, 's1', 1), write(600, 's1', 2), read(700, 's1')] }, down);
    expect(run.told.map(({ status }) => status)).toEqual(['failed', 'rejected', 'rejected']);
    expect(counted(run.sim, 's1.quorumsMissed')).toBe(1);
    expect(counted(run.sim, 's1.unavailable')).toBe(2);
    expect(run.node('s1').suspects.size).toBe(2);
    expect(conservationProblems(run.sim)).toEqual([]);
  });

  it('counts nobody twice when a replica is passed over', () => {
    const down = [during(5, 5_000, 'crash', 's3')];
    for (const handoff of ['off', 'hints', 'sloppy']) {
      const asks = [write(10, 's1', 1), write(600, 's1', 2), read(700, 's1')];
      const run = runStore({ asks, node: { handoff } }, down);
      expect(run.told.map(({ status, atMs, ask }) => [status, atMs - asks[ask].atMs])).toEqual([
        ['completed', 20],
        ['completed', 20],
        ['completed', 20],
      ]);
    }
  });

  it('keeps its disk when it crashes, unless the rule is broken', () => {
    const inputs = [during(100, 200, 'crash', 's2')];
    const parts: StoreParts = { asks: [write(10, 's1', 7)], node: { handoff: 'off' } };
    expect(runStore(parts, inputs).values('s2', 0)).toEqual([7]);
    expect(runStore({ ...parts, each: { s2: { losesDisk: true } } }, inputs).values('s2', 0)).toEqual([]);
  });

  it('counts the first acknowledgement alone when told so', () => {
    const alone = [at(5, 'cut', 's1<->s2'), at(5, 'cut', 's1<->s3')];
    const parts: StoreParts = { asks: [write(10, 's1', 7)], node: { handoff: 'off' } };
    expect(runStore(parts, alone).told[0].status).toBe('failed');
    const broken = runStore({ ...parts, node: { handoff: 'off', firstAckCounts: true } }, alone);
    expect(broken.told[0].status).toBe('completed');
    expect(nodeIds(3).map((id) => broken.values(id, 0))).toEqual([[7], [], []]);
  });
});

describe('GT K-3a: vector clocks', () => {
  it('the example of the Dynamo paper, through three coordinators', () => {
    const node = {
      conflicts: 'vectorClocks',
      writeLevel: 'one',
      readLevel: 'all',
      handoff: 'off',
      readRepair: 'off',
      suspectForMs: 0,
    };
    const first = runStore({ node, asks: [write(10, 's1', 1)] });
    const [d1] = first.told[0].versions;
    const two = runStore({
      node,
      asks: [write(10, 's1', 1), write(60, 's1', 2, { context: contextOf([d1]) })],
    });
    const [d2] = two.told[1].versions;
    expect([d1, d2].map((one) => showClock(clockOf(one)))).toEqual(['[s1:1]', '[s1:2]']);
    const context = contextOf([d2]);
    const asks = [
      write(10, 's1', 1),
      write(60, 's1', 2, { context: contextOf([d1]) }),
      write(250, 's2', 3, { context }),
      write(250, 's3', 4, { context }),
      read(600, 's1'),
    ];
    const cut = [
      during(200, 400, 'cut', 's2<->s3'),
      during(200, 400, 'cut', 's1<->s2'),
      during(200, 400, 'cut', 's1<->s3'),
    ];
    const siblings = runStore({ node, asks }, cut).told[4].versions;
    expect(siblings.map((one) => showClock(clockOf(one)))).toEqual(['[s1:2, s2:1]', '[s1:2, s3:1]']);
    const reconciled = runStore(
      { node, asks: [...asks, write(700, 's1', 5, { context: contextOf(siblings) }), read(800, 's2')] },
      cut,
    ).told[6].versions;
    expect(reconciled.map((one) => showClock(clockOf(one)))).toEqual(['[s1:3, s2:1, s3:1]']);
  });
});

describe('GT K-3b: the later stamp wins', () => {
  it('of two writes one after the other through clocks that differ, the second is lost', () => {
    const survivors = (skewMs: number): number[] => {
      const asks = [write(10, 's1', 1), write(210, 's2', 2)];
      const run = runStore({ asks }, [at(1, 'skew', 's1', skewMs * 1_000)]);
      expect(run.told.map(({ status }) => status)).toEqual(['completed', 'completed']);
      const values = nodeIds(3).flatMap((id) => run.values(id, 0));
      expect(values).toHaveLength(3);
      return [...new Set(values)];
    };
    expect(survivors(500)).toEqual([1]);
    expect(survivors(201)).toEqual([1]);
    expect(survivors(199)).toEqual([2]);
    expect(survivors(0)).toEqual([2]);
  });
});

describe('GT K-3d: read repair', () => {
  const behind = [during(5, 100, 'cut', 's1->s3')];
  const asks = [write(10, 's1', 7), read(200, 's2')];

  it.each([
    ['beforeReply', 'all'],
    ['beforeReply', 'quorum'],
    ['afterReply', 'all'],
    ['afterReply', 'one'],
  ])(
    '%s, reads wait for %s: after one read that touches all replicas, all have the newest version',
    (readRepair, readLevel) => {
      const run = runStore({ asks, node: { readRepair, readLevel, handoff: 'off' } }, behind);
      for (const id of nodeIds(3)) expect(run.values(id, 0)).toEqual([7]);
      expect(counted(run.sim, 's2.repairs')).toBe(1);
      expect(conservationProblems(run.sim)).toEqual([]);
    },
  );

  it('before the reply the client waits for it, after the reply it does not', () => {
    const tookMs = (readRepair: string): number =>
      runStore({ asks, node: { readRepair, readLevel: 'all', handoff: 'off' } }, behind).told[1].atMs - 200;
    expect([tookMs('beforeReply'), tookMs('afterReply'), tookMs('off')]).toEqual([30, 20, 20]);
  });

  it('off: who lags goes on lagging', () => {
    const run = runStore({ asks, node: { readRepair: 'off', readLevel: 'all', handoff: 'off' } }, behind);
    expect(run.values('s3', 0)).toEqual([]);
  });

  it('a repair that is not answered fails the read that waits for it', () => {
    const parts: StoreParts = { asks, node: { readLevel: 'all', handoff: 'off' } };
    const run = runStore(parts, [...behind, during(208, 2_000, 'cut', 's2->s3')], 3_000);
    expect(run.told[1].status).toBe('failed');
  });
});

describe('GT K-3c: hinted handoff', () => {
  /** Writes of many keys through nodes that are up, one every 10 ms, while one of five is down. */
  const fromMs = 1_000;
  const toMs = 21_000;
  const asks = Array.from({ length: 2_000 }, (_, i) =>
    write(fromMs + i * 10, `s${String(1 + (i % 4))}`, i + 1, { key: i }),
  );
  const down = [during(fromMs - 10, toMs, 'crash', 's5')];

  it.each(['hints', 'sloppy'])('%s: so many are kept, all are delivered, and no write fails', (handoff) => {
    const run = runStore({ nodes: 5, asks, node: { handoff, writeLevel: 'quorum' } }, down, toMs + 5_000);
    expect(run.told.filter(({ status }) => status !== 'completed')).toEqual([]);
    const sum = (metric: string): number =>
      nodeIds(5).reduce((all, id) => all + counted(run.sim, `${id}.${metric}`), 0);
    // λ · D · N / n: 100 writes a second for 20 s, three replicas of five. Which keys the ring gives a node is chance.
    const share = run.node('s1').ring.members.length;
    expect(share).toBe(5);
    expect(Math.abs(sum('hintsKept') - (100 * 20 * 3) / 5)).toBeLessThan(0.1 * 1_200);
    expect(sum('hintsDelivered')).toBe(sum('hintsKept'));
    expect(nodeIds(5).reduce((all, id) => all + run.node(id).durable.hints.size, 0)).toBe(0);
    const lacking = asks.filter(({ key = 0, value = 0 }) => {
      const having = nodeIds(5).filter((id) => run.values(id, key).includes(value));
      return having.length !== 3;
    });
    expect(lacking).toEqual([]);
    expect(conservationProblems(run.sim)).toEqual([]);
    expect(findImpurities(run.sim.world)).toEqual([]);
  });

  it('off: the node that was down misses them', () => {
    const run = runStore({ nodes: 5, asks, node: { handoff: 'off' } }, down, toMs + 5_000);
    // What was on its way when it came back.
    expect(run.node('s5').durable.store.size).toBeLessThan(3);
  });
});

describe('GT K-3e: a sloppy quorum', () => {
  const owners = (node: StoreParts['node']): string[] => {
    const run = runStore({ nodes: 5, node, asks: [write(10, 's1', 1)] });
    return nodeIds(5).filter((id) => run.values(id, 0).length > 0);
  };

  it('reads the old value although R + W > N, as long as hints are undelivered', () => {
    const mine = owners({});
    const others = nodeIds(5).filter((id) => !mine.includes(id));
    const [one, two] = mine;
    // A partition leaves two replicas on one side; the other side writes with stand-ins, and then all is healed.
    const side = `${others.join(',')},${mine[2]},caller | ${one},${two}`;
    const asks = [write(10, one, 1), write(600, others[0], 2), write(1_600, others[0], 3), read(2_250, one)];
    const node = { handoff: 'sloppy', handoffEveryMs: 60_000, readRepair: 'off', suspectForMs: 500 };
    const run = runStore({ nodes: 5, node, asks }, [during(500, 2_200, 'partition', side)], 3_000);
    expect(run.told.map(({ status }) => status)).toEqual([
      'completed',
      'completed',
      'completed',
      'completed',
    ]);
    const cut = during(2_210, 2_400, 'cut', `${one}<->${mine[2]}`);
    const stale = runStore({ nodes: 5, node, asks }, [during(500, 2_200, 'partition', side), cut], 3_000);
    expect(stale.told[3].versions.map(({ value }) => value)).toEqual([1]);
    const strict = { ...node, handoff: 'hints' };
    const refused = runStore(
      { nodes: 5, node: strict, asks },
      [during(500, 2_200, 'partition', side), cut],
      3_000,
    );
    expect(refused.told.slice(1, 3).map(({ status }) => status)).not.toContain('completed');
  });
});

describe('anti-entropy', () => {
  it('brings replicas together that nobody reads, and sends one digest where nothing differs', () => {
    const asks = Array.from({ length: 40 }, (_, i) => write(10 + i, 's1', i + 1, { key: i }));
    const behind = [during(5, 100, 'cut', 's1->s3')];
    const node = { handoff: 'off', antiEntropyMs: 200 };
    const run = runStore({ asks, node }, behind, 4_000);
    for (const { key = 0, value } of asks) expect(run.values('s3', key)).toEqual([value]);
    expect(runStore({ asks, node: { handoff: 'off' } }, behind, 4_000).node('s3').durable.store.size).toBe(0);
    const sent = (): number => nodeIds(3).reduce((all, id) => all + counted(run.sim, `${id}.digestsSent`), 0);
    const before = sent();
    run.sim.advance(8_000_000);
    const rounds = sent() - before;
    // Each node begins every 200 ms.
    expect(rounds).toBe(3 * 20);
    expect(conservationProblems(run.sim)).toEqual([]);
  });
});

describe('reads that carry a token', () => {
  it('wait for who knows what the client has seen, or fail', () => {
    const node = { readLevel: 'one', writeLevel: 'one', sendTo: 'needed', readRepair: 'off', handoff: 'off' };
    const written = runStore({ node, asks: [write(10, 's1', 7)] });
    const { versions } = written.told[0];
    const asks = [write(10, 's1', 7), read(100, 's2', { atLeast: versions }), read(200, 's2')];
    const run = runStore({ node, asks });
    expect(run.told.map((one) => one.versions.map(({ value }) => value))).toEqual([[7], [7], []]);
    const alone = runStore({ node, asks }, [at(50, 'crash', 's1')]);
    expect(alone.told.find(({ ask }) => ask === 1)?.status).toBe('failed');
  });
});

describe('what it shows', () => {
  it('quorums, hints, and whom it takes for down', () => {
    const run = runStore({ asks: [write(10, 's1', 1)] }, [during(5, 5_000, 'crash', 's3')]);
    const { params } = run.sim.model.nodes[0];
    expect(kind.face(run.node('s1'), params, new Map())).toMatchObject({
      chip: { text: 'N 3 R 2 W 2', tone: 'muted' },
      note: 'takes s3 for down',
    });
    expect(kind.inspect(run.node('s1'), params, 0)).toMatchObject({
      waitsFor: { read: 2, write: 2, replicas: 3 },
      hints: { s3: ['key 0'] },
    });
  });
});
