/** Raft servers on the kernel: disks, faults, actions and what they show. The protocol: `patterns/raft/SPEC.md`. */
import { describe, expect, it } from 'vitest';
import { copyWorld } from '../../kernel/world';
import { Simulation } from '../../kernel/simulation';
import { findImpurities } from '../../kernel/plain';
import { conservationProblems, counted } from '../../kernel/testing/conservation';
import { at, during, entriesOf, MS } from '../../kernel/testing/tiny';
import type { Message } from '../../kernel/message';
import { kind, type RaftNodeState } from './index';
import { clusterModel, runCluster, serverIds, type ClusterParts, type ClusterRun } from './testing/cluster';

const CALM: ClusterParts = { client: { sessions: 0 } };

function commitIndices(run: ClusterRun, count = 5): number[] {
  return serverIds(count).map((id) => run.server(id).commitIndex);
}

describe('a cluster', () => {
  it('elects one leader, serves clients, and keeps its world plain and its books balanced', () => {
    const run = runCluster({ clients: 2 }, [], 3_000);
    expect(run.leaders()).toHaveLength(1);
    expect(new Set(commitIndices(run)).size).toBeLessThanOrEqual(2);
    expect(run.client('c1').durable.history.length).toBeGreaterThan(10);
    expect(findImpurities(run.sim.world)).toEqual([]);
    expect(conservationProblems(run.sim)).toEqual([]);
  });

  it('goes on when its leader crashes, and takes it back as a follower', () => {
    const [leader] = runCluster({}, [], 1_000).leaders();
    const run = runCluster({}, [during(1_000, 3_000, 'crash', leader)], 2_900);
    const [second] = run.leaders();
    expect(second).not.toBe(leader);
    run.until(4_000);
    expect(run.leaders()).toEqual([second]);
    expect(run.server(leader).role).toBe('follower');
    expect(run.server(leader).commitIndex).toBe(run.server(second).commitIndex);
  });

  it('the same seed gives the same hash, and a copied world goes on to it', () => {
    const parts: ClusterParts = { clients: 2, server: { snapshotEntries: 10, diskMs: 2 } };
    const inputs = [during(700, 1_400, 'isolate', 's1'), during(900, 1_600, 'crash', 's2')];
    const run = runCluster(parts, inputs, 1_000);
    const copy = new Simulation(clusterModel(parts));
    copy.setInputs(inputs);
    copy.restore(copyWorld(run.sim.world));
    run.until(3_000);
    copy.advance(3_000 * MS);
    expect(copy.hashHex()).toBe(run.sim.hashHex());
    expect(runCluster(parts, inputs, 3_000).sim.hashHex()).toBe(run.sim.hashHex());
  });
});

describe('the disk', () => {
  it('holds back whatever depends on it', () => {
    const run = runCluster({ ...CALM, server: { diskMs: 20 } }, [at(10, 'do', 's1', 'forceTimeout')], 200);
    const sends = entriesOf(run.sim, 'send').map(({ atUs, subject }) => ({
      ms: atUs / MS,
      ...(subject as Message),
    }));
    const first = (type: string): number => sends.find((message) => message.type === type)?.ms ?? NaN;
    expect(first('requestVote')).toBe(30);
    // 5 ms there, 20 ms for the vote on the voter's disk.
    expect(first('voteReply')).toBe(55);
    expect(first('append')).toBe(80);
    expect(first('appendReply')).toBe(105);
  });

  it('writes what comes meanwhile together', () => {
    const inputs = [
      at(10, 'do', 's1', 'forceTimeout'),
      ...[1, 2, 3, 4].map((n) => at(200 + n, 'do', `c${String(n)}`, 'write')),
    ];
    const run = runCluster({ ...CALM, clients: 4, each: { s1: { diskMs: 30 } } }, inputs, 400);
    const writes = entriesOf(run.sim, 'work').filter(({ atUs }) => atUs > 200 * MS);
    expect(writes).toHaveLength(2);
    expect(run.server('s1').commitIndex).toBe(5);
  });

  it('keeps term, vote and log over a crash, and nothing without the rule', () => {
    const inputs = [
      at(10, 'do', 's1', 'forceTimeout'),
      at(100, 'do', 'c1', 'write'),
      during(200, 220, 'crash', 's2'),
    ];
    const kept = runCluster(CALM, inputs, 221).server('s2');
    expect(kept).toMatchObject({
      role: 'follower',
      durable: { term: 1, votedFor: 's1', log: { length: 2 } },
    });
    const lost = runCluster({ ...CALM, server: { losesDisk: true } }, inputs, 221).server('s2');
    expect(lost).toMatchObject({ role: 'follower', durable: { term: 0, votedFor: '', log: { length: 0 } } });
    expect(lost.config.members).toEqual(serverIds(5));
  });
});

