import { describe, expect, it } from 'vitest';
import { conservationProblems, counted } from '../../kernel/testing/conservation';
import { at, during } from '../../kernel/testing/tiny';
import { runCluster, serverIds, type ClusterParts } from '../raft-server/testing/cluster';
import { kind } from './index';

const BY_HAND: ClusterParts = { client: { sessions: 0 } };
const ELECT = at(10, 'do', 's1', 'forceTimeout');

describe('a Raft client', () => {
  it('keeps a history of what it asked and was told', () => {
    const inputs = [
      ELECT,
      at(100, 'do', 'c1', 'write'),
      at(200, 'do', 'c1', 'read'),
      at(300, 'do', 'c1', 'cas'),
      at(400, 'do', 'c1', 'read'),
    ];
    const { history } = runCluster(BY_HAND, inputs, 1_000).client('c1').durable;
    const told = history.items.map(({ client, operation, result }) => [client, operation.kind, result]);
    expect(told).toEqual([
      ['c1/1', 'write', { ok: true, value: 1 }],
      ['c1/1', 'read', { ok: true, value: 1 }],
      ['c1/1', 'cas', { ok: true, value: 3 }],
      ['c1/1', 'read', { ok: true, value: 3 }],
    ]);
    for (const { invokedUs, returnedUs } of history.items) expect(returnedUs).toBeGreaterThan(invokedUs);
  });

  it('finds the leader by the hints of others, and then goes to it at once', () => {
    const inputs = [ELECT, at(100, 'do', 'c1', 'write'), at(200, 'do', 'c1', 'write')];
    const run = runCluster(BY_HAND, inputs, 1_000);
    expect(run.client('c1').leader).toBe('s1');
    const [, second] = run.client('c1').durable.history.items;
    // GT R-6: 2d at the leader and 2d for a client that is away, with d = 5 ms.
    expect((second.returnedUs ?? 0) - second.invokedUs).toBe(20_000);
    expect(counted(run.sim, 'c1.retries')).toBeLessThanOrEqual(1);
  });

  it('repeats a command until another leader answers, and it takes effect once', () => {
    const inputs = [
      ELECT,
      at(100, 'do', 'c1', 'write'),
      at(200, 'crash', 's1'),
      at(201, 'do', 'c1', 'write'),
    ];
    const run = runCluster({ ...BY_HAND, clients: 1 }, inputs, 4_000);
    const { history } = run.client('c1').durable;
    expect(history.items.map(({ result }) => result?.ok)).toEqual([true, true]);
    expect(counted(run.sim, 'c1.retries')).toBeGreaterThanOrEqual(1);
    const [leader] = run.leaders();
    expect(run.server(leader).store.effects).toBe(2);
    expect(conservationProblems(run.sim)).toEqual([]);
  });

  it('gives up in the end, does not know, and goes on with a new session', () => {
    const inputs = [ELECT, ...serverIds(3).map((id) => during(300, 3_000, 'crash', id))];
    const parts: ClusterParts = { client: { sessions: 1, giveUpAfterMs: 1_000, attemptTimeoutMs: 100 } };
    const run = runCluster(parts, inputs, 6_000);
    const unknown = run.client('c1').durable.history.items.filter(({ result }) => result === null);
    expect(unknown.length).toBeGreaterThanOrEqual(1);
    for (const { returnedUs } of unknown) expect(returnedUs).toBeNull();
    expect(counted(run.sim, 'c1.unknown')).toBe(unknown.length);
    const sessions = new Set(run.client('c1').durable.history.items.map(({ client }) => client));
    expect(sessions.size).toBe(unknown.length + 1);
    expect(conservationProblems(run.sim)).toEqual([]);
  });

  it('a crash leaves what was under way unknown, and the history stays', () => {
    const inputs = [
      ELECT,
      at(100, 'do', 'c1', 'write'),
      at(200, 'do', 'c1', 'write'),
      during(201, 300, 'crash', 'c1'),
      at(400, 'do', 'c1', 'write'),
    ];
    const { history } = runCluster(BY_HAND, inputs, 1_000).client('c1').durable;
    expect(
      history.items.slice(0, history.length).map(({ client, result }) => [client, result !== null]),
    ).toEqual([
      ['c1/1', true],
      ['c1/1', false],
      ['c1/2', true],
    ]);
  });

  it('has as many sessions as its knob says, and stops and goes on with the traffic', () => {
    const parts: ClusterParts = { client: { sessions: 3, thinkTimeMs: 50 } };
    const inputs = [
      ELECT,
      during(1_000, 2_000, 'spike', 'c1', 0),
      during(3_000, 4_000, 'set', 'c1.sessions', 0),
    ];
    const run = runCluster(parts, inputs, 1_100);
    const done = (): number => run.client('c1').durable.history.length;
    let before = done();
    run.until(2_000);
    expect(done()).toBe(before);
    run.until(3_000);
    expect(done()).toBeGreaterThan(before);
    run.until(3_200);
    before = done();
    run.until(4_000);
    expect(done()).toBe(before);
    run.until(5_000);
    expect(done()).toBeGreaterThan(before);
    expect(conservationProblems(run.sim)).toEqual([]);
  });

  it('shows what it does', () => {
    const run = runCluster(BY_HAND, [ELECT, at(100, 'do', 'c1', 'write')], 500);
    const { params } = run.sim.model.nodes[5];
    expect(kind.face(run.client('c1'), params, new Map())).toMatchObject({ chip: { text: 'asks s1' } });
    expect(kind.inspect(run.client('c1'), params, 0)).toMatchObject({ asks: 's1', operations: 1 });
  });

  it('refuses a second operation by hand while the first has no answer', () => {
    const inputs = [at(10, 'do', 'c1', 'write'), at(11, 'do', 'c1', 'read')];
    expect(runCluster(BY_HAND, inputs, 100).refusals).toEqual([
      'The last operation asked for by hand has no answer yet.',
    ]);
  });
});
