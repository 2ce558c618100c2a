import { describe, expect, it } from 'vitest';
import { findImpurities } from '../../kernel/plain';
import { conservationProblems, counted } from '../../kernel/testing/conservation';
import { at, during } from '../../kernel/testing/tiny';
import { nodeIds, runStore, type StoreParts } from '../quorum-node/testing/store';
import { kind } from './index';

const BY_HAND: StoreParts = { clients: 1, client: { sessions: 0 } };
const BUSY: StoreParts = { clients: 2, client: { sessions: 3, thinkTimeMs: 10 } };

function outcomes(run: ReturnType<typeof runStore>): unknown[] {
  const { history } = run.client('c1').durable;
  return history.items
    .slice(0, history.length)
    .map(({ operation, outcome, result }) => [operation.kind, outcome, result?.value]);
}

describe('a client of a store', () => {
  it('keeps a history of what it asked and was told', () => {
    const inputs = [at(10, 'do', 'c1', 'write'), at(100, 'do', 'c1', 'read')];
    const run = runStore(BY_HAND, inputs, 500);
    expect(outcomes(run)).toEqual([
      ['write', 'ok', 1],
      ['read', 'ok', 1],
    ]);
    const [first] = run.client('c1').durable.history.items;
    expect(first).toMatchObject({
      client: 'c1/1',
      invokedUs: 10_000,
      returnedUs: 30_000,
      endedUs: 30_000,
      request: 1,
    });
  });

  it('does not know of a write without an answer, and of a read that it did nothing', () => {
    const inputs = [
      ...nodeIds(3).map((id) => during(5, 5_000, 'crash', id)),
      at(10, 'do', 'c1', 'write'),
      at(3_000, 'do', 'c1', 'read'),
    ];
    const run = runStore(BY_HAND, inputs, 6_000);
    expect(outcomes(run)).toEqual([
      ['write', 'unknown', undefined],
      ['read', 'failed', undefined],
    ]);
    expect(run.client('c1').durable.history.items.map(({ returnedUs }) => returnedUs === null)).toEqual([
      true,
      false,
    ]);
    expect(conservationProblems(run.sim)).toEqual([]);
  });

  it('knows of a write that was refused that nothing was done', () => {
    const down = ['s2', 's3'].map((id) => during(5, 9_000, 'crash', id));
    const inputs = [...down, ...[10, 2_000, 2_300].map((ms) => at(ms, 'do', 'c1', 'write'))];
    const run = runStore(
      { ...BY_HAND, client: { to: 's1', sessions: 0, timeoutMs: 1_000 }, node: { suspectForMs: 9_000 } },
      inputs,
      8_000,
    );
    expect(outcomes(run).at(-1)).toEqual(['write', 'failed', undefined]);
    expect(counted(run.sim, 'c1.failed')).toBe(2);
  });

  it('does not ask for a while who did not answer', () => {
    const run = runStore(BUSY, [during(500, 4_000, 'crash', 's2')], 3_800);
    const missed = counted(run.sim, 'c1.unknown') + counted(run.sim, 'c1.failed');
    expect(missed).toBeGreaterThan(0);
    expect(missed).toBeLessThan(12);
    expect([...run.client('c1').avoided.keys()]).toEqual(['s2']);
    expect(conservationProblems(run.sim)).toEqual([]);
    expect(findImpurities(run.sim.world)).toEqual([]);
  });

  it('a crash leaves what was under way unknown, and the history stays', () => {
    const inputs = [
      at(10, 'do', 'c1', 'write'),
      at(100, 'do', 'c1', 'write'),
      during(105, 200, 'crash', 'c1'),
    ];
    expect(outcomes(runStore(BY_HAND, inputs, 400))).toEqual([
      ['write', 'ok', 1],
      ['write', 'unknown', undefined],
    ]);
  });
});

describe('GT K-3h: a session reads its own writes', () => {
  const loose = { readLevel: 'one', writeLevel: 'one', sendTo: 'needed', readRepair: 'off', handoff: 'off' };
  const missed = (readsItsWrites: string): number => {
    const run = runStore(
      { clients: 2, node: loose, client: { sessions: 3, thinkTimeMs: 20, readsItsWrites, pinMs: 60_000 } },
      [],
      10_000,
    );
    return counted(run.sim, 'c1.ownWritesMissed') + counted(run.sim, 'c2.ownWritesMissed');
  };

  it('with a token, or by asking the same node; by chance it may miss them', () => {
    expect(missed('byChance')).toBeGreaterThan(20);
    expect(missed('token')).toBe(0);
    expect(missed('pinned')).toBe(0);
  });
});

describe('siblings', () => {
  it('are reconciled by the next write of whoever has read them, unless the context is forgotten', () => {
    const siblings = (forgetsContext: boolean): number => {
      const node = { conflicts: 'vectorClocks' };
      const run = runStore({ ...BUSY, node, client: { ...BUSY.client, forgetsContext } }, [], 2_000);
      expect(findImpurities(run.sim.world)).toEqual([]);
      return run.values('s1', 0).length;
    };
    expect(siblings(false)).toBeLessThan(20);
    expect(siblings(true)).toBeGreaterThan(50);
  });
});

it('shows what it does', () => {
  const run = runStore(BY_HAND, [at(10, 'do', 'c1', 'write')], 500);
  expect(kind.face(run.client('c1'), {}, new Map())).toMatchObject({ chip: { text: 'asks any node' } });
  expect(kind.inspect(run.client('c1'), {}, 0)).toMatchObject({ operations: 1, avoids: [] });
});