describe('faults', () => {
  it('GT R-5e: a rejoining server has raised its term by its timeouts, and the leader steps down', () => {
    const cutMs = 3_000;
    const [leader] = runCluster(CALM, [], 1_000).leaders();
    const away = serverIds(5).find((id) => id !== leader) ?? '';
    const inputs = [during(1_000, 1_000 + cutMs, 'isolate', away)];
    for (const [preVote, least, most] of [
      [false, Math.floor(cutMs / 300), Math.floor(cutMs / 150)],
      [true, 0, 0],
    ] as const) {
      const run = runCluster({ ...CALM, server: { preVote } }, inputs, 999);
      const [before] = run.leaders();
      run.until(1_000 + cutMs - 1);
      const { term } = run.server(before).durable;
      const grown = run.server(preVote && away === before ? leader : away).durable.term - term;
      expect(grown).toBeGreaterThanOrEqual(least);
      expect(grown).toBeLessThanOrEqual(most);
      const downs = counted(run.sim, `${before}.stepDowns`);
      run.until(1_000 + cutMs + 1_000);
      if (preVote) expect(counted(run.sim, `${before}.stepDowns`)).toBe(downs);
      else expect(counted(run.sim, `${before}.stepDowns`)).toBeGreaterThanOrEqual(downs + 1);
      expect(run.leaders()).toHaveLength(1);
    }
  });

  it('GT R-5f: a leader that cannot receive leads on without committing, or steps down with check quorum', () => {
    for (const checkQuorum of [false, true]) {
      const parts: ClusterParts = { ...CALM, server: { checkQuorum } };
      const [leader] = runCluster(parts, [], 1_000).leaders();
      const inputs = serverIds(5)
        .filter((id) => id !== leader)
        .map((id) => during(1_000, 9_000, 'cut', `${id}->${leader}`));
      const run = runCluster(parts, inputs, 1_300);
      expect(run.server(leader).role).toBe(checkQuorum ? 'follower' : 'leader');
      if (checkQuorum) continue;
      run.until(5_000);
      expect(run.leaders()).toEqual([leader]);
    }
  });

  it('a paused leader comes back deposed, and a cluster without a majority commits nothing', () => {
    const [leader] = runCluster({}, [], 1_000).leaders();
    const paused = runCluster({}, [during(1_000, 2_000, 'pause', leader)], 2_500);
    expect(paused.server(leader).role).toBe('follower');
    const three = serverIds(5).slice(0, 3);
    const down = runCluster(
      {},
      three.map((id) => at(1_000, 'crash', id)),
      1_200,
    );
    const before = down.server('s5').commitIndex;
    down.until(4_000);
    expect(down.server('s5').commitIndex).toBe(before);
  });
});

describe('actions', () => {
  it('force a timeout; align all timers, and the votes split', () => {
    const forced = runCluster(CALM, [at(10, 'do', 's3', 'forceTimeout')], 100);
    expect(forced.leaders()).toEqual(['s3']);
    const aligned = serverIds(4).map((id) => at(10, 'do', id, 'alignTimer'));
    const split = runCluster({ ...CALM, servers: 4 }, aligned, 170);
    expect(serverIds(4).map((id) => split.server(id).role)).toEqual(Array(4).fill('candidate'));
    split.until(3_000);
    expect(split.leaders()).toHaveLength(1);
    const counts = serverIds(4).map((id) => counted(split.sim, `${id}.splitVotes`));
    expect(Math.max(...counts)).toBeGreaterThanOrEqual(1);
  });

  it('spread all timers, and the first to stand wins', () => {
    const spread = serverIds(5).map((id) => at(10, 'do', id, 'spreadTimer'));
    const run = runCluster(CALM, spread, 400);
    expect(run.leaders()).toEqual(['s1']);
    expect(run.server('s1').durable.term).toBe(1);
  });

  it('hand over, take in and remove', () => {
    const run = runCluster({ ...CALM, servers: 3, absent: 1 }, [
      at(10, 'do', 's1', 'forceTimeout'),
      at(100, 'do', 's2', 'lead'),
      at(300, 'join', 's4'),
      at(400, 'do', 's4', 'addMember'),
      at(700, 'do', 's2', 'removeMember', 's1'),
    ]);
    run.until(200);
    expect(run.leaders()).toEqual(['s2']);
    run.until(350);
    expect(run.server('s4').role).toBe('stopped');
    run.until(600);
    expect(run.server('s4')).toMatchObject({ role: 'follower', config: { members: serverIds(4) } });
    run.until(1_500);
    expect(run.server('s1').role).toBe('stopped');
    expect(run.leaders()).toEqual(['s2']);
    expect(run.server('s2').config.members).toEqual(['s2', 's3', 's4']);
    expect(run.refusals).toEqual([]);
  });

  it('say why they cannot be done', () => {
    const run = runCluster(
      { ...CALM, servers: 3, absent: 1 },
      [
        at(5, 'do', 's2', 'compact'),
        at(10, 'do', 's1', 'forceTimeout'),
        at(100, 'do', 's1', 'alignTimer'),
        at(110, 'do', 's1', 'lead'),
        at(120, 'join', 's4'),
        at(130, 'do', 's4', 'forceTimeout'),
        at(140, 'do', 's4', 'removeMember'),
      ],
      200,
    );
    expect(run.refusals).toEqual([
      'There is nothing committed to compact.',
      's1 is the leader: it has no election timer.',
      's1 is the leader already.',
      's4 is no member: it has no election timer.',
      's4 is no member.',
    ]);
  });

  it('compact the log', () => {
    const inputs = [
      at(10, 'do', 's1', 'forceTimeout'),
      at(100, 'do', 'c1', 'write'),
      at(200, 'do', 's1', 'compact'),
    ];
    const { durable } = runCluster(CALM, inputs, 210).server('s1');
    expect([durable.snapshot.index, durable.log.length]).toEqual([2, 0]);
  });
});

describe('what a server shows', () => {
  const state = (id: string, untilMs: number, parts: ClusterParts = CALM): RaftNodeState =>
    runCluster(parts, [at(10, 'do', 's1', 'forceTimeout'), at(100, 'do', 'c1', 'write')], untilMs).server(id);
  const { params } = clusterModel(CALM).nodes[0];

  it('role, term and how far its log is committed', () => {
    const leader = kind.face(state('s1', 200), params, new Map());
    expect(leader).toMatchObject({
      headline: { value: 1 },
      chip: { text: 'leader', tone: 'good' },
      meters: [{ label: 'committed', text: '2 of 2', ratio: 1 }],
      slots: { tones: ['good', 'good'], hidden: 0 },
    });
    const candidate = kind.face(state('s1', 12), params, new Map());
    expect(candidate).toMatchObject({
      chip: { text: 'candidate' },
      meters: [{ label: 'committed' }, { label: 'votes', text: '1 of 5' }],
    });
    const follower = kind.face(state('s2', 200), params, new Map());
    expect(follower.meters[1]).toEqual({ label: 'leader', text: 's1' });
  });

  it('its machine with the last change, and its log in words', () => {
    const server = state('s1', 200);
    const [view] = kind.machines?.(server) ?? [];
    expect(view).toMatchObject({ mode: 'leader', last: { event: 'voteArrives', guard: 'hasMajority' } });
    const inside = kind.inspect(server, params, 0) as { log: unknown; followers: unknown[] };
    expect(inside.log).toEqual([
      { index: 1, term: 1, what: 'empty entry' },
      { index: 2, term: 1, what: 'write 0 = 1' },
    ]);
    expect(inside.followers).toHaveLength(4);
  });
});
